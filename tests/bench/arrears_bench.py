"""The ageing of an estate of 1,000 homes at 24 months, nothing paid: the worst there is, against the promised 50 ms.

One plain pass over the same bills, as the owner of the tables, stands beside it.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import psycopg

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.infra.home import Home
from laoyou.infra.postgres.urls import database_urls
from laoyou.system.billing import queries as billing_queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.arrears import queries
from tests.bench.billing_bench import FIRST_ESTATE, FIRST_MONTH, HOMES_OF_AN_ESTATE
from tests.bench.measured import Measured

PROMISED_MS = 50
MONTHS, ROUNDS = 24, 15
LAST_MONTH = Month(2024, 8)
AT = datetime(2024, 9, 20, 1, 0, tzinfo=UTC)
DAY = date(2024, 9, 20)
_PLAIN = (
    "SELECT home_id, sum(amount_fen - paid_fen - credited_fen), min(due_on) FROM billing_bill"
    " WHERE estate_id = %s GROUP BY home_id"
)


def run(estate_id: int = FIRST_ESTATE + 1) -> list[Measured]:
    """Return the sums, one page of the list, the ladder and the rates. Needs the estate of the billing bench."""
    actor = system("bench")
    for month in FIRST_MONTH.until(LAST_MONTH):
        billing.issue_month(actor=actor, estate_id=estate_id, month=month, at=AT)
    with psycopg.connect(database_urls(Home.from_environment()).owner, autocommit=True) as owner:
        owner.execute("SET laoyou.estates = '*'")
        owner.execute("ANALYZE billing_bill")
        plain = _milliseconds(lambda: owner.execute(_PLAIN, [estate_id]).fetchall())
    where = {"actor": actor, "estate_id": estate_id, "day": DAY}
    acts: dict[str, Callable[[], Any]] = {
        "ageing, sums of the estate": lambda: queries.ageing_of_estate(**where),  # type: ignore[arg-type]
        "ageing, first page of the homes": lambda: queries.aged_homes(**where),  # type: ignore[arg-type]
        "collection rates of a month": lambda: billing_queries.rates(estate_id, LAST_MONTH),
        "reminders, who is due for which step": lambda: queries.debtors(estate_id, DAY),
    }
    with scope.estate(estate_id):
        took = {name: _milliseconds(act) for name, act in acts.items()}
    homes = f"{HOMES_OF_AN_ESTATE:,} homes, {MONTHS} months"
    return [
        Measured(
            f"{name}, {homes}: {ms:.1f} ms",
            f"promised {PROMISED_MS} ms (a plain pass over the bills: {plain:.1f} ms)",
            ms / PROMISED_MS,
            at_most=None if "reminders" in name else 1.0,
        )
        for name, ms in took.items()
    ]


def _milliseconds(act: Callable[[], Any]) -> float:
    """Return the median of some rounds after a first one."""
    act()
    took = []
    for _ in range(ROUNDS):
        begun = time.perf_counter()
        act()
        took.append((time.perf_counter() - begun) * 1000)
    return statistics.median(took)
