"""A finished order with an agreed price becomes a bill, in the same commit."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.system.billing.bookings import use_cases as bookings
from laoyou.system.work.orders.models import OrderQuote, WorkOrder


def bill_agreed_price(*, row: WorkOrder, actor: Actor, at: datetime) -> int:
    """Bill the order's home at the price that was agreed to, and return the bill's id. Raises: what billing refuses."""
    quote = OrderQuote.objects.filter(estate_id=row.estate_id, order=row, answer="agreed").latest("id")
    return bookings.bill_agreed_work(
        actor=actor,
        estate_id=row.estate_id,
        home_id=row.home_id or 0,
        order_id=row.pk,
        name=row.title,
        price=Money(quote.price_fen),
        agreed_on=city_day(quote.answered_at or at),
        at=at,
    )
