"""Budget against books: what was taken in and spent, and the differences that ask for a word."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.ledger.budgets import errors, queries, use_cases
from laoyou.system.ledger.budgets.queries import Against
from laoyou.system.ledger.rules.accounts import Account
from tests.ledger.budgets.conftest import Budgets
from tests.ledger.conftest import ESTATE

MARCH = Month(2023, 3)
IN_APRIL = datetime(2023, 4, 5, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def spent(budgets: Budgets) -> int:
    """Adopt 120,000 of fees, 48,000 of wages and 12,000 of repairs; then move money from January to March."""
    budget_id = budgets.adopted(receivable=120_000, wages=48_000, repairs=12_000)
    for number in (1, 2, 3):
        day = date(2023, number, 20)
        budgets.books.pay_bill(1_000_000, on=day)
        budgets.spend(400_000, Account.WAGES, day)
    budgets.spend(700_000, Account.REPAIRS, date(2023, 3, 21))
    budgets.spend(90_000, Account.OFFICE, date(2023, 3, 21))
    return budget_id


def march() -> Against:
    with scope.estate(ESTATE):
        (shown,) = queries.spent_against(ESTATE, MARCH)
    return shown


def test_each_account_stands_beside_its_budget_with_what_is_left(budgets: Budgets) -> None:
    spent(budgets)
    shown = march()
    lines = {line.line.account: line for line in shown.lines}
    assert str(shown.gone) == "1/4"
    assert {
        account.name: (str(line.line.budget), str(line.line.actual), str(line.line.remaining), line.is_apart)
        for account, line in lines.items()
    } == {
        "RECEIVABLE": ("120,000.00", "30,000.00", "90,000.00", False),
        "WAGES": ("48,000.00", "12,000.00", "36,000.00", False),
        "REPAIRS": ("12,000.00", "7,000.00", "5,000.00", True),
        "OFFICE": ("0.00", "900.00", "-900.00", False),
    }
    assert (str(shown.income), str(shown.expense)) == ("30,000.00", "19,900.00")
    assert [line.line.account for line in shown.unexplained] == [Account.REPAIRS]


def test_a_reversed_expense_is_not_spent(budgets: Budgets) -> None:
    spent(budgets)
    entry_id = budgets.spend(500_000, Account.GREEN, date(2023, 3, 22))
    budgets.reverse(entry_id, datetime(2023, 3, 23, 4, tzinfo=UTC))
    green = next(line for line in march().lines if line.line.account is Account.GREEN)
    assert not green.line.actual
    assert not green.is_apart


def test_a_policy_of_the_estate_moves_the_threshold_from_its_day_on(budgets: Budgets) -> None:
    spent(budgets)
    use_cases.set_budget_policy(
        actor=budgets.manager,
        estate_id=ESTATE,
        percent=10,
        amount=Money(50_000),
        comment_days=15,
        source="业主大会议事规则第 12 条",
        starts_on=date(2023, 3, 1),
        at=IN_APRIL,
    )
    assert [line.line.account for line in march().unexplained] == [Account.REPAIRS, Account.OFFICE]
    with scope.estate(ESTATE):
        (february,) = queries.spent_against(ESTATE, Month(2023, 2))
    assert february.threshold.amount == Money(100_000)


def test_a_difference_is_explained_once_the_month_is_over_and_everybody_reads_it(budgets: Budgets) -> None:
    budget_id = spent(budgets)

    def explain(account: Account, at: datetime = IN_APRIL, text: str = "化粪池抢修，年初未列入") -> None:
        use_cases.explain_difference(
            actor=budgets.clerk,
            estate_id=ESTATE,
            budget_id=budget_id,
            month=MARCH,
            account=account,
            text=text,
            at=at,
        )

    with pytest.raises(errors.NothingToExplain):
        explain(Account.REPAIRS, at=datetime(2023, 3, 30, 3, 0, tzinfo=UTC))
    with pytest.raises(errors.NothingToExplain):
        explain(Account.WAGES)
    with pytest.raises(errors.SaySomething):
        explain(Account.REPAIRS, text=" ")
    explain(Account.REPAIRS)
    explain(Account.REPAIRS, text="3 月化粪池抢修 5,800 元，年初未列入")
    shown = march()
    assert shown.unexplained == ()
    (apart,) = shown.apart
    assert apart.explanation is not None
    assert apart.explanation.text == "3 月化粪池抢修 5,800 元，年初未列入"
