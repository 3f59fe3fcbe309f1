"""The demo's story holds: what the first estate's five months came to, in its bills, its money and its books."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest

from tests.demo_city import DemoCity, demo_city
from tests.journeys.town import Town

LOADED_WITHIN_S = 400
"""The promise is 60 s on a quiet machine; this one may be busy with other tests."""

STATES = {"unmanaged": 18, "survey": 12, "negotiation": 11, "mandated": 19, "contracted": 4}
MONTHS = ["2022-07", "2022-08", "2022-09", "2022-10", "2022-11", "2022-12"]
SUMS = {"bills": (7868, 34546379), "payments": (2424, 24980033), "expenses": (84, 28434107)}
"""Count and fen over all estates: the story is the same each time that it is told."""

LOOK = """
import json
from django.db import connection
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries as ledger
from laoyou.system.places import queries as places

estates = places.estates_for(actor=system("tests"))
TABLES = {"bills": "billing_bill", "payments": "payments_payment", "expenses": "ledger_expense"}
seen = {"states": {}, "closed": {}, "published": {}, "wrong": [], "sums": {name: [0, 0] for name in TABLES}}
for estate in estates:
    seen["states"][estate.state] = seen["states"].get(estate.state, 0) + 1
    with scope.estate(estate.id), connection.cursor() as cursor:
        seen["wrong"] += [f"{estate.code} {each}" for each in (*ledger.proof(estate.id), *billing.proof(estate.id))]
        cursor.execute("SELECT to_char(month, 'YYYY-MM') FROM ledger_closed_month ORDER BY 1")
        seen["closed"][estate.code] = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT to_char(month, 'YYYY-MM') FROM ledger_publication ORDER BY 1")
        seen["published"][estate.code] = [row[0] for row in cursor.fetchall()]
        for name, table in TABLES.items():
            cursor.execute(f"SELECT count(*), coalesce(sum(amount_fen), 0) FROM {table}")
            seen["sums"][name] = [int(a) + int(b) for a, b in zip(seen["sums"][name], cursor.fetchone())]
        if estate.code == "XSHY":
            cursor.execute("SELECT count(*) FROM places_home")
            seen["homes"] = cursor.fetchone()[0]
            seen["rates"] = {
                str(month): float(rates.current.value) for month, rates in billing.rates_series(estate.id)
            }
print(json.dumps(seen))
"""


@pytest.fixture(scope="module")
def told() -> DemoCity:
    return demo_city()


@pytest.fixture(scope="module")
def seen(told: DemoCity, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Look at the whole city once, as the application's own role."""
    town = Town(tmp_path_factory.mktemp("city"), demo=told)
    yield json.loads(town.run_python(LOOK))
    town.stop()


def test_is_told_in_time(told: DemoCity) -> None:
    assert told.seconds < LOADED_WITHIN_S


def test_the_first_estate_has_the_homes_of_its_ledger(seen: dict[str, Any]) -> None:
    assert seen["homes"] == 997


def test_its_rate_rises_each_month_from_7_to_83_percent(seen: dict[str, Any]) -> None:
    rates = [seen["rates"][month] for month in MONTHS]
    assert rates == sorted(set(rates))
    assert rates[0] == pytest.approx(0.07, abs=0.002)
    assert rates[-1] == pytest.approx(0.83, abs=0.002)


def test_the_district_has_estates_in_all_states(seen: dict[str, Any]) -> None:
    assert seen["states"] == STATES


def test_every_closed_month_is_published(seen: dict[str, Any]) -> None:
    assert seen["closed"]["XSHY"] == MONTHS
    assert seen["published"] == seen["closed"]


def test_every_estates_books_and_bills_prove_themselves(seen: dict[str, Any]) -> None:
    assert seen["wrong"] == []


def test_is_the_same_story_each_time(seen: dict[str, Any]) -> None:
    assert {name: tuple(found) for name, found in seen["sums"].items()} == SUMS
