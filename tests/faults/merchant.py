"""A whole merchant that tests may kill: database, web process, worker and gateway, each a process of its own.

The doorman stands between the gateway and the web process and remembers every notification that was answered with
success: the gateway never says those again, so they have to be in the books whatever is killed.
"""

from __future__ import annotations

import contextlib
import os
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import httpx
import psutil
from django.db import OperationalError

from laoyou.cli.children import Child
from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres
from laoyou.infra.postgres.setup import make_ready
from laoyou.infra.postgres.urls import DatabaseUrls, database_urls
from tests.payments.standin import StandIn

FORGETFUL = {
    # Commits are acknowledged before they are on the disk, and nothing else brings them there for ten seconds.
    "synchronous_commit": "off",
    "wal_writer_delay": "10s",
    "wal_writer_flush_after": "1GB",
    "wal_buffers": "64MB",
    "bgwriter_lru_maxpages": "0",
    "autovacuum": "off",
}
PATIENCE_S = 60.0


def now() -> datetime:
    return datetime.now(UTC)


@dataclass
class Doorman:
    """Hands on what the gateway tells, and remembers what was accepted."""

    web: str
    address: str = ""
    accepted: list[tuple[str, bytes]] = field(default_factory=list)
    refused: int = 0

    @contextlib.contextmanager
    def at_the_door(self) -> Iterator[Doorman]:
        doorman = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
                status, text = doorman._hand_on(self.path, dict(self.headers.items()), body)
                try:
                    self.send_response(status)
                    self.send_header("Content-Length", str(len(text)))
                    self.end_headers()
                    self.wfile.write(text)
                except OSError:
                    pass  # the gateway has stopped waiting, and tells it again

            def log_message(self, *_: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        server.daemon_threads = True
        self.address = f"http://127.0.0.1:{server.server_port}"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()

    def _hand_on(self, path: str, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        left_out = {"host", "content-length", "connection", "accept-encoding"}
        passed = {name: value for name, value in headers.items() if name.lower() not in left_out}
        try:
            answer = httpx.post(f"{self.web}{path}", content=body, headers=passed, timeout=20, trust_env=False)
        except httpx.HTTPError:
            self.refused += 1
            return 502, b""
        is_accepted = answer.text == "success" if "alipay" in path else answer.status_code in (200, 204)
        if is_accepted and answer.status_code < 300:
            self.accepted.append((path.split("/")[-2], body))
        else:
            self.refused += 1
        return answer.status_code, answer.content


class Merchant:
    """Started by `open`; what is killed is started again by whoever killed it."""

    def __init__(self, folder: Path, *, settings: dict[str, str] | None = None, pace: float = 0.0005) -> None:
        self.home = Home(folder / "home")
        self.home.prepare()
        self.postgres = EmbeddedPostgres(self.home, settings=settings)
        self.standin = StandIn(self.home.path, pace=pace)
        self.listening = socket.create_server(("127.0.0.1", 0), backlog=512)
        self.web_address = f"http://127.0.0.1:{self.listening.getsockname()[1]}"
        self.doorman = Doorman(self.web_address)
        self.kills: list[str] = []

    @property
    def urls(self) -> DatabaseUrls:
        return database_urls(self.home)

    @contextlib.contextmanager
    def open(self) -> Iterator[Merchant]:
        """Bring all of it up; the environment already names this home, and no other database."""
        with contextlib.ExitStack() as stack:
            self.postgres.start()
            stack.callback(self.postgres.stop)
            make_ready(self.home)
            self.standin.start()
            stack.callback(self.standin.stop)
            stack.enter_context(self.doorman.at_the_door())
            self.web, self.worker = stack.enter_context(self._children())
            _wait_until(lambda: httpx.get(f"{self.web_address}/", trust_env=False).status_code < 500)
            yield self

    @contextlib.contextmanager
    def _children(self) -> Iterator[tuple[Child, Child]]:
        watched, held = os.pipe()
        environment = {
            "LAOYOU_PUBLIC_ADDRESS": self.web_address,
            "LAOYOU_NOTIFY_ADDRESS": self.doorman.address,
            "LAOYOU_DB_POOL": "1",
            "LAOYOU_HOME": str(self.home.path),
            "PYTHONUNBUFFERED": "1",
        }
        web = Child("web", self.home.logs, watched, environment, socket=self.listening.fileno())
        worker = Child("worker", self.home.logs, watched, environment)
        for child in (worker, web):
            child.start()
        try:
            yield web, worker
        finally:
            for child in (web, worker):
                child.stop()
            os.close(held)
            os.close(watched)
            self.listening.close()

    def kill_the_database(self) -> None:
        """Kill every process of the server at once, as a power cut does, and start it again."""
        first = psutil.Process(int((self.postgres.data / "postmaster.pid").read_text().split()[0]))
        for process in [first, *first.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess):
                process.kill()
        self.kills.append("database")
        _wait_until(lambda: not self.postgres.is_alive())
        self.postgres.start()

    def kill(self, child: Child) -> None:
        assert child.process is not None
        child.process.kill()
        child.process.wait()
        self.kills.append(child.name)
        child.start()


def _wait_until(is_so: object, within_s: float = PATIENCE_S) -> None:
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if is_so():  # type: ignore[operator]
                return
        except (OSError, httpx.HTTPError, OperationalError):
            pass
        time.sleep(0.05)
    raise AssertionError("it takes too long")


def in_a_while() -> datetime:
    """Return when everything that waits for its time is due: the gateway's clock is the real one, ours need not be."""
    return now() + timedelta(hours=30)
