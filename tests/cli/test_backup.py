"""A backup that was restored: rows, files, guards and rights are there."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from laoyou.cli.backup import CanNot, back_up, restore
from laoyou.infra import live, scope
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls
from tests.database import database_url, drop


def home_at(path: Path) -> Home:
    home = Home(path)
    home.prepare()
    return home


@pytest.fixture
def backup(committing_database: str, tmp_path: Path) -> Path:
    with scope.estate(7):
        live.publish(estate_id=7, topic="home:1", name="paid", data={"n": 1}, at=datetime(2022, 11, 22, tzinfo=UTC))
    home = home_at(tmp_path / "old")
    (home.files / "7").mkdir()
    (home.files / "7" / "abc").write_bytes(b"a voucher")
    back_up(home, tmp_path / "backup.zip")
    return tmp_path / "backup.zip"


@pytest.fixture
def empty_database(backup: Path) -> Iterator[None]:
    """Point at a database that does not exist yet."""
    name, before = f"laoyou_test_{os.getpid()}_restored", os.environ["DATABASE_URL"]
    drop(name)
    os.environ["DATABASE_URL"] = database_url(name)
    yield
    os.environ["DATABASE_URL"] = before
    drop(name)


def test_everything_is_back_under_its_guards(backup: Path, empty_database: None, tmp_path: Path) -> None:
    home = home_at(tmp_path / "new")
    restore(home, backup)
    assert (home.files / "7" / "abc").read_bytes() == b"a voucher"
    with psycopg.connect(database_urls(home).app) as app:
        assert app.execute("SELECT count(*) FROM infra_live_event").fetchone() == (0,)
        app.execute("SELECT set_config('laoyou.estates', '{7}', true)")
        assert app.execute("SELECT name FROM infra_live_event").fetchall() == [("paid",)]
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("DELETE FROM infra_audit")


def test_refuses_an_installation_that_is_not_empty(backup: Path, empty_database: None, tmp_path: Path) -> None:
    home = home_at(tmp_path / "new")
    restore(home, backup)
    with pytest.raises(CanNot, match="not empty"):
        restore(home, backup)


def test_refuses_another_secret_before_it_touches_anything(
    backup: Path, empty_database: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LAOYOU_SECRET", "another-secret-another-secret-another-secret")
    with pytest.raises(CanNot, match="another secret"):
        restore(home_at(tmp_path / "new"), backup)
    assert not any((tmp_path / "new" / "files").iterdir())


def test_never_writes_over_another_backup(backup: Path, tmp_path: Path) -> None:
    with pytest.raises(CanNot, match="exists"):
        back_up(home_at(tmp_path / "old"), backup)
