"""What a payment that never was had paid is open again: the mirror image of putting money on bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from laoyou.core.calendar import Month
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, system
from laoyou.system.billing.errors import GivenBackSince
from laoyou.system.billing.rules.allocation import Paid, take_back
from laoyou.system.billing.standings import standings
from laoyou.system.billing.use_cases.crediting import move, post_allocation, take_credit, used_by_home
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.payments.events import PaymentCancelled

_HANDLER = system("billing.take_back_payment")
TEXT = mark("Taken off bills: the cash was entered by mistake")


def take_back_payment(event: PaymentCancelled) -> None:
    """Open again what the payment paid, and take the rest out of the home's credit, in the payment's own transaction.

    Raises: GivenBackSince when that credit has left for the payer.
    """
    bills, credit_fen = standings(
        estate_id=event.estate_id,
        home_id=event.home_id,
        payment_id=event.payment_id,
        day=event.cancelled_on,
        holds=True,
    )
    taken = take_back(amount_fen=event.amount_fen, credit_fen=credit_fen, bills=bills)
    if taken.short_fen:
        raise GivenBackSince(short=str(Money(taken.short_fen)))
    for part, paid, payment_id in (("own", taken.own, event.payment_id), ("credit", taken.from_credit, None)):
        release(
            actor=_HANDLER,
            estate_id=event.estate_id,
            paid=paid,
            payment_id=payment_id,
            source=f"cancelled:{event.payment_id}:{part}",
            text=TEXT,
            day=event.cancelled_on,
            at=event.at,
        )
    take_credit(estate_id=event.estate_id, used={event.home_id: event.amount_fen})
    ask_for_refresh(estate_id=event.estate_id, since=Month.of(event.cancelled_on))


def release(
    *,
    actor: Actor,
    estate_id: int,
    paid: Sequence[Paid],
    payment_id: int | None,
    source: str,
    text: str,
    day: date,
    at: datetime,
) -> None:
    """Take money off bills, which are open again, and make it the home's credit, within the caller's transaction."""
    if not paid:
        return
    back = [Paid(each.bill_id, each.home_id, each.fund, -each.amount_fen) for each in paid]
    move(
        estate_id=estate_id,
        paid=back,
        payment_id=payment_id,
        day=day,
        at=at,
        credits=used_by_home(paid),
    )
    post_allocation(
        actor=actor,
        estate_id=estate_id,
        kind="payment_released",
        source=source,
        posted_on=day,
        text=text,
        paid=back,
        at=at,
    )
