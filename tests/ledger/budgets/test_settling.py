"""A year is settled out of closed books, by two people, once."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import DatabaseError, connection

from laoyou.core.calendar import Month
from laoyou.core.errors import NotAllowed
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Right
from laoyou.system.ledger import use_cases as ledger
from laoyou.system.ledger.budgets import errors, queries, use_cases
from laoyou.system.ledger.budgets.rules.settlement import Mode, Terms
from laoyou.system.ledger.rules.accounts import Account
from tests.ledger.budgets.conftest import Budgets
from tests.ledger.conftest import ESTATE, staff

AT = datetime(2023, 1, 10, 3, 0, tzinfo=UTC)
pytestmark = pytest.mark.django_db


def a_year(budgets: Budgets, *, closed: bool = True) -> None:
    """Fees of 50,000.00 and cost of 43,000.00 in December, 3,200.00 of parking."""
    budgets.books.pay_bill(5_000_000, on=date(2022, 12, 9))
    budgets.spend(4_300_000, Account.WAGES, date(2022, 12, 20))
    budgets.books.decide(budgets.books.receive())
    if closed:
        ledger.close_month(actor=budgets.manager, estate_id=ESTATE, month=Month(2022, 12), at=AT)


def prepare(
    budgets: Budgets,
    mode: Mode = Mode.FEE_PLUS,
    terms: Terms = Terms(percent=1_000),  # noqa: B008 frozen
    text: str = "合同第八条：实收物业费的 10%",
    drawn: int = 0,
) -> int:
    return use_cases.prepare_settlement(
        actor=budgets.clerk,
        estate_id=ESTATE,
        year=2022,
        mode=mode,
        terms=terms,
        terms_text=text,
        drawn=Money(drawn),
        at=AT,
    )


def publish(budgets: Budgets) -> None:
    use_cases.publish_settlement(actor=budgets.manager, estate_id=ESTATE, year=2022, at=AT)


def test_the_same_entries_give_three_settlements(budgets: Budgets) -> None:
    a_year(budgets)
    told = {}
    for mode, terms, text in (
        (Mode.LUMP_SUM, Terms(), ""),
        (Mode.FEE_PLUS, Terms(percent=1_000), "合同第八条"),
        (Mode.TRUST, Terms(amount=Money(400_000)), "信托约定第三条"),
    ):
        prepare(budgets, mode, terms, text)
        with scope.estate(ESTATE):
            (view,) = queries.settlements_for(actor=budgets.clerk, estate_id=ESTATE)
        known = view.settlement
        told[mode] = [str(part) for part in (known.fee, known.companys_result, known.owners_result)]
        assert str(known.common_income) == "3,200.00"
    assert told == {
        Mode.LUMP_SUM: ["0.00", "7,000.00", "0.00"],
        Mode.FEE_PLUS: ["5,000.00", "0.00", "2,000.00"],
        Mode.TRUST: ["4,000.00", "0.00", "3,000.00"],
    }


def test_is_read_by_everybody_once_a_second_person_published_it(budgets: Budgets) -> None:
    a_year(budgets)
    prepare(budgets)
    with scope.estate(ESTATE):
        assert queries.public_settlement(ESTATE, 2022) is None
    with pytest.raises(errors.SettlementOfYourOwn):
        use_cases.publish_settlement(actor=budgets.clerk, estate_id=ESTATE, year=2022, at=AT)
    publish(budgets)
    with scope.estate(ESTATE):
        view = queries.public_settlement(ESTATE, 2022)
    assert view is not None
    assert (str(view.settlement.fee), view.published_by_name) == ("5,000.00", "职员12")
    with pytest.raises(errors.SettledAlready):
        prepare(budgets)
    with pytest.raises(errors.SettledAlready):
        publish(budgets)


def test_refuses_an_open_year_and_terms_that_don_t_fit_the_mode(budgets: Budgets) -> None:
    a_year(budgets, closed=False)
    with pytest.raises(errors.YearNotClosed):
        prepare(budgets)
    ledger.close_month(actor=budgets.manager, estate_id=ESTATE, month=Month(2022, 12), at=AT)
    with pytest.raises(errors.NeedsItsTerms):
        prepare(budgets, text=" ")
    with pytest.raises(errors.NeedsItsTerms):
        prepare(budgets, Mode.LUMP_SUM)
    with pytest.raises(errors.NeedsItsTerms):
        prepare(budgets, terms=Terms(percent=10_001))
    with pytest.raises(errors.NotPreparedYet):
        publish(budgets)
    with pytest.raises(NotAllowed):
        use_cases.publish_settlement(actor=staff(13, Right.PREPARE_BUDGET), estate_id=ESTATE, year=2022, at=AT)


def test_nothing_of_it_changes_but_its_publication(budgets: Budgets) -> None:
    a_year(budgets)
    prepare(budgets)
    for statement in ("UPDATE ledger_year_settlement SET figures = '{}'", "DELETE FROM ledger_year_settlement"):
        with pytest.raises(DatabaseError):
            run(statement)


def run(statement: str) -> None:
    with scope.estate(ESTATE), connection.cursor() as cursor:
        cursor.execute(statement)
