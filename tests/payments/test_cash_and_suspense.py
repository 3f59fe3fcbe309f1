"""Cash at the desk, and money that fits nothing until a person says whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, use_cases
from tests.payments.world import AT, World, service

pytestmark = pytest.mark.django_db


def test_cash_goes_the_same_way_and_is_never_refused(world: World) -> None:
    payment_id = world.cash(6000, lines=[service(5181)])
    [payment] = world.payments()
    assert (payment.id, payment.channel, payment.taken_by) == (payment_id, "cash", 911)
    assert payment.transaction.startswith("E")
    assert world.balance(Account.PAYER_CREDIT, home=0) == -6000
    assert world.claims() == 1
    assert world.audited("payments.cash_taken") == 1


def test_cash_without_any_bill_becomes_credit(world: World) -> None:
    world.cash(10000)
    assert world.balance(Account.PAYER_CREDIT, home=0) == -10000


def test_a_cash_form_sent_twice_takes_the_money_once(world: World) -> None:
    assert world.cash(5181, once="form-1") == world.cash(5181, once="form-1")
    assert len(world.payments()) == 1
    assert world.cash(5181, once="form-1", at=AT + timedelta(days=1)) == world.payments()[0].id
    world.cash(5181, once="form-2")
    assert len(world.payments()) == 2


@pytest.mark.parametrize(
    ("fen", "error"),
    [(0, errors.AmountTooSmall), (-1, errors.AmountTooSmall), (200_000_000_00, errors.AmountTooLarge)],
)
def test_refuses_an_amount_that_nobody_means(world: World, fen: int, error: type[Exception]) -> None:
    with pytest.raises(error):
        world.cash(fen)


def test_refuses_cash_from_people_without_the_right_and_for_homes_elsewhere(world: World) -> None:
    other = World()
    common: dict[str, Any] = {"lines": [], "received": Money(1), "payer_name": "", "at": AT}
    with pytest.raises(NotFound):
        use_cases.take_cash(actor=world.stranger, estate_id=world.estate_id, home_id=world.homes[0], **common)
    with pytest.raises(NotFound):
        use_cases.take_cash(actor=world.clerk, estate_id=other.estate_id, home_id=other.homes[0], **common)
    with pytest.raises(NotFound):
        use_cases.take_cash(actor=world.clerk, estate_id=world.estate_id, home_id=other.homes[0], **common)
