"""Money in suspense as its readers see it: what waits, whose somebody says it is, what is on its way to an estate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import QuerySet, Sum

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.payments.models import Assignment, Payment
from laoyou.system.payments.rows import PaymentRow, payment_rows
from laoyou.system.payments.rules.settling import ALARM_AFTER_TRIES

CENTRE = 0


@dataclass(frozen=True, slots=True)
class AssignmentView:
    """Whose the money is, as somebody says. `to_home_label` and the reason are empty for who doesn't work there."""

    asked: Asked
    payment_id: int
    is_return: bool
    to_estate_id: int | None
    to_home_label: str


@dataclass(frozen=True, slots=True)
class OnItsWay:
    """Money that has left the centre's books and is not in its estate's yet. `is_late`: people have to look."""

    assignment_id: int
    amount: Money
    to_estate_id: int
    to_home_label: str
    sent_at: datetime | None
    tries: int
    trouble: str

    @property
    def is_late(self) -> bool:
        return self.tries >= ALARM_AFTER_TRIES


def suspense_for(*, actor: Actor) -> list[PaymentRow]:
    """Return the money that waits for somebody to find out whose it is, the oldest first.

    Of the actor's estates, and of the centre's own books: there lies what names no estate at all, and of that nobody
    reads more than amount, time, channel and the order that was named.
    """
    return [_closed(row) for row in payment_rows(_waiting(actor).order_by("paid_at", "id"))]


def suspense_page(*, actor: Actor, page: int = 1, size: int = ROWS_PER_PAGE) -> Page[PaymentRow]:
    """Return one page of what `suspense_for` returns."""
    found, start = _waiting(actor), offset_of(page, size)
    rows = payment_rows(found.order_by("paid_at", "id")[start : start + size])
    return Page(rows=[_closed(row) for row in rows], number=page, size=size, total=found.count())


def sum_in_suspense(*, actor: Actor) -> Money:
    """Return the sum of all of it."""
    return Money(int(_waiting(actor).aggregate(fen=Sum("amount_fen"))["fen"] or 0))


def suspense_one(*, actor: Actor, held_in: int, payment_id: int) -> PaymentRow:
    """Return one payment in suspense. Raises: NotFound."""
    rows = payment_rows(_waiting(actor).filter(estate_id=held_in, id=payment_id))
    if not rows:
        raise NotFound
    return _closed(rows[0])


def assignments_for(*, actor: Actor, rows: Sequence[PaymentRow]) -> dict[int, AssignmentView]:
    """Return what somebody says of these payments and a second person has not decided, by payment."""
    waiting = Assignment.objects.filter(
        estate_id__in={row.estate_id for row in rows},
        payment_id__in=[row.id for row in rows],
        state=Decision.ASKED.value,
    )
    return {row.payment_id: _view(row, actor) for row in waiting}


def assignments_undecided(*, actor: Actor) -> int:
    """Return how many assignments wait for a second person who may be this one."""
    waiting = Assignment.objects.filter(state=Decision.ASKED.value, payment__in=_waiting(actor))
    return sum(1 for row in waiting if _view(row, actor).asked.can_approve)


def on_its_way_for(*, actor: Actor) -> list[OnItsWay]:
    """Return the money on its way to the actor's estates, the longest under way first."""
    if not actor.may_somewhere(Right.CLOSE_MONTH) and actor.kind is not ActorKind.SYSTEM:
        return []
    rows = Assignment.objects.filter(
        estate_id=CENTRE, state=Decision.APPROVED.value, destination="home", arrived_at__isnull=True
    )
    return [
        OnItsWay(
            assignment_id=row.id,
            amount=Money(row.payment.amount_fen),
            to_estate_id=row.to_estate_id or 0,
            to_home_label=row.to_label,
            sent_at=row.decided_at,
            tries=row.tries,
            trouble=row.trouble,
        )
        for row in rows.select_related("payment").order_by("decided_at", "id")
        if actor.may(Right.CLOSE_MONTH, row.to_estate_id or 0)
    ]


def _waiting(actor: Actor) -> QuerySet[Payment]:
    waiting = Payment.objects.filter(place="suspense")
    if actor.kind is ActorKind.SYSTEM or Right.CLOSE_MONTH in actor.everywhere:
        return waiting
    if not actor.may_somewhere(Right.CLOSE_MONTH):
        return waiting.none()
    return waiting.filter(estate_id__in=[CENTRE, *actor.estates_with(Right.CLOSE_MONTH)])


def _closed(row: PaymentRow) -> PaymentRow:
    return replace(row, transaction="", payer_name="") if row.estate_id == CENTRE else row


def _view(row: Assignment, actor: Actor) -> AssignmentView:
    held_in = row.to_estate_id if row.to_estate_id is not None else row.estate_id
    works_there = actor.may(Right.CLOSE_MONTH, held_in) or (
        held_in == CENTRE and actor.may_somewhere(Right.CLOSE_MONTH)
    )
    may_refuse = works_there or (row.estate_id == CENTRE and actor.may_somewhere(Right.CLOSE_MONTH))
    asked = asked_view(row, actor=actor, may_approve=works_there, may_refuse=may_refuse)
    return AssignmentView(
        asked=asked if works_there else replace(asked, reason="", asked_by_name=""),
        payment_id=row.payment_id,
        is_return=row.destination == "payer",
        to_estate_id=row.to_estate_id if works_there else None,
        to_home_label=row.to_label if works_there else "",
    )
