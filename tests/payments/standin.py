"""The stand-in gateway as tests use it: a real process, a payer who confirms, and a box that collects notifications."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx

STARTS_WITHIN_S = 20


@dataclass
class StandIn:
    """The process, in an installation's home of its own. `restart` kills it the hard way and starts it again."""

    home: Path
    pace: float = 0.005
    process: subprocess.Popen[str] | None = None
    address: str = ""

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "laoyou.demo.gateway", "--pace", str(self.pace), "--faults"],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "LAOYOU_HOME": str(self.home), "LAOYOU_PORT": str(20000 + os.getpid() % 20000)},
        )
        assert self.process.stdout is not None
        said = self.process.stdout.readline()
        self.address = said.rsplit(" ", 1)[-1].strip()
        until = time.monotonic() + STARTS_WITHIN_S
        while time.monotonic() < until:
            try:
                if httpx.get(f"{self.address}/health", trust_env=False).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.05)
        raise AssertionError("the stand-in gateway does not answer")

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(10)

    def truth(self) -> list[dict[str, Any]]:
        answer = httpx.get(f"{self.address}/truth", trust_env=False).json()
        paid: list[dict[str, Any]] = answer["paid"]
        return paid

    def plan(self, channel: str, number: str, **plan: Any) -> None:
        """Say what shall go wrong with an order, before it is asked for."""
        form = {"channel": channel, "number": number, "plan": json.dumps(plan)}
        assert httpx.post(f"{self.address}/faults/plan", data=form, trust_env=False).status_code == 204

    def rotate_certificate(self) -> str:
        """Let WeChat Pay sign with a new key from now on, and return its serial."""
        return httpx.post(f"{self.address}/faults/rotate", trust_env=False).text

    def refunds(self) -> list[dict[str, Any]]:
        back: list[dict[str, Any]] = httpx.get(f"{self.address}/truth", trust_env=False).json()["refunds"]
        return back

    def notices_waiting(self) -> int:
        return int(httpx.get(f"{self.address}/truth", trust_env=False).json()["notices_waiting"])

    def refund(self, channel: str, number: str, amount_fen: int | None = None) -> None:
        """Give an order's money back as a clerk does on the channel's own page: all of it, or so much."""
        form = {"channel": channel, "number": number}
        if amount_fen is not None:
            form["amount_fen"] = str(amount_fen)
        assert httpx.post(f"{self.address}/merchant/refund", data=form, trust_env=False).status_code == 200

    def pay(self, address: str, *, decision: str = "pay") -> str:
        """Open the cashier page as a payer, press the button and return where it leads."""
        with httpx.Client(trust_env=False, follow_redirects=True) as browser:
            shown = browser.get(address)
            assert shown.status_code == 200, shown.text
            action = re.search(r'action="([^"]+)"', shown.text)
            back = re.search(r'name="back" value="([^"]*)"', shown.text)
            assert action is not None, shown.text
            assert back is not None
            base = f"{urlsplit(self.address).scheme}://{urlsplit(self.address).netloc}"
            done = browser.post(
                base + action[1],
                data={"decision": decision, "back": back[1].replace("&amp;", "&")},
                follow_redirects=False,
            )
            return done.headers.get("location", "")


@dataclass
class Postbox:
    """Takes notifications as the merchant's server would, and answers what the test wants."""

    status: int = 500
    text: str = ""
    received: list[tuple[str, dict[str, str], bytes]] = field(default_factory=list)
    address: str = ""

    def wait(self, count: int = 1, *, within_s: float = 10) -> tuple[dict[str, str], bytes]:
        until = time.monotonic() + within_s
        while len(self.received) < count and time.monotonic() < until:
            time.sleep(0.02)
        assert len(self.received) >= count, "no notification came"
        _, headers, body = self.received[count - 1]
        return headers, body

    def wait_for(self, word: bytes, *, within_s: float = 10) -> tuple[dict[str, str], bytes]:
        """Return the first notification that holds the word."""
        until = time.monotonic() + within_s
        while time.monotonic() < until:
            for _, headers, body in self.received:
                if word in body:
                    return headers, body
            time.sleep(0.02)
        raise AssertionError(f"no notification with {word!r} came")


@contextmanager
def postbox() -> Iterator[Postbox]:
    box = Postbox()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            box.received.append((self.path, dict(self.headers.items()), body))
            self.send_response(box.status)
            content = box.text.encode()
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    box.address = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield box
    finally:
        server.shutdown()
        server.server_close()


def dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1, sort_keys=True)
