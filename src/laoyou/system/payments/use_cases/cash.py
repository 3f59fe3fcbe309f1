"""Cash or a card at the desk goes the same way as any other: an order, a claim, a payment, an entry, a receipt."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, datetime, time

from laoyou.core.calendar import city_day, city_instant
from laoyou.core.errors import Checks
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.payments.errors import (
    AmountTooSmall,
    CardTailUnclear,
    ReferenceUnclear,
    SlipDayUnclear,
    SlipTaken,
    TerminalUnclear,
)
from laoyou.system.payments.models import ChannelClaim, Payment
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.settling import TAKEN_AT_A_TILL, Outcome
from laoyou.system.payments.rules.slips import Slip
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

NOON = time(12)


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
    slip: Slip | None = None,
) -> int:
    """Take cash, or with a `slip` a card, for what is named and return the payment's id.

    A card is paid on the day that its slip shows. More than is owed becomes the home's credit; less pays the oldest
    first. The same `once` again, a form sent twice, returns the first payment. Open gateway orders for the same are
    closed, so that nobody pays twice.

    Raises: NotFound; AmountTooSmall; AmountTooLarge; of a slip what can't be its number, and SlipTaken.
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
        channel, transaction = ("pos", _transaction_of(slip, city_day(at))) if slip else ("cash", "")
        close_rivals(open_rivals(estate_id=estate_id, home_id=home_id, lines=lines))
        order = new_order(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            channel=channel,
            amount_fen=received.fen,
            lines=lines,
            payer_name=payer_name,
            prepay={},
            at=at,
            tail=tail,
        )
        transaction = transaction or order.number
        tail_of_card = slip.card_tail if slip else ""
        paid_at = city_instant(slip.paid_on, NOON) if slip and slip.paid_on not in (None, city_day(at)) else at
        arrived = Arrived(channel, transaction, order.number, received.fen, paid_at, "desk", card_tail=tail_of_card)
        outcome = settle_here(arrived, estate_id=estate_id, actor=actor, at=at)
        if outcome != Outcome.PAID:
            if slip:
                raise SlipTaken
            raise ValueError(f"cash for the new order {order.number} came in as {outcome}")
        payment_id = Payment.objects.values_list("id", flat=True).get(
            estate_id=estate_id, channel=channel, transaction=transaction
        )
        audit.record(
            "payments.card_taken" if slip else "payments.cash_taken",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="payments.payment",
            subject_id=payment_id,
            amount=f"¥{received}",
            **({"slip": slip.transaction} if slip else {"number": order.number}),
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
        estate_id=estate_id, home_id=home_id, channel__in=TAKEN_AT_A_TILL, order__number__endswith=f"_{tail}"
    )
    return taken.values_list("id", flat=True).first()


def _transaction_of(slip: Slip, today: date) -> str:
    """Return under which transaction the slip is entered now. Raises: all that can't be its number; SlipTaken.

    Over all estates: a slip is paid once in the city. One that was entered by mistake, and taken back, may come again.
    """
    checks = Checks()
    for is_right, refusal in (
        (slip.is_terminal, TerminalUnclear),
        (slip.is_reference, ReferenceUnclear),
        (slip.is_card_tail, CardTailUnclear),
        (slip.is_of_days(today), SlipDayUnclear),
    ):
        with checks:
            if not is_right:
                raise refusal
    checks.end()
    entries = slip.entries()
    claimed = ChannelClaim.objects.filter(channel="pos", transaction__in=entries)
    by_estate = dict(claimed.values_list("transaction", "estate_id"))
    if not by_estate:
        return slip.transaction
    with scope.estates(by_estate.values()):
        void = Payment.objects.filter(channel="pos", transaction__in=by_estate, place=Place.CANCELLED.value).count()
    free = [transaction for transaction in entries if transaction not in by_estate]
    if void < len(by_estate) or not free:
        raise SlipTaken
    return free[0]
