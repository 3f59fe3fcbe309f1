"""One running copy per home: a lock that the system frees whatever happens to its holder, and who holds it."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import psutil

from laoyou.infra.home import Home

LEFT_ALONE_S = 5


class AlreadyRunning(SystemExit):
    pass


class Instance:
    """The running copy, as a second copy and the next start see it."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._address = ""

    def write(self, *, address: str = "", children: Sequence[int] = ()) -> None:
        self._address = address or self._address
        started = {str(pid): _started_at(pid) for pid in children}
        self._file.seek(0)
        self._file.truncate()
        json.dump({"pid": os.getpid(), "address": self._address, "children": started}, self._file)
        self._file.flush()


@contextmanager
def only_one(home: Home) -> Iterator[Instance]:
    """Hold the home for this process. Raises: AlreadyRunning, with the address of the copy that has it."""
    with _opened(home.path / "run.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(_about_the_other(file)) from error
        _end_leftovers(file)
        instance = Instance(file)
        instance.write()
        try:
            yield instance
        finally:
            file.seek(0)
            file.truncate()


def running_copy(home: Home) -> str:
    """Return what is to be said of the copy that runs, nothing where none does."""
    if not (home.path / "run.lock").exists():
        return ""
    with _opened(home.path / "run.lock") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return _about_the_other(file)
    return ""


def _opened(path: Path) -> TextIO:
    return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+")


def _about_the_other(file: TextIO) -> str:
    known = _read(file)
    where = f", at {known['address']}" if known.get("address") else ", and is still starting"
    return f"laoyou: already running (process {known.get('pid', '?')}){where}"


def _read(file: TextIO) -> dict[str, object]:
    file.seek(0)
    try:
        known = json.loads(file.read() or "{}")
    except ValueError:  # killed while writing
        return {}
    return known if isinstance(known, dict) else {}


def _end_leftovers(file: TextIO) -> None:
    """End what a killed copy left behind: its children stop by themselves, and are not waited for too long."""
    children = _read(file).get("children")
    if not isinstance(children, dict):
        return
    deadline = time.monotonic() + LEFT_ALONE_S
    for pid, started_at in children.items():
        while _started_at(int(pid)) == started_at and time.monotonic() < deadline:
            time.sleep(0.05)
        if _started_at(int(pid)) == started_at:
            psutil.Process(int(pid)).kill()


def _started_at(pid: int) -> float | None:
    """Return when the process started: with its number it names one process for ever. None when it is gone."""
    try:
        process = psutil.Process(pid)
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except psutil.NoSuchProcess:
        return None
