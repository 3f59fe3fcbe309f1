"""The demo city on the first start: whole, or not at all."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from importlib.util import find_spec

import psycopg
from psycopg import sql

from laoyou.cli.screen import say
from laoyou.demo.city.story import NOW
from laoyou.infra.home import Home
from laoyou.infra.postgres.marks import read_mark, write_mark
from laoyou.infra.postgres.setup import make_ready
from laoyou.infra.postgres.urls import DatabaseUrls, database_name, database_urls, with_database

CARRIER = "places_estate"
COMMAND = "laoyou.demo.command"
LOADING, LOADED = "the demo city is being loaded", "the demo city was loaded at "


class DatabaseInUse(SystemExit):
    pass


class DemoNotLoaded(SystemExit):
    pass


def is_at_hand() -> bool:
    return find_spec("laoyou.demo") is not None and find_spec(COMMAND) is not None


def load_where_empty(home: Home) -> None:
    """Tell the demo's story to an empty database; leave any other alone. Half a story, left by a kill, is told anew."""
    urls = database_urls(home)
    mark = read_mark(urls.owner, CARRIER)
    if mark == LOADING:
        say("laoyou: the demo city was interrupted; beginning again")
        start_over(home)
    elif is_loaded(mark) or _has_estates(urls):
        return
    load(urls)


def load(urls: DatabaseUrls) -> None:
    say("laoyou: loading the demo city, which takes up to a minute the first time …")
    write_mark(urls.owner, CARRIER, LOADING)
    # The story's residents sign in by codes, which can be read back in a demo alone.
    environment = os.environ | {"LAOYOU_DEMO": "1"}
    if subprocess.run([sys.executable, "-m", "laoyou.cli.inside", "demo"], env=environment, check=False).returncode:
        raise DemoNotLoaded("laoyou: the demo city could not be loaded; `laoyou run --no-demo` starts without it")
    write_mark(urls.owner, CARRIER, f"{LOADED}{datetime.now(UTC).isoformat(timespec='seconds')}")


def is_loaded(mark: str | None) -> bool:
    return mark is not None and mark.startswith(LOADED)


def clock_offset_s(home: Home) -> int:
    """Return by how many seconds the demo's clock differs: the story's now was the moment when it had been loaded."""
    mark = read_mark(database_urls(home).owner, CARRIER)
    if mark is None or not is_loaded(mark):
        return 0
    return round((NOW - datetime.fromisoformat(mark.removeprefix(LOADED))).total_seconds())


def start_over(home: Home) -> None:
    """Make the database anew. Raises: DatabaseInUse when it holds anything but a demo city."""
    urls = database_urls(home)
    if _has_estates(urls) and not _is_demo(read_mark(urls.owner, CARRIER)):
        raise DatabaseInUse("laoyou: this database holds estates of its own; the demo city needs an empty one")
    if urls.admin is None:
        raise DatabaseInUse("laoyou: the demo city needs an empty database; make it anew, then try again")
    with psycopg.connect(with_database(urls.admin, "postgres"), autocommit=True) as admin:
        name = sql.Identifier(database_name(urls.owner))
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    make_ready(home)


def _is_demo(mark: str | None) -> bool:
    return mark == LOADING or is_loaded(mark)


def _has_estates(urls: DatabaseUrls) -> bool:
    with psycopg.connect(urls.owner) as owner:
        return owner.execute("SELECT 1 FROM places_estate LIMIT 1").fetchone() is not None
