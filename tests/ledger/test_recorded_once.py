"""A form that is sent twice, by a double click or a bad network, records money once."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.system.ledger import use_cases
from laoyou.system.ledger.budgets.cost_models import SharedCost
from laoyou.system.ledger.models import Expense
from laoyou.system.ledger.rules.accounts import Account, Fund
from tests.ledger.budgets.test_shared_costs import CENTRE, record
from tests.ledger.conftest import AT, ESTATE, Books

pytestmark = pytest.mark.django_db


def expenses() -> int:
    with scope.estate(ESTATE):
        return Expense.objects.filter(estate_id=ESTATE).count()


def test_an_expense_and_other_income(books: Books) -> None:
    first = books.record(once="a click")
    assert books.record(once="a click") == first
    assert books.record(once="another form") != first
    assert books.record() != books.record()
    assert expenses() == 4
    by_another = use_cases.record_income(
        actor=books.manager,
        estate_id=ESTATE,
        fund=Fund.COMMON_INCOME,
        account=Account.PARKING,
        amount=Money(100),
        received_on=date(2022, 12, 20),
        payer="",
        text="停车",
        file_ids=[books.voucher()],
        once="a click",
        at=AT,
    )
    assert by_another != first
    assert expenses() == 5


def test_a_shared_cost(books: Books) -> None:
    first = record(books, once="a click")
    assert record(books, once="a click") == first
    assert record(books, once="another form") != first
    with scope.estate(CENTRE):
        assert SharedCost.objects.filter(estate_id=CENTRE).count() == 2
