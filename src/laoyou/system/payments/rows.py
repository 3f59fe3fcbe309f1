"""A payment as a row of a list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet

from laoyou.core.money import Money
from laoyou.system.payments.models import ChannelClaim, Payment, Receipt
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class PaymentRow:
    id: int
    estate_id: int
    paid_at: datetime
    paid_on: date
    channel: str
    transaction: str
    order_id: int | None
    order_number: str
    amount: Money
    place: str
    trouble: str
    seen_via: str
    home_id: int | None
    home_label: str
    payer_name: str
    taken_by_name: str
    recorded_at: datetime
    receipt_number: str
    reserved: Money
    card_tail: str

    @property
    def rest(self) -> Money:
        """Return what of it no refund speaks for."""
        return self.amount - self.reserved


def payment_rows(found: QuerySet[Payment]) -> list[PaymentRow]:
    """Return the payments as rows of a list, by a fixed number of statements; names are masked."""
    payments: Sequence[Any] = list(found.select_related("order"))
    numbers_of = dict(
        Receipt.objects.filter(
            estate_id__in={payment.estate_id for payment in payments}, payment_id__in=[p.id for p in payments]
        ).values_list("payment_id", "number")
    )
    told = _numbers_told([payment for payment in payments if payment.order is None])
    labels: dict[int, str] = {}
    for estate_id in {payment.estate_id for payment in payments}:
        homes = [p.home_id for p in payments if p.estate_id == estate_id and p.home_id is not None]
        labels |= places.home_labels(estate_id=estate_id, home_ids=homes)
    return [
        PaymentRow(
            id=payment.id,
            estate_id=payment.estate_id,
            paid_at=payment.paid_at,
            paid_on=payment.paid_on,
            channel=payment.channel,
            transaction=payment.transaction,
            order_id=payment.order_id,
            order_number=payment.order.number if payment.order else told.get(payment.transaction, ""),
            amount=Money(payment.amount_fen),
            place=payment.place,
            trouble=payment.trouble,
            seen_via=payment.seen_via,
            home_id=payment.home_id,
            home_label=labels.get(payment.home_id or 0, ""),
            payer_name=masked_name(payment.payer_name),
            taken_by_name=payment.taken_by_name,
            recorded_at=payment.recorded_at,
            receipt_number=numbers_of.get(payment.id, ""),
            reserved=Money(payment.reserved_fen),
            card_tail=payment.card_tail,
        )
        for payment in payments
    ]


def _numbers_told(payments: Sequence[Any]) -> dict[str, str]:
    """Return which order the channel named for money that has none here, by transaction."""
    if not payments:
        return {}
    claims = ChannelClaim.objects.filter(transaction__in=[payment.transaction for payment in payments])
    return dict(claims.values_list("transaction", "order_number"))
