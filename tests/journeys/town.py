"""A running town: web, worker and stand-in gateway as processes of their own, on a database of their own."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil

from tests.database import clone, drop
from tests.demo_city import DemoCity

MODULES = {
    "web": ("uvicorn", "laoyou.config.asgi:application", "--no-access-log", "--log-level", "warning"),
    "worker": ("django", "procrastinate", "worker", "--concurrency", "2", "--delete-jobs", "successful"),
    "gateway": ("laoyou.demo.gateway",),
}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Town:
    """Starts with an empty, migrated database, or with a copy of the demo city."""

    def __init__(self, folder: Path, *, clock_offset_s: int = 0, demo: DemoCity | None = None) -> None:
        self.folder = folder
        self.database = f"laoyou_town_{os.getpid()}"
        self.port, self.gateway_port = free_port(), free_port()
        self.address = f"http://127.0.0.1:{self.port}"
        self.environment = os.environ | {
            "DATABASE_URL": clone(self.database, demo.database if demo else ""),
            "LAOYOU_HOME": str(folder),
            "LAOYOU_DEMO": "1",
            "LAOYOU_PORT": str(self.port),
            "LAOYOU_PUBLIC_ADDRESS": self.address,
            "LAOYOU_CLOCK_OFFSET_S": str(clock_offset_s),
            "LAOYOU_DB_POOL": "1",
            "DJANGO_SETTINGS_MODULE": "laoyou.config.settings",
        }
        (folder / "files").mkdir(parents=True, exist_ok=True)
        if demo:
            demo.copy_home(folder)
        self.processes: dict[str, subprocess.Popen[bytes]] = {}

    def start(self) -> None:
        self._start("gateway", "--port", str(self.gateway_port))
        self._wait_for(self.gateway_port)
        self._start("web", "--host", "127.0.0.1", "--port", str(self.port))
        self._start("worker")
        self._wait_for(self.port)

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        for process in self.processes.values():
            try:
                process.wait(8)
            except subprocess.TimeoutExpired:
                psutil.Process(process.pid).kill()
        drop(self.database)

    def run_python(self, code: str) -> str:
        """Run a few lines inside the application, against the town's database, and return what they print."""
        start = "import django\ndjango.setup()\n"
        done = subprocess.run(
            [sys.executable, "-c", start + code], env=self.environment, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")

    def _start(self, name: str, *arguments: str) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.processes[name] = subprocess.Popen(
                [sys.executable, "-m", *MODULES[name], *arguments], env=self.environment, stdout=log, stderr=log
            )

    def _wait_for(self, port: int, within_s: float = 30.0) -> None:
        deadline = time.monotonic() + within_s
        while time.monotonic() < deadline:
            try:
                connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
                connection.request("GET", "/")
                connection.getresponse().read()
            except OSError:
                time.sleep(0.1)
            else:
                return
        raise AssertionError(f"nothing answers on port {port}")
