"""A large ledger through a connection that has known the tables when they were small."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from django.db import connection, transaction

from laoyou.system.people.house_ledger import writing
from laoyou.system.people.house_ledger.use_cases import import_file
from laoyou.system.places.use_cases import homes_from_ledger
from tests.people.house_ledger.ledgers import AT, clerk, estate, workbook

ROWS = 1_000
TITLES = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "联系电话"]

pytestmark = [pytest.mark.usefixtures("nobody_keeps_prices")]


def take_in(estate_id: int, rows: int) -> None:
    homes = [["1栋", "1单元", 100 + row, 86.35, f"农{row}", str(17_000_000_000 + row)] for row in range(rows)]
    import_file(
        actor=clerk(estate_id), estate_id=estate_id, name="台账.xlsx", content=workbook(台账=[TITLES, *homes]), at=AT
    )


def rows_fetched() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT idx_tup_fetch FROM pg_stat_xact_user_tables WHERE relname = 'people_person'")
        return int(cursor.fetchone()[0])


def fetched_by_a_large_ledger_after_one_person_in_each_of_many_estates(owner: psycopg.Connection) -> int:
    for number in range(40):
        take_in(estate(f"of-one-{number}"), 1)
    owner.execute("ANALYZE people_person")
    with transaction.atomic():
        before = rows_fetched()
        take_in(estate("large"), ROWS)
        return rows_fetched() - before


@pytest.mark.parametrize("is_told", [True, False])
def test_an_estate_that_is_larger_than_those_before_is_looked_through_by_the_right_index(
    committing_database: str, is_told: bool
) -> None:
    with psycopg.connect(committing_database, autocommit=True) as owner:
        if not is_told:
            owner.execute("ALTER TABLE people_person ALTER COLUMN estate_id RESET (n_distinct)")
        fetched = fetched_by_a_large_ledger_after_one_person_in_each_of_many_estates(owner)
    assert (fetched < 20 * ROWS) == is_told, fetched


def rows_read_one_by_one() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT sum(seq_tup_read) FROM pg_stat_xact_user_tables WHERE relname IN ('people_person', 'places_home')"
        )
        return int(cursor.fetchone()[0])


def read_by_a_large_ledger_after_a_small_one() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_indexscan = off")  # as the planner decides for a table of one page
        cursor.execute("SET LOCAL enable_bitmapscan = off")
        take_in(estate("small"), 12)
        cursor.execute("SET LOCAL enable_indexscan = on")
        cursor.execute("SET LOCAL enable_bitmapscan = on")
    before = rows_read_one_by_one()
    take_in(estate("large"), ROWS)
    return rows_read_one_by_one() - before


@pytest.mark.django_db
def test_each_new_row_finds_what_it_refers_to_without_reading_all_of_it() -> None:
    assert read_by_a_large_ledger_after_a_small_one() < 20 * ROWS


@pytest.mark.django_db
def test_without_the_guard_each_new_row_reads_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    nothing: Callable[[], None] = lambda: None  # noqa: E731
    monkeypatch.setattr(writing, "forget_plans", nothing)
    monkeypatch.setattr(homes_from_ledger, "forget_plans", nothing)
    assert read_by_a_large_ledger_after_a_small_one() > ROWS * ROWS // 2
