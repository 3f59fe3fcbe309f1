"""Payments that were entered by mistake, as their readers see them: what waits for a second person, what is void."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, IntegerField, QuerySet, Value, When

from laoyou.core.decisions import Decision
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.payments.models import Cancellation, Receipt
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class CancellationView:
    """A payment that somebody says was entered by mistake, and what became of it."""

    asked: Asked
    payment_id: int
    home_label: str
    amount: Money
    channel: str
    paid_at: datetime
    receipt_number: str
    taken_by_name: str


def cancellations_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[CancellationView]:
    """Return one page of the estate's cancellations: those that wait for a decision first, then the newest."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Cancellation.objects.filter(estate_id=estate_id)
    if state in list(Decision):
        found = found.filter(state=state)
    waiting_first = Case(When(state="asked", then=Value(0)), default=Value(1), output_field=IntegerField())
    start = offset_of(page, size)
    rows = found.order_by(waiting_first, "-asked_at", "-id")[start : start + size]
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def cancellation_of_payment(*, actor: Actor, estate_id: int, payment_id: int) -> CancellationView | None:
    """Return the newest cancellation of the payment that waits or took place; none when there is none."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Cancellation.objects.filter(
        estate_id=estate_id, payment_id=payment_id, state__in=[Decision.ASKED.value, Decision.APPROVED.value]
    )
    return next(iter(_views(found.order_by("-id")[:1], actor, estate_id)), None)


def cancellations_undecided(estate_id: int) -> int:
    """Return how many cancellations wait for a decision."""
    return Cancellation.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).count()


def cancelled_days(*, estate_id: int, payment_ids: Iterable[int]) -> dict[int, date]:
    """Return on which day each of these payments was taken out of the books, where it was."""
    found = Cancellation.objects.filter(
        estate_id=estate_id, payment_id__in=list(payment_ids), state=Decision.APPROVED.value
    )
    return {payment_id: day for payment_id, day in found.values_list("payment_id", "cancelled_on") if day is not None}


def _views(rows: QuerySet[Cancellation], actor: Actor, estate_id: int) -> list[CancellationView]:
    found = list(rows.select_related("payment"))
    if not found:
        return []
    labels = places.home_labels(estate_id=estate_id, home_ids={row.payment.home_id for row in found})
    receipts = dict(
        Receipt.objects.filter(estate_id=estate_id, payment_id__in=[row.payment_id for row in found]).values_list(
            "payment_id", "number"
        )
    )
    may_approve = actor.may(Right.APPROVE_EXPENSE, estate_id)
    return [
        CancellationView(
            asked=asked_view(row, actor=actor, may_approve=may_approve),
            payment_id=row.payment_id,
            home_label=labels.get(row.payment.home_id, ""),
            amount=Money(row.payment.amount_fen),
            channel=row.payment.channel,
            paid_at=row.payment.paid_at,
            receipt_number=receipts.get(row.payment_id, ""),
            taken_by_name=row.payment.taken_by_name,
        )
        for row in found
    ]
