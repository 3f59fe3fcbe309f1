"""What a payment that never was had paid is open again: the mirror image of putting money on bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.db import connection

from laoyou.core.calendar import Month
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra.actor import system
from laoyou.system.billing.errors import GivenBackSince
from laoyou.system.billing.rules.allocation import Paid, Standing, take_back
from laoyou.system.billing.use_cases.crediting import move, post_allocation, take_credit, used_by_home
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.payments.events import PaymentCancelled

_HANDLER = system("billing.take_back_payment")

# Bills are locked in order of id, then credits, as by everybody who moves money here.
_BILLS = """
SELECT bill.id, bill.home_id, bill.month, bill.fund, bill.paid_fen
FROM billing_bill bill
WHERE bill.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND bill.paid_fen > 0
ORDER BY bill.id FOR UPDATE
"""
_PARTS = """
SELECT bill_id, coalesce(sum(amount_fen) FILTER (WHERE payment_id = %(payment_id)s), 0),
       coalesce(sum(amount_fen) FILTER (WHERE payment_id IS NULL), 0)
FROM billing_allocation WHERE estate_id = %(estate_id)s AND bill_id = ANY(%(bills)s) GROUP BY bill_id
"""
_CREDIT = """
SELECT balance_fen FROM billing_home_credit WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s FOR UPDATE
"""


def take_back_payment(event: PaymentCancelled) -> None:
    """Open again what the payment paid, and take the rest out of the home's credit, in the payment's own transaction.

    Raises: GivenBackSince when that credit has left for the payer.
    """
    values = {"estate_id": event.estate_id, "home_id": event.home_id, "payment_id": event.payment_id}
    with connection.cursor() as cursor:
        cursor.execute(_BILLS, values)
        rows = cursor.fetchall()
        cursor.execute(_PARTS, {**values, "bills": [row[0] for row in rows]})
        parts = {bill_id: (int(own), int(credit)) for bill_id, own, credit in cursor.fetchall()}
        cursor.execute(_CREDIT, values)
        credit = cursor.fetchone()
    taken = take_back(
        amount_fen=event.amount_fen,
        credit_fen=credit[0] if credit else 0,
        bills=[_standing(row, *parts.get(row[0], (0, 0))) for row in rows],
    )
    if taken.short_fen:
        raise GivenBackSince(short=str(Money(taken.short_fen)))
    _release(event, taken.own, payment_id=event.payment_id, part="own")
    _release(event, taken.from_credit, payment_id=None, part="credit")
    take_credit(estate_id=event.estate_id, used={event.home_id: event.amount_fen})
    ask_for_refresh(estate_id=event.estate_id, since=Month.of(event.cancelled_on))


def _standing(row: tuple[int, int, date, str, int], own_fen: int, credit_fen: int) -> Standing:
    return Standing(*row, own_fen=own_fen, credit_fen=credit_fen)


def _release(event: PaymentCancelled, paid: Sequence[Paid], *, payment_id: int | None, part: str) -> None:
    if not paid:
        return
    back = [Paid(each.bill_id, each.home_id, each.fund, -each.amount_fen) for each in paid]
    move(
        estate_id=event.estate_id,
        paid=back,
        payment_id=payment_id,
        day=event.cancelled_on,
        at=event.at,
        credits=used_by_home(paid),
    )
    post_allocation(
        actor=_HANDLER,
        estate_id=event.estate_id,
        kind="payment_released",
        source=f"cancelled:{event.payment_id}:{part}",
        posted_on=event.cancelled_on,
        text=mark("Taken off bills: the cash was entered by mistake"),
        paid=back,
        at=event.at,
    )
