"""What must hold when connections are shared and transactions fail: each guard, and the fault without it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import DataError, connection, transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from laoyou.infra import live, scope
from laoyou.infra.home import Home
from laoyou.infra.jobs import tidy_up
from laoyou.infra.live import LiveEvent
from laoyou.infra.postgres.urls import database_urls, django_settings

pytestmark = pytest.mark.fault
AT = datetime(2022, 11, 22, tzinfo=UTC)


@pytest.fixture
def pool_of_one(committing_database: str) -> Iterator[None]:
    """Let every use of the database get the same connection out of a pool, as busy servers do by chance."""
    before = dict(connection.settings_dict)
    pooled = django_settings(database_urls(Home.from_environment()).app, pool=True)
    pooled["OPTIONS"]["pool"] |= {"min_size": 1, "max_size": 1}  # type: ignore[index]
    connection.settings_dict.update(pooled)
    connection.close()
    yield
    connection.close()
    connection.close_pool()
    connection.settings_dict.clear()
    connection.settings_dict.update(before)


def give_back() -> None:
    connection.close()


def visible() -> int:
    with transaction.atomic():
        return LiveEvent.objects.count()


def test_a_scope_ends_with_its_transaction_also_in_a_shared_connection(pool_of_one: None) -> None:
    with scope.estate(7):
        live.publish(estate_id=7, topic="home:1", name="paid", data={}, at=AT)
        assert visible() == 1
    give_back()
    assert visible() == 0
    with scope.estate(8):
        assert visible() == 0


def test_a_scope_ends_also_when_the_work_inside_fails(pool_of_one: None) -> None:
    with scope.estate(7):
        live.publish(estate_id=7, topic="home:1", name="paid", data={}, at=AT)
    with pytest.raises(DataError, match="division by zero"), scope.estate(7), connection.cursor() as cursor:
        cursor.execute("SELECT 1 / 0")
    give_back()
    assert visible() == 0


def test_a_setting_for_the_session_would_leak_to_the_next_request(pool_of_one: None) -> None:
    with scope.estate(7):
        live.publish(estate_id=7, topic="home:1", name="paid", data={}, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SET laoyou.estates = '{7}'")  # what infra.scope never does
    give_back()
    assert visible() == 1


def test_an_inner_scope_gives_the_outer_one_back(pool_of_one: None) -> None:
    for estate_id in (7, 8):
        with scope.estate(estate_id):
            live.publish(estate_id=estate_id, topic="home:1", name="paid", data={}, at=AT)
    with scope.estates([7, 8]):
        with scope.estate(8):
            assert visible() == 1
        assert visible() == 2
        with pytest.raises(ValueError, match="inside"), scope.estate(8):
            raise ValueError("inside")
        assert visible() == 2


def test_an_error_of_the_database_in_an_inner_scope_is_the_one_that_is_heard_of(pool_of_one: None) -> None:
    """Putting the outer scope back needs a statement, and a failed transaction takes none but a rollback."""
    with scope.estates([7, 8]):
        live.publish(estate_id=7, topic="home:1", name="paid", data={}, at=AT)
        with pytest.raises(DataError, match="division by zero"), scope.estate(8), connection.cursor() as cursor:
            cursor.execute("SELECT 1 / 0")
        assert visible() == 1
        live.publish(estate_id=7, topic="home:1", name="paid", data={}, at=AT)
    with scope.estate(7):
        assert visible() == 2


def test_a_row_for_another_estate_is_refused(pool_of_one: None) -> None:
    with pytest.raises(Exception, match="row-level security"), scope.estate(7):
        LiveEvent.objects.create(estate_id=8, topic="home:1", name="paid", data={}, at=AT)


def test_a_job_exists_exactly_when_its_transaction_is_committed(pool_of_one: None) -> None:
    with transaction.atomic():
        tidy_up.defer(timestamp=1)
        transaction.set_rollback(True)
    assert ProcrastinateJob.objects.count() == 0
    with transaction.atomic():
        tidy_up.defer(timestamp=1)
    assert ProcrastinateJob.objects.count() == 1
