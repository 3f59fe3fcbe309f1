"""The embedded server by itself: stale files, reused numbers, several starters."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import psycopg
import pytest

from laoyou.infra.home import Home
from laoyou.infra.postgres.embedded import DatabaseUnavailable, EmbeddedPostgres
from laoyou.infra.postgres.running import server
from laoyou.infra.postgres.urls import database_urls
from tests.faults.installation import is_gone

pytestmark = pytest.mark.fault


@pytest.fixture(scope="module")
def home(folder: Path) -> Iterator[Home]:
    made = Home(folder / "database")
    made.prepare()
    yield made
    EmbeddedPostgres(made).stop()


@pytest.fixture
def postgres(home: Home) -> Iterator[EmbeddedPostgres]:
    """Give a server that has run before and does not run now."""
    made = EmbeddedPostgres(home, timeout_s=10)
    made.start()
    made.stop()
    yield made
    made.stop()


@pytest.fixture
def innocent(postgres: EmbeddedPostgres) -> Iterator[subprocess.Popen[bytes]]:
    """Give a process of the server's own account that is no PostgreSQL, as after a power cut a number recurs."""
    account = {"user": postgres.account.pw_uid} if postgres.account else {}
    process = subprocess.Popen(["sleep", "60"], **account)
    yield process
    process.kill()
    process.wait()


def leave_pid(postgres: EmbeddedPostgres, pid: int) -> None:
    """Leave the file that a server leaves when the power is cut, with this number in it."""
    file = postgres.data / "postmaster.pid"
    file.write_text(f"{pid}\n{postgres.data}\n1700000000\n5432\n{postgres.sockets}\n\n  0  0\nready\n")
    if postgres.account:
        os.chown(file, postgres.account.pw_uid, postgres.account.pw_gid)


def test_starts_although_the_number_in_the_stale_file_belongs_to_another_program(
    postgres: EmbeddedPostgres, innocent: subprocess.Popen[bytes]
) -> None:
    leave_pid(postgres, innocent.pid)
    postgres.start()
    assert postgres.ready()
    assert innocent.poll() is None


def test_without_the_guard_that_number_would_keep_it_down(
    postgres: EmbeddedPostgres, innocent: subprocess.Popen[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(EmbeddedPostgres, "_remove_stale_pid", lambda self: None)
    postgres.timeout_s = 2
    leave_pid(postgres, innocent.pid)
    with pytest.raises(DatabaseUnavailable, match=r"postmaster\.pid"):
        postgres.start()
    (postgres.data / "postmaster.pid").unlink()


def test_starts_although_the_stale_file_is_empty_or_names_nobody(postgres: EmbeddedPostgres) -> None:
    (postgres.data / "postmaster.pid").write_text("")
    postgres.start()
    assert postgres.ready()
    postgres.stop()
    leave_pid(postgres, 4_000_000)
    postgres.start()
    assert postgres.ready()


def test_four_starters_at_once_come_to_one_server(postgres: EmbeddedPostgres, home: Home) -> None:
    start = (
        "from laoyou.infra.home import Home; from laoyou.infra.postgres.embedded import EmbeddedPostgres;"
        f"p = EmbeddedPostgres(Home(__import__('pathlib').Path({str(home.path)!r}))); p.start();"
        "print((p.data / 'postmaster.pid').read_text().split()[0])"
    )
    starters = [subprocess.Popen([sys.executable, "-c", start], stdout=subprocess.PIPE, text=True) for _ in range(4)]
    pids = [starter.communicate(timeout=60)[0].strip() for starter in starters]
    assert [starter.returncode for starter in starters] == [0, 0, 0, 0]
    assert len(set(pids)) == 1


def test_four_starters_of_a_new_cluster_make_it_once(folder: Path) -> None:
    home = Home(folder / "four")
    home.prepare()
    start = (
        "from laoyou.infra.home import Home; from laoyou.infra.postgres.embedded import EmbeddedPostgres;"
        f"EmbeddedPostgres(Home(__import__('pathlib').Path({str(home.path)!r}))).start()"
    )
    starters = [subprocess.Popen([sys.executable, "-c", start]) for _ in range(4)]
    try:
        assert [starter.wait(60) for starter in starters] == [0, 0, 0, 0]
    finally:
        EmbeddedPostgres(home).stop()


def test_half_a_cluster_of_a_killed_start_is_made_anew(folder: Path) -> None:
    home = Home(folder / "half")
    home.prepare()
    postgres = EmbeddedPostgres(home)
    (home.postgres / "data.new" / "base").mkdir(parents=True)
    postgres.start()
    try:
        assert postgres.ready()
    finally:
        postgres.stop()


@pytest.mark.parametrize("name", ["with a space", "老友的 家", "long" * 30])
def test_works_in_a_folder_of_any_name(folder: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    home = Home(folder / name)
    home.prepare()
    postgres = EmbeddedPostgres(home)
    postgres.start()
    try:
        with psycopg.connect(str(database_urls(home).admin).replace("/laoyou?", "/postgres?")) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)
    finally:
        postgres.stop()


def test_the_last_to_leave_stops_the_server(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with server(home) as first:
        assert first is not None
        with server(home):
            pass
        assert first.is_alive()
        postmaster = psutil.Process(int((first.data / "postmaster.pid").read_text().split()[0]))
    assert is_gone(postmaster)


def test_the_servers_door_is_closed_to_everyone_else(postgres: EmbeddedPostgres) -> None:
    postgres.start()
    assert postgres.sockets.stat().st_mode & 0o077 == 0
    assert postgres.data.stat().st_mode & 0o077 == 0
    with psycopg.connect(f"host={postgres.sockets} user=postgres dbname=postgres") as connection:
        assert connection.execute("SHOW listen_addresses").fetchone() == ("",)
        assert connection.execute("SHOW fsync").fetchone() == ("on",)
