"""Fixtures that every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings

from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls, django_settings
from tests.database import clone, drop
from tests.one_estate import see_blocks_of_tests
from tests.passwords import QUICK
from tests.personas import city

__all__ = ["city"]
see_blocks_of_tests()
# How long an example takes says something of the machine's load and nothing of the rule.
settings.register_profile("laoyou", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("laoyou")


@pytest.fixture(scope="session")
def django_db_setup() -> None:
    """Nothing to do: the database of this process is ready and migrated."""


@pytest.fixture(autouse=True)
def quick_passwords(settings: Any) -> None:
    settings.PASSWORD_HASHERS = QUICK


@pytest.fixture
def committing_database(django_db_blocker: Any) -> Iterator[str]:
    """Give a database of its own to a test that must commit: threads, jobs, browsers. Dropped afterwards.

    Yields the administrator's address; set it as DATABASE_URL for processes that the test starts.
    """
    name = f"laoyou_test_{os.getpid()}_own"
    before, url = os.environ["DATABASE_URL"], clone(name)
    os.environ["DATABASE_URL"] = url
    connection = connections["default"]
    connection.close()
    settings_before = dict(connection.settings_dict)
    connection.settings_dict.update(django_settings(database_urls(Home.from_environment()).app, pool=False))
    with django_db_blocker.unblock():
        yield url
        connection.close()
    connection.settings_dict.clear()
    connection.settings_dict.update(settings_before)
    os.environ["DATABASE_URL"] = before
    drop(name)
