"""Billing a month of many homes, against a raw INSERT … SELECT of the same bill rows in the same run.

The baseline writes the very rows that the issue made into a plain table with the same columns, keys, indexes and
checks, but without row-level security, triggers, computation, journal, audit or control.
"""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any

import psycopg
from django.db import connection

from laoyou.core.calendar import Month
from laoyou.infra.actor import system
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls
from laoyou.system.billing import use_cases as billing
from tests.bench.measured import Measured

FIRST_ESTATE = 900_000
HOMES_OF_AN_ESTATE = 1_000
FIRST_MONTH = Month(2022, 9)
AT = datetime(2022, 10, 1, 1, 0, tzinfo=UTC)

# Two streets' worth of estates: each has a mandate, a price by area, and homes of 45 to 145 m².
_FILL = (
    "INSERT INTO places_division (code, name, level, parent_id) VALUES ('bench', '测试街道', 'street_office', NULL)"
    " ON CONFLICT DO NOTHING",
    "INSERT INTO places_estate (id, code, name, initials, street_office_id, state, public_key, address, telephone,"
    " created_at) SELECT %(first)s + n, 'bench-' || n, '测试小区' || n, '', d.id, 'mandated', 'bench-' || n, '', '',"
    " now() FROM generate_series(1, %(estates)s) n, places_division d WHERE d.code = 'bench'",
    "INSERT INTO places_building (id, estate_id, name, sort_key) SELECT %(first)s + n, %(first)s + n, '1栋', '0001'"
    " FROM generate_series(1, %(estates)s) n",
    "INSERT INTO places_home (id, estate_id, building_id, number, label, sort_key, kind, occupancy, paid_until,"
    " moved_in, note, source_row) SELECT %(first)s * 1000 + n, %(first)s + 1 + (n - 1) / %(size)s,"
    " %(first)s + 1 + (n - 1) / %(size)s, n::text, '1栋' || n, lpad(n::text, 8, '0'), 'residential', 'lived_in', '',"
    " '', '', '' FROM generate_series(1, %(homes)s) n",
    "INSERT INTO places_home_area (estate_id, home_id, centiares, source, starts_on) SELECT estate_id, id,"
    " 4500 + id %% 10000, 'ledger', '2022-07-21' FROM places_home WHERE estate_id > %(first)s",
    "INSERT INTO infra_file (id, estate_id, key, name, media_type, size, sha256, purpose, stored_at) SELECT"
    " %(first)s + n, %(first)s + n, 'bench', '委托书.pdf', 'application/pdf', 1, '', 'mandate', now()"
    " FROM generate_series(1, %(estates)s) n",
    "INSERT INTO mandates_mandate (id, estate_id, principal_id, principal_name, company_id, company_name,"
    " contract_basis, fee_mode, document_number, document_id, put_in_force_by, scope, state, starts_on, ends_before,"
    " created_at) SELECT %(first)s + n, %(first)s + n, 1, '测试街道办', 2, '测试公司', 'street_office', 'lump_sum',"
    " '1', %(first)s + n, 1, '', 'in_force', '2022-07-21', '2025-07-21', now() FROM generate_series(1, %(estates)s) n",
    "INSERT INTO mandates_tariff (estate_id, mandate_id, item, name, method, rate, fund, is_default, home_kind,"
    " starts_on) SELECT %(first)s + n, %(first)s + n, 'property', '物业服务费', 'by_area', 0.60, 'service', true, '',"
    " '2022-07-21' FROM generate_series(1, %(estates)s) n",
    "ANALYZE",
)


def run(homes: int = 1_000_000) -> list[Measured]:
    """Return a month by one worker, another by as many as the queue has, and one again."""
    estates = homes // HOMES_OF_AN_ESTATE
    workers = min(os.cpu_count() or 1, 8)
    with psycopg.connect(database_urls(Home.from_environment()).owner, autocommit=True) as owner:
        owner.execute("SET laoyou.estates = '*'")
        fill(owner, estates)
        alone = _seconds(lambda: _issue_all(estates, FIRST_MONTH, workers=1))
        raw = _raw(owner, FIRST_MONTH)
        together = _seconds(lambda: _issue_all(estates, FIRST_MONTH.next, workers=workers))
        raw_again = _raw(owner, FIRST_MONTH.next)
        before = _sums(owner)
        again = _seconds(lambda: _issue_all(estates, FIRST_MONTH.next, workers=workers))
        after = _sums(owner)
    count = estates * HOMES_OF_AN_ESTATE
    if before != after or before[0] != 2 * count:
        raise AssertionError(f"a second run changed the bills: {before} became {after}")
    what = f"billing {count:,} homes of {estates:,} estates"
    return [
        Measured(
            f"{what}, one worker: {_speed(alone, count)}", f"raw INSERT … SELECT: {_speed(raw, count)}", alone / raw
        ),
        Measured(
            f"{what}, {workers} workers: {_speed(together, count)}",
            f"raw INSERT … SELECT: {_speed(raw_again, count)}",
            together / raw_again,
            at_most=2.0,
        ),
        Measured(
            f"the same month again, 0 bills, {workers} workers: {again:.2f} s",
            f"its first run, {workers} workers: {together:.2f} s",
            again / together,
            at_most=0.5,
        ),
    ]


def _raw(owner: psycopg.Connection, month: Month) -> float:
    """Return how long it takes to write the month's bills into a plain table with the same keys, indexes and checks."""
    owner.execute("DROP TABLE IF EXISTS bench_bill")
    owner.execute("CREATE TABLE bench_bill (LIKE billing_bill INCLUDING ALL)")
    statement = "INSERT INTO bench_bill SELECT * FROM billing_bill WHERE estate_id > %s AND month = %s"
    seconds = _seconds(lambda: owner.execute(statement, [FIRST_ESTATE, month.first]))
    owner.execute("DROP TABLE bench_bill")
    return seconds


def fill(owner: psycopg.Connection, estates: int) -> None:
    """Make the estates and homes, as the owner of the tables."""
    values = {
        "first": FIRST_ESTATE,
        "estates": estates,
        "homes": estates * HOMES_OF_AN_ESTATE,
        "size": HOMES_OF_AN_ESTATE,
    }
    for statement in _FILL:
        owner.execute(statement, values if "%(" in statement else None)  # type: ignore[arg-type]


def _issue_all(estates: int, month: Month, *, workers: int) -> None:
    """Issue the month estate by estate, each in its own transaction, by so many workers with a connection each."""
    actor = system("bench")

    def work(first: int) -> None:
        try:
            for number in range(first, estates + 1, workers):
                billing.issue_month(actor=actor, estate_id=FIRST_ESTATE + number, month=month, at=AT)
        finally:
            connection.close()

    with ThreadPoolExecutor(workers) as pool:
        list(pool.map(work, range(1, workers + 1)))


def _seconds(act: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _speed(seconds: float, rows: int) -> str:
    return f"{seconds:.2f} s, {rows / seconds:,.0f} rows/s"


def _sums(owner: psycopg.Connection) -> tuple[int, int]:
    row = owner.execute(
        "SELECT count(*), sum(amount_fen) FROM billing_bill WHERE estate_id > %s", [FIRST_ESTATE]
    ).fetchone()
    if row is None:
        raise AssertionError("no figures")
    return int(row[0]), int(row[1])
