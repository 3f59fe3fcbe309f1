"""R4, one transaction, one estate: every other test runs under this watch; here it is shown that it sees."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import DatabaseError, transaction

from laoyou.infra import scope
from laoyou.infra.models import LiveEvent
from tests.architecture.test_schema import business_tables, rows

AT = datetime(2022, 12, 1, 4, 0, tzinfo=UTC)


def write(estate_id: int) -> None:
    LiveEvent.objects.create(estate_id=estate_id, topic="home:1", name="money", at=AT)


def write_in(estate_id: int) -> None:
    with scope.estate(estate_id):
        write(estate_id)


def write_two_in_one_scope() -> None:
    with scope.everything():
        write(1)
        write(2)


def write_two_at_once() -> None:
    with scope.everything():
        LiveEvent.objects.bulk_create(LiveEvent(estate_id=n, topic="home:1", name="money", at=AT) for n in (1, 2))


def write_one_scope_after_the_other() -> None:
    with scope.estates([1, 2]):  # as the middleware has it around a view
        write_in(1)
        write_in(2)


def write_the_centres_and_an_estates() -> None:
    with transaction.atomic():
        write_in(0)
        write_in(1)


def change_one_and_delete_the_other() -> None:
    write_in(1)
    write_in(2)
    with scope.everything():
        LiveEvent.objects.filter(estate_id=1).update(name="bill")
        LiveEvent.objects.filter(estate_id=2).delete()


SEEN = "one transaction writes rows of two estates"
SPANNING = [
    write_two_in_one_scope,
    write_two_at_once,
    write_one_scope_after_the_other,
    write_the_centres_and_an_estates,
    change_one_and_delete_the_other,
]


@pytest.mark.django_db
@pytest.mark.parametrize("act", SPANNING)
def test_a_transaction_that_writes_two_estates_is_seen(act) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError, match=SEEN):
        act()
    write_in(2)


@pytest.mark.parametrize("act", SPANNING)
def test_it_is_seen_where_the_database_commits_too(act, committing_database: str) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(DatabaseError, match=SEEN):
        act()


@pytest.mark.django_db
def test_one_estate_after_the_other_is_as_it_should_be() -> None:
    for estate_id in (1, 2, 0, 1):
        write_in(estate_id)
    with scope.everything():
        write_in(2)
        assert LiveEvent.objects.count() == 5


def write_and_undo() -> None:
    with scope.estate(1):
        write(1)
        raise RuntimeError


@pytest.mark.django_db
def test_what_was_undone_is_forgotten() -> None:
    with scope.everything():
        with pytest.raises(RuntimeError):
            write_and_undo()
        write_in(2)


@pytest.mark.django_db
def test_every_table_of_estates_is_watched() -> None:
    watched = rows(
        "SELECT tgrelid::regclass::text, count(*) FROM pg_trigger WHERE tgname LIKE 'watch_estates_%%' GROUP BY 1"
    )
    assert {table for table, count in watched if count == 3} == set(business_tables())
