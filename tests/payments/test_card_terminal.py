"""Cards at the desk: the slip of the terminal is the transaction, and pays once in the city."""

from __future__ import annotations

from datetime import timedelta

import pytest

from laoyou.core.errors import Refusal, Several
from laoyou.core.money import Money
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, use_cases
from laoyou.system.payments.rules.slips import Slip
from tests.payments.world import AT, World

pytestmark = pytest.mark.django_db

SLIP = Slip("10012345", "220101123456", "6688")


def card(world: World, fen: int = 5181, *, slip: Slip = SLIP, once: str = "") -> int:
    return use_cases.take_cash(
        actor=world.clerk,
        estate_id=world.estate_id,
        home_id=world.homes[0],
        lines=[],
        received=Money(fen),
        payer_name="农秀兰",
        at=AT,
        once=once,
        slip=slip,
    )


def cancel(world: World, payment_id: int) -> None:
    asked = use_cases.ask_cancellation(
        actor=world.clerk, estate_id=world.estate_id, payment_id=payment_id, reason="金额录错", at=AT
    )
    use_cases.decide_cancellation(
        actor=world.manager,
        estate_id=world.estate_id,
        cancellation_id=asked,
        approve=True,
        at=AT + timedelta(hours=1),
    )


def test_a_card_goes_the_same_way_as_cash(world: World) -> None:
    payment_id = card(world)
    [payment] = world.payments()
    assert (payment.id, payment.channel, payment.transaction) == (payment_id, "pos", SLIP.transaction)
    assert payment.card_tail == "6688"
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181
    assert world.audited("payments.card_taken") == 1
    assert len(world.receipts()) == 1


def test_the_same_slip_twice_is_refused_also_in_another_estate(world: World) -> None:
    card(world)
    with pytest.raises(errors.SlipTaken):
        card(world)
    with pytest.raises(errors.SlipTaken):
        card(World(), 100)
    assert len(world.payments()) == 1


def test_the_same_form_twice_takes_the_card_once(world: World) -> None:
    assert card(world, once="form-1") == card(world, once="form-1")


def test_a_slip_taken_back_as_a_mistake_can_be_entered_anew(world: World) -> None:
    cancel(world, card(world, 51810))
    card(world, 5181)
    assert [payment.transaction for payment in world.payments()] == [SLIP.transaction, f"{SLIP.transaction}-2"]
    with pytest.raises(errors.SlipTaken):
        card(world, 5181)
    assert world.balance(Account.PAYER_CREDIT, home=0) == -5181


def test_says_everything_that_is_wrong_with_a_slip_at_once(world: World) -> None:
    with pytest.raises(Several) as refused:
        card(world, slip=Slip("1", "22-01", "66881234"))
    assert [type(each) for each in refused.value.refusals] == [
        errors.TerminalUnclear,
        errors.ReferenceUnclear,
        errors.CardTailUnclear,
    ]
    assert isinstance(refused.value, Refusal)
    assert world.payments() == []
