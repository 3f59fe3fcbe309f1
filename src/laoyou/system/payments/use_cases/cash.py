"""Cash at the desk goes the same way as any other money: an order, a claim, a payment, an entry, a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import datetime

from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.payments.errors import AmountTooSmall
from laoyou.system.payments.models import Payment
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.use_cases.opening import (
    OrderLineRequest,
    close_rivals,
    hold_home,
    new_order,
    open_rivals,
    refuse_too_large,
)
from laoyou.system.payments.use_cases.settling import Arrived, settle_here
from laoyou.system.places import queries as places


def take_cash(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    lines: Sequence[OrderLineRequest],
    received: Money,
    payer_name: str,
    at: datetime,
    once: str = "",
) -> int:
    """Take cash for what is named and return the payment's id.

    More than is owed becomes the home's credit; less pays the oldest first. The same `once` again, a form sent twice,
    returns the first payment. Open gateway orders for the same are closed, so that nobody pays twice.

    Raises: NotFound; AmountTooSmall; AmountTooLarge.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        if received.fen <= 0:
            raise AmountTooSmall
        refuse_too_large(received.fen)
        hold_home(estate_id, home_id)
        tail = _tail_of(estate_id, home_id, once) if once else ""
        if tail and (payment_id := _taken_already(estate_id, home_id, tail)):
            return payment_id
        close_rivals(open_rivals(estate_id=estate_id, home_id=home_id, lines=lines))
        order = new_order(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            channel="cash",
            amount_fen=received.fen,
            lines=lines,
            payer_name=payer_name,
            prepay={},
            at=at,
            tail=tail,
        )
        arrived = Arrived("cash", order.number, order.number, received.fen, at, "desk")
        settle_here(arrived, estate_id=estate_id, actor=actor, at=at)
        payment_id = Payment.objects.values_list("id", flat=True).get(
            estate_id=estate_id, channel="cash", transaction=order.number
        )
        audit.record(
            "payments.cash_taken",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="payments.payment",
            subject_id=payment_id,
            amount=f"¥{received}",
            number=order.number,
        )
        return payment_id


def taken_already(*, actor: Actor, estate_id: int, home_id: int, once: str) -> int | None:
    """Return the payment that a form which is sent again has made already, if any."""
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        return _taken_already(estate_id, home_id, _tail_of(estate_id, home_id, once)) if once else None


def _tail_of(estate_id: int, home_id: int, once: str) -> str:
    """Return the end of the order's number that belongs to this form: sent again, it leads to the same order."""
    return numbers.tail_of(hashlib.sha256(f"{estate_id}:{home_id}:{once}".encode()).digest(), numbers.ORDER_TAIL)


def _taken_already(estate_id: int, home_id: int, tail: str) -> int | None:
    taken = Payment.objects.filter(
        estate_id=estate_id, home_id=home_id, channel="cash", transaction__endswith=f"_{tail}"
    )
    return taken.values_list("id", flat=True).first()
