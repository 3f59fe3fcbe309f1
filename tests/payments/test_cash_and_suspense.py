"""Cash at the desk, and money that fits nothing until a person says whose it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments import errors, use_cases
from tests.payments.world import AT, World, heard, service, waiting_for

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


def test_suspense_becomes_a_homes_credit_with_a_reason_and_a_receipt(world: World) -> None:
    order = world.order(10000)
    world.arrive(order, 9000)
    [waiting] = waiting_for(world.finance)
    with heard() as settled:
        _assign(world, waiting.estate_id, waiting.id)
    assert (world.balance(Account.SUSPENSE), world.balance(Account.PAYER_CREDIT, home=0)) == (0, -9000)
    assert (settled[0].order_id, settled[0].amount_fen) == (None, 9000)
    assert world.receipts() == ["2022-000001"]
    assert waiting_for(world.finance) == []
    assert world.audited("payments.suspense_assigned") == 1
    with pytest.raises(errors.NotInSuspense):
        _assign(world, waiting.estate_id, waiting.id)


def test_refuses_to_assign_suspense_without_reason_right_or_home(world: World) -> None:
    world.arrive(world.order(10000), 9000)
    [waiting] = waiting_for(world.finance)
    with pytest.raises(errors.ReasonMissing):
        _assign(world, waiting.estate_id, waiting.id, reason=" ")
    with pytest.raises(NotAllowed):
        _assign(world, waiting.estate_id, waiting.id, actor=world.clerk)
    other = World()
    with pytest.raises(NotFound):
        _assign(world, waiting.estate_id, waiting.id, home_id=other.homes[0])
    with pytest.raises(NotFound):
        _assign(world, other.estate_id, waiting.id)


def test_money_of_the_centre_reaches_the_estate_once(world: World) -> None:
    world.arrive("unknown-number")
    [waiting] = waiting_for(world.finance)
    assert waiting.estate_id == 0
    _assign(world, 0, waiting.id)
    assert world.balance(Account.MONEY, estate_id=0) == 0
    assert world.balance(Account.SUSPENSE, estate_id=0) == 0
    for _ in range(2):
        use_cases.take_over(
            estate_id=world.estate_id,
            home_id=world.homes[1],
            channel=waiting.channel,
            transaction=waiting.transaction,
            amount_fen=waiting.amount.fen,
            paid_at=waiting.paid_at,
            at=AT,
        )
    assert world.balance(Account.PAYER_CREDIT, home=1) == -5181
    assert len(world.receipts()) == 1


def _assign(world: World, held_in: int, payment_id: int, **changes: Any) -> None:
    use_cases.assign_suspense(
        **(
            {
                "actor": world.finance,
                "held_in": held_in,
                "payment_id": payment_id,
                "estate_id": world.estate_id,
                "home_id": world.homes[0],
                "reason": "业主打电话来，尾号对得上",
                "at": AT,
            }
            | changes
        )
    )
