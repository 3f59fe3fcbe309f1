"""The adopted budget is bound into the log: a package says it, and no fen of it changes unseen."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.budgets import use_cases
from laoyou.system.ledger.budgets.queries import stated
from laoyou.system.ledger.models import LogLeaf
from laoyou.system.ledger.rules import packages
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.rules.leaves import LeafBudget
from laoyou.system.ledger.rules.packages import Fault
from tests.ledger.budgets.conftest import Budgets
from tests.ledger.conftest import ESTATE
from tests.ledger.test_packages import alone, check, every_change, fault_of, package

JANUARY, FEBRUARY = Month(2023, 1), Month(2023, 2)
pytestmark = pytest.mark.django_db


def close(budgets: Budgets, month: Month, at: datetime) -> None:
    ledger.close_month(actor=budgets.manager, estate_id=ESTATE, month=month, at=at)


def moved(budgets: Budgets, month: Month, wages: int) -> None:
    day = date(2023, month.number, 20)
    budgets.books.pay_bill(1_000_000, on=day)
    budgets.spend(wages, Account.WAGES, day)


def two_months(budgets: Budgets) -> None:
    """January closed with 4,000.00 of wages against a budget of 48,000.00, February with 4,000.00 more."""
    budgets.adopted(receivable=120_000, wages=48_000, repairs=12_000)
    moved(budgets, JANUARY, 400_000)
    ledger.log_estate(estate_id=ESTATE, at=datetime(2023, 1, 31, 15, 0, tzinfo=UTC))
    close(budgets, JANUARY, datetime(2023, 2, 5, 3, tzinfo=UTC))
    moved(budgets, FEBRUARY, 400_000)
    close(budgets, FEBRUARY, datetime(2023, 3, 5, 3, tzinfo=UTC))


def test_a_package_says_the_budget_and_the_money_so_far(budgets: Budgets, tmp_path: Path) -> None:
    two_months(budgets)
    assert check(package(JANUARY)).budgets == {
        "service": [(11, 12_000_000, 1_000_000), (50, 4_800_000, 400_000), (53, 1_200_000, 0)]
    }
    assert check(package(FEBRUARY)).budgets["service"][1] == (50, 4_800_000, 800_000)
    judged = alone(package(FEBRUARY), tmp_path)
    assert judged.returncode == 0, judged.stderr
    assert "48,000.00" in judged.stdout
    assert "8,000.00" in judged.stdout


def test_a_month_without_an_adopted_budget_closes_as_before(budgets: Budgets) -> None:
    budgets.draft()
    moved(budgets, JANUARY, 400_000)
    close(budgets, JANUARY, datetime(2023, 2, 5, 3, tzinfo=UTC))
    with scope.estate(ESTATE):
        leaf = LogLeaf.objects.get(estate_id=ESTATE, month=JANUARY.first)
    assert len(json.loads(leaf.data)) == 4
    assert check(package(JANUARY)).budgets == {}


def test_every_change_of_the_budget_is_found(budgets: Budgets, tmp_path: Path) -> None:
    two_months(budgets)
    changes = every_change(package(FEBRUARY))
    of_budgets = [(what, content) for what, content in changes if "budget" in what or "adopted" in what]
    assert len(of_budgets) > 20
    assert [what for what, content in changes if fault_of(content) is None] == []
    assert [what for what, content in of_budgets[::5] if alone(content, tmp_path).returncode != 1] == []


@pytest.mark.parametrize("month", [JANUARY, FEBRUARY])
def test_a_server_that_signs_other_spending_beside_the_budget_is_found(
    budgets: Budgets, monkeypatch: pytest.MonkeyPatch, month: Month
) -> None:
    """Whoever holds the key may log a closing with less spent than the entries say: the entries tell."""
    honest = stated.stated_budgets

    def forged(estate_id: int, of: Month) -> dict[str, LeafBudget]:
        told: dict[str, Any] = dict(honest(estate_id, of))
        if of == month:
            lines = dict(told["service"].lines)
            lines[50] = (lines[50][0], lines[50][1] - 1)
            told["service"] = LeafBudget(1, told["service"].adopted_on, lines)
        return told

    monkeypatch.setattr("laoyou.system.ledger.use_cases.log.stated_budgets", forged)
    two_months(budgets)
    with pytest.raises(Fault, match="beside the budget"):
        check(package(month))


def test_a_budget_adopted_during_the_year_counts_from_january_on(budgets: Budgets) -> None:
    moved(budgets, JANUARY, 400_000)
    ledger.log_estate(estate_id=ESTATE, at=datetime(2023, 1, 31, 15, 0, tzinfo=UTC))
    close(budgets, JANUARY, datetime(2023, 2, 5, 3, tzinfo=UTC))
    budget_id = budgets.draft()
    budgets.set(budget_id, wages=48_000)
    budgets.open(budget_id)
    budgets.adopt(budget_id, at=datetime(2023, 2, 12, 3, tzinfo=UTC))
    moved(budgets, FEBRUARY, 300_000)
    close(budgets, FEBRUARY, datetime(2023, 3, 5, 3, tzinfo=UTC))
    assert check(package(FEBRUARY)).budgets["service"] == [(11, 0, 2_000_000), (50, 4_800_000, 700_000)]


def test_a_revised_budget_goes_on_from_the_money_so_far(budgets: Budgets) -> None:
    budgets.adopted(wages=48_000)
    moved(budgets, JANUARY, 400_000)
    ledger.log_estate(estate_id=ESTATE, at=datetime(2023, 1, 31, 15, 0, tzinfo=UTC))
    close(budgets, JANUARY, datetime(2023, 2, 5, 3, tzinfo=UTC))
    at = datetime(2023, 2, 6, 3, tzinfo=UTC)
    second = budgets.draft(at=at)
    budgets.set(second, wages=60_000)
    use_cases.open_for_comments(actor=budgets.clerk, estate_id=ESTATE, budget_id=second, until=date(2023, 2, 22), at=at)
    budgets.adopt(second, at=datetime(2023, 2, 24, 3, tzinfo=UTC))
    moved(budgets, FEBRUARY, 300_000)
    close(budgets, FEBRUARY, datetime(2023, 3, 5, 3, tzinfo=UTC))
    assert check(package(FEBRUARY)).budgets["service"] == [(11, 0, 2_000_000), (50, 6_000_000, 700_000)]
    assert packages.SHAPE == 1
