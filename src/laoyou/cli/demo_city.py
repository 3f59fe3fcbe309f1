"""The demo city on the first start: whole, or not at all."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec

import psycopg
from psycopg import sql

from laoyou.cli.screen import say
from laoyou.infra.home import Home
from laoyou.infra.postgres.marks import read_mark, write_mark
from laoyou.infra.postgres.setup import make_ready
from laoyou.infra.postgres.urls import DatabaseUrls, database_name, database_urls, with_database

CARRIER = "places_estate"
COMMAND = "laoyou.demo.command"
LOADING, LOADED = "the demo city is being loaded", "the demo city is loaded"


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
    elif mark == LOADED or _has_estates(urls):
        return
    load(urls)


def load(urls: DatabaseUrls) -> None:
    say("laoyou: loading the demo city, which takes up to a minute the first time …")
    write_mark(urls.owner, CARRIER, LOADING)
    if subprocess.run([sys.executable, "-m", "laoyou.cli.inside", "demo"], check=False).returncode:
        raise DemoNotLoaded("laoyou: the demo city could not be loaded; `laoyou run --no-demo` starts without it")
    write_mark(urls.owner, CARRIER, LOADED)


def start_over(home: Home) -> None:
    """Make the database anew. Raises: DatabaseInUse when it holds anything but a demo city."""
    urls = database_urls(home)
    if _has_estates(urls) and read_mark(urls.owner, CARRIER) not in {LOADING, LOADED}:
        raise DatabaseInUse("laoyou: this database holds estates of its own; the demo city needs an empty one")
    if urls.admin is None:
        raise DatabaseInUse("laoyou: the demo city needs an empty database; make it anew, then try again")
    with psycopg.connect(with_database(urls.admin, "postgres"), autocommit=True) as admin:
        name = sql.Identifier(database_name(urls.owner))
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(name))
    make_ready(home)


def _has_estates(urls: DatabaseUrls) -> bool:
    with psycopg.connect(urls.owner) as owner:
        return owner.execute("SELECT 1 FROM places_estate LIMIT 1").fetchone() is not None
