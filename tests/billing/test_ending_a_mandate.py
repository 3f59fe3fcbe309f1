"""A mandate ends after its last billed day, or after the credit notes for the days beyond (invariant 4)."""

from __future__ import annotations

from datetime import date

import pytest

from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.errors import BilledBeyondTheEnd
from laoyou.system.billing.models import Bill
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.mandates.models import Mandate
from tests.billing.conftest import AUGUST, SEPTEMBER, World, at

pytestmark = pytest.mark.django_db


def end(world: World, on: date) -> None:
    mandates.end_mandate(
        actor=system("tests"),
        estate_id=world.estate_id,
        mandate_id=world.mandate_id,
        ended_on=on,
        reason="街道另有安排",
        at=at(12, 30),
    )


def credit(world: World, bill: Bill, fen: int) -> None:
    asked = billing.ask_credit_note(
        actor=world.finance, estate_id=world.estate_id, bill_id=bill.id, amount=Money(fen), reason="委托终止", at=at(12)
    )
    billing.decide_credit_note(
        actor=world.manager, estate_id=world.estate_id, correction_id=asked, approve=True, at=at(12)
    )


def bills(world: World) -> list[Bill]:
    with scope.estate(world.estate_id):
        return list(Bill.objects.filter(estate_id=world.estate_id).order_by("month", "id"))


@pytest.fixture
def billed(world: World) -> World:
    """August and September are out for one home of 86.35 m² at 0.60: 51.81 each."""
    world.home()
    world.tariff()
    for month, day in ((AUGUST, 8), (SEPTEMBER, 9)):
        world.issue(month, on=at(day, 2))
    return world


def test_an_end_before_the_last_billed_day_is_refused_and_says_until_when(billed: World) -> None:
    for on in (date(2022, 8, 1), date(2022, 9, 1), date(2022, 9, 30)):
        with pytest.raises(BilledBeyondTheEnd) as refused:
            end(billed, on)
        assert refused.value.params["day"] == "2022-09-30"
    with scope.estate(billed.estate_id):
        assert Mandate.objects.get(id=billed.mandate_id).state == "in_force"


def test_an_end_after_the_last_billed_day_is_taken(billed: World) -> None:
    end(billed, date(2022, 10, 1))
    with scope.estate(billed.estate_id):
        assert Mandate.objects.get(id=billed.mandate_id).state == "ended"


def test_credit_notes_for_the_days_after_clear_the_way(billed: World) -> None:
    """Until 15 September: 15 of its 30 days are credited, 25.91 of 51.81 (half up); one fen of rounding is nobody's."""
    _, september = bills(billed)
    credit(billed, september, 2_500)
    with pytest.raises(BilledBeyondTheEnd):
        end(billed, date(2022, 9, 16))
    credit(billed, september, 90)
    end(billed, date(2022, 9, 16))


def test_whole_bills_after_the_end_have_to_be_credited_whole(billed: World) -> None:
    august, september = bills(billed)
    credit(billed, september, september.amount_fen)
    with pytest.raises(BilledBeyondTheEnd):
        end(billed, date(2022, 8, 1))
    credit(billed, august, august.amount_fen)
    end(billed, date(2022, 8, 1))
