"""The demo city: whole, or not at all; never over somebody's own estates."""

from __future__ import annotations

import os
import subprocess

import psycopg
import pytest

from laoyou.cli import demo_city
from laoyou.infra.home import Home
from laoyou.infra.postgres.marks import read_mark, write_mark
from laoyou.infra.postgres.urls import DatabaseUrls, database_urls

HOME = Home.from_environment()


@pytest.fixture
def urls(committing_database: str) -> DatabaseUrls:
    return database_urls(HOME)


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Let the story be told in no time, and say how often it was."""
    times: list[str] = []

    def tell(command: list[str], env: dict[str, str], check: bool) -> subprocess.CompletedProcess[bytes]:
        assert env["LAOYOU_DEMO"] == "1", "outside a demo nobody can read the codes by which the story's people sign in"
        assert not check
        times.append(command[-1])
        return subprocess.CompletedProcess(command, 0)

    monkeypatch.setattr(demo_city.subprocess, "run", tell)
    return times


def open_an_estate(urls: DatabaseUrls) -> None:
    with psycopg.connect(str(urls.admin)) as admin:
        admin.execute("SET session_replication_role = replica")
        names = admin.execute(
            "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = 'places_estate'"
            " AND is_nullable = 'NO' AND column_default IS NULL AND is_identity = 'NO'"
        ).fetchall()
        values = {"bigint": "1", "timestamp with time zone": "now()", "date": "now()", "boolean": "false"}
        listed = ", ".join(values.get(kind, "'unmanaged'" if name == "state" else "'x'") for name, kind in names)
        admin.execute(f"INSERT INTO places_estate ({', '.join(name for name, _ in names)}) VALUES ({listed})")  # type: ignore[arg-type]


def test_is_loaded_once(urls: DatabaseUrls, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("LAOYOU_DEMO")
    demo_city.load_where_empty(HOME)
    demo_city.load_where_empty(HOME)
    assert told == ["demo"]


def test_half_a_city_is_loaded_anew(urls: DatabaseUrls, told: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    write_mark(urls.owner, demo_city.CARRIER, demo_city.LOADING)
    open_an_estate(urls)
    remade = []
    monkeypatch.setattr(demo_city, "start_over", lambda home: remade.append(home))
    demo_city.load_where_empty(HOME)
    assert (len(remade), told) == (1, ["demo"])
    assert demo_city.is_loaded(read_mark(urls.owner, demo_city.CARRIER))


def test_somebodys_own_estates_are_left_alone(urls: DatabaseUrls, told: list[str]) -> None:
    open_an_estate(urls)
    demo_city.load_where_empty(HOME)
    assert told == []
    with pytest.raises(demo_city.DatabaseInUse):
        demo_city.start_over(HOME)
    assert os.environ["DATABASE_URL"]
