"""The supervisor's children: started, started again when they die, stopped in order."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

LONGEST_PAUSE_S = 15.0
SETTLED_AFTER_S = 60.0
LARGEST_LOG = 20 * 1024 * 1024


@dataclass
class Child:
    """One program of the installation. It ends by itself when the supervisor does, even by kill -9: it watches the
    pipe `alive`, which the system closes then.
    """

    name: str
    logs: Path
    alive: int
    environment: Mapping[str, str]
    socket: int | None = None
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    deaths: int = 0
    start_at: float = field(default=0.0)

    def start(self) -> None:
        command = [sys.executable, "-m", "laoyou.cli.child", self.name, "--alive", str(self.alive)]
        passed = [self.alive]
        if self.socket is not None:
            command += ["--socket", str(self.socket)]
            passed.append(self.socket)
        with self._log() as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, **self.environment},
                pass_fds=passed,
                start_new_session=True,  # Ctrl-C reaches the supervisor alone, which stops all in order
            )
        self.started = time.monotonic()

    @property
    def runs(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def look_after(self) -> str | None:
        """Start the program again when it died, after a pause that grows; return what there is to say about it."""
        if self.runs:
            if time.monotonic() - self.started > SETTLED_AFTER_S:
                self.deaths = 0
            return None
        if self.process is not None:
            code, self.process = self.process.returncode, None
            pause = min(0.2 * 3**self.deaths, LONGEST_PAUSE_S)
            self.deaths += 1
            self.start_at = time.monotonic() + pause
            return f"{self.name} ended ({_ending(code)}); starting it again. See {self.logs / self.name}.log"
        if time.monotonic() >= self.start_at:
            self.start()
        return None

    def stop(self, *, within_s: float = 8.0) -> None:
        """Ask the program to end, and end it when it doesn't."""
        if self.process is None or not self.runs:
            return
        self.process.terminate()
        try:
            self.process.wait(within_s)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def _log(self) -> BinaryIO:
        file = self.logs / f"{self.name}.log"
        if file.exists() and file.stat().st_size > LARGEST_LOG:
            file.replace(file.with_suffix(".log.old"))
        return file.open("ab")


def _ending(code: int) -> str:
    return f"code {code}" if code >= 0 else signal.Signals(-code).name
