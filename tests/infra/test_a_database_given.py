"""A database that an administrator made beforehand, by hand and under another name, is taken as it is."""

import os
from collections.abc import Iterator

import psycopg
import pytest
from psycopg import sql

from laoyou.infra.home import Home
from laoyou.infra.postgres.provision import provision
from laoyou.infra.postgres.urls import database_urls
from tests.database import database_url, drop

NAME = f"laoyou_given_{os.getpid()}"


@pytest.fixture
def given(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    with psycopg.connect(database_url("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(NAME)))
    monkeypatch.setenv("DATABASE_URL", database_url(NAME))
    yield database_url(NAME)
    drop(NAME)


def test_the_owners_role_makes_tables_in_a_database_that_somebody_else_owns(given: str) -> None:
    urls = database_urls(Home.from_environment())
    with psycopg.connect(given, autocommit=True) as admin:
        assert admin.execute("SELECT has_schema_privilege('laoyou_owner', 'public', 'CREATE')").fetchone() == (False,)
    provision(urls)
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE kept (id int)")
    with psycopg.connect(urls.app) as app:
        app.execute("INSERT INTO kept VALUES (1)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE not_by_the_app (id int)")


def test_a_second_start_finds_it_prepared(given: str) -> None:
    urls = database_urls(Home.from_environment())
    provision(urls)
    provision(urls)
