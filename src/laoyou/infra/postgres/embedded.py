"""Our own supervisor of an embedded PostgreSQL: the binaries of a wheel, or of the system, under one folder.

POSIX only: advisory file locks, a unix socket, no TCP. `pg_isready` is the only truth about whether it runs.
Why not the wheel's own wrapper: docs/decisions/0002-embedded-database.md.
"""

from __future__ import annotations

import fcntl
import os
import platform
import pwd
import shlex
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil

from laoyou.infra.home import Home
from laoyou.infra.postgres import binaries
from laoyou.infra.postgres.binaries import DatabaseUnavailable
from laoyou.infra.postgres.urls import socket_directory

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "60",
    "jit": "off",
    "shared_buffers": "256MB",
    "autovacuum_naptime": "5s",  # after an import the planner has no statistics, and its guesses are dear
}


class EmbeddedPostgres:
    """One cluster under one home. Making the object touches nothing; `start` does."""

    def __init__(self, home: Home, *, timeout_s: int = 60, settings: dict[str, str] | None = None) -> None:
        self.root = home.postgres
        self.data = home.postgres / "data"
        self.log = home.postgres / "data" / "server.log"
        self.sockets = socket_directory(home)
        self.timeout_s = timeout_s
        self.settings = SETTINGS | {"unix_socket_directories": str(self.sockets)} | (settings or {})
        self.account = _account_without_rights() if os.geteuid() == 0 else None
        self.binaries = binaries.newest()
        if self.account and "site-packages" in str(self.binaries):
            self.binaries = self._place_of_copy()

    def ready(self) -> bool:
        return self._is_installed() and self._run("pg_isready", "-q", "-h", str(self.sockets)).returncode == 0

    def is_alive(self) -> bool:
        """Say whether the server's first process runs, without starting a program to ask."""
        try:
            pid = int((self.data / "postmaster.pid").read_text().split("\n", 1)[0])
            return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE and self._is_our_server(pid)
        except (OSError, ValueError, psutil.NoSuchProcess):
            return False

    def start(self) -> None:
        """Start the server and return when it answers; several starters race to one server.

        Raises: DatabaseUnavailable with the end of the server's log when it does not come up in time.
        """
        self._prepare_root()
        with self._lock():
            self._prepare_folders()
            if self.ready():
                return
            if not (self.data / "PG_VERSION").exists():
                self._make_cluster()
            self._remove_stale_pid()
            self._start_until_ready()

    def stop(self) -> None:
        """Stop the server, letting running statements be cancelled; nothing to do where none runs."""
        if self._is_installed():
            self._run("pg_ctl", "-D", str(self.data), "-m", "fast", "-w", "stop")

    def _is_installed(self) -> bool:
        return (self.binaries / "pg_ctl").exists()

    def _start_until_ready(self) -> None:
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in self.settings.items())
        deadline = time.monotonic() + self.timeout_s
        while True:
            self._run(
                *("pg_ctl", "-D", str(self.data), "-l", str(self.log), "-w", "-t", str(self.timeout_s)),
                *("-o", options, "start"),
                own_session=True,
            )
            if self.ready():
                return
            tail = self.log.read_text(errors="replace")[-800:] if self.log.exists() else ""
            # After kill -9 the old postmaster's children hold the shared memory for a moment: worth trying again.
            may_pass = "already exists" in tail or "still in use" in tail
            if time.monotonic() > deadline or not may_pass:
                raise DatabaseUnavailable(f"laoyou: PostgreSQL did not start. The end of {self.log}:\n{tail}")
            time.sleep(0.3)

    def _make_cluster(self) -> None:
        fresh = self.root / "data.new"  # renamed when whole, so that half a cluster never exists
        shutil.rmtree(fresh, ignore_errors=True)
        locale = "--locale=C.UTF-8" if platform.system() == "Linux" else "--no-locale"
        made = self._run(
            *("initdb", "-D", str(fresh), "-U", "postgres", "--auth-local=trust", "--auth-host=reject"),
            *("--encoding=UTF8", locale, "--data-checksums", "--no-instructions"),
        )
        if made.returncode != 0:
            raise DatabaseUnavailable(f"laoyou: PostgreSQL could not make its data folder:\n{made.stderr}")
        fresh.rename(self.data)

    def _remove_stale_pid(self) -> None:
        """Delete postmaster.pid when its number now belongs to another program: after a power cut numbers recur."""
        pid_file = self.data / "postmaster.pid"
        if not pid_file.exists():
            return
        first_line = pid_file.read_text().splitlines()[:1]
        if first_line and first_line[0].isdigit() and self._is_our_server(int(first_line[0])):
            return
        pid_file.unlink()

    def _is_our_server(self, pid: int) -> bool:
        try:
            process = psutil.Process(pid)
            return "postgres" in process.name() and str(self.data) in " ".join(process.cmdline())
        except psutil.NoSuchProcess:
            return False
        except psutil.AccessDenied:
            return True  # not ours to judge: PostgreSQL decides

    def _prepare_root(self) -> None:
        self.root.mkdir(mode=0o750, parents=True, exist_ok=True)
        if self.account:
            os.chown(self.root, self.account.pw_uid, self.account.pw_gid)
            _open_the_way(self.root)

    def _prepare_folders(self) -> None:
        if self.sockets.is_symlink():
            raise DatabaseUnavailable(f"laoyou: {self.sockets} is a symbolic link; remove it")
        self.sockets.mkdir(mode=0o700, parents=True, exist_ok=True)
        if self.account:
            os.chown(self.sockets, self.account.pw_uid, self.account.pw_gid)
            if self.binaries == self._place_of_copy():
                self._copy_binaries()

    def _place_of_copy(self) -> Path:
        """Return where the wheel's server lies beside the data, so that nobody's home need be opened to the account."""
        version = binaries.newest().parent
        return self.root / "server" / version.name / version.parent.name / version.name / "bin"

    def _copy_binaries(self) -> None:
        version = binaries.newest().parent
        package = version.parent
        target = self.root / "server" / version.name
        if (target / "complete").exists():
            return
        shutil.rmtree(target, ignore_errors=True)
        skip = shutil.ignore_patterns("*.a", "include")
        shutil.copytree(version, self.binaries.parent, symlinks=True, ignore=skip)
        libraries = package.parent / f"{package.name}.libs"  # the binaries look for it three folders up
        if libraries.exists():
            shutil.copytree(libraries, target / libraries.name, symlinks=True)
        subprocess.run(["chmod", "-R", "a+rX", str(self.root / "server")], check=True)
        (target / "complete").touch()

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with open(self.root / "lock", "a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _run(self, program: str, *arguments: str, own_session: bool = False) -> subprocess.CompletedProcess[str]:
        lesser = {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []} if self.account else {}
        # A started server inherits these streams and never closes them: reading its output would wait for ever.
        output = subprocess.DEVNULL if own_session else subprocess.PIPE
        return subprocess.run(  # type: ignore[call-overload, no-any-return]
            [str(self.binaries / program), *arguments],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            text=True,
            start_new_session=own_session,
            check=False,
            **lesser,
        )


def _account_without_rights() -> pwd.struct_passwd:
    """Return the account that the server runs as when root starts us: PostgreSQL refuses to run as root."""
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise DatabaseUnavailable("laoyou: root can't run PostgreSQL, and there is neither a postgres nor a nobody here")


def _open_the_way(folder: Path) -> None:
    """Let the lesser account pass through our own home folder to its data; other people's folders are left alone."""
    home = folder.parent
    if not os.access(home, os.X_OK):
        return
    os.chmod(home, os.stat(home).st_mode | 0o011)  # noqa: S103 to walk through, not to read


__all__ = ["DatabaseUnavailable", "EmbeddedPostgres"]
