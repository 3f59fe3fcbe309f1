"""A whole installation in a folder of its own, which tests may kill."""

from __future__ import annotations

import http.client
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg

from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import EmbeddedPostgres
from laoyou.infra.postgres.urls import socket_directory

OF_THE_TESTS = ("DATABASE_URL", "DATABASE_OWNER_URL", "LAOYOU_TEST_ADMIN_URL", "LAOYOU_SECRET", "LAOYOU_DEMO")


class Installation:
    def __init__(self, folder: Path, port: int) -> None:
        self.home = Home(folder)
        self.port = port
        self.environment = {name: value for name, value in os.environ.items() if name not in OF_THE_TESTS}
        self.environment |= {"LAOYOU_HOME": str(folder), "PYTHONUNBUFFERED": "1"}
        self.process: subprocess.Popen[str] | None = None
        self.said = ""

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "laoyou.cli", *arguments],
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    def start(self) -> None:
        """Start everything and return when it says that it runs."""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "laoyou.cli", "run", "--no-demo", "--port", str(self.port)],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        self.said = ""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said += line
            if "Supervision" in line:
                return
        raise AssertionError(f"it did not start:\n{self.said}")

    def stop(self, how: signal.Signals = signal.SIGINT) -> int:
        """Ask it to stop, as Ctrl-C does, and return its code."""
        assert self.process is not None
        self.process.send_signal(how)
        rest, _ = self.process.communicate(timeout=30)
        self.said += rest
        return self.process.returncode

    @property
    def known(self) -> dict:
        return json.loads((self.home.path / "run.lock").read_text())

    def child(self, name: str) -> psutil.Process:
        """Return the child of that name, which has to be running."""
        for pid in self.known["children"]:
            with suppress(psutil.NoSuchProcess):  # one of before may be gone, or waits to be buried
                process = psutil.Process(int(pid))
                if process.cmdline()[3:4] == [name]:
                    return process
        raise AssertionError(f"no {name} in {self.known}")

    def postmaster(self) -> psutil.Process:
        return psutil.Process(int((self.home.postgres / "data" / "postmaster.pid").read_text().split()[0]))

    def everything(self) -> list[psutil.Process]:
        assert self.process is not None
        first = [psutil.Process(self.process.pid), *map(psutil.Process, map(int, self.known["children"]))]
        return [*first, self.postmaster(), *self.postmaster().children()]

    def answers(self, within_s: float = 20) -> int:
        """Return the code of the first answer to a request for the first page."""
        connection = http.client.HTTPConnection("127.0.0.1", int(self.known["address"].split(":")[2].strip("/")))
        connection.timeout = within_s
        connection.request("GET", "/no-such-page")
        return connection.getresponse().status

    @contextmanager
    def database(self) -> Iterator[psycopg.Connection]:
        url = f"host={socket_directory(self.home)} user=postgres dbname=laoyou"
        with psycopg.connect(url, autocommit=True) as connection:
            yield connection

    def clean_up(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.stop(signal.SIGTERM)
        EmbeddedPostgres(self.home).stop()


def is_gone(process: psutil.Process, within_s: float = 10) -> bool:
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if process.status() == psutil.STATUS_ZOMBIE:
                return True
        except psutil.NoSuchProcess:
            return True
        time.sleep(0.05)
    return False


def becomes_true(condition, within_s: float = 20) -> bool:  # type: ignore[no-untyped-def]
    """Say whether the condition holds within the time; errors on the way count as not yet."""
    deadline = time.monotonic() + within_s
    while time.monotonic() < deadline:
        try:
            if condition():
                return True
        except (psycopg.Error, psutil.Error, OSError, AssertionError, ValueError, http.client.HTTPException):
            pass
        time.sleep(0.1)
    return False
