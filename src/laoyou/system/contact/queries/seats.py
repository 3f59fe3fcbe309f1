"""Who sits at the desk, and how long the queue is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.system.contact.models import Conversation, SeatShift
from laoyou.system.contact.rules.queue import expected_minutes
from laoyou.system.contact.rules.states import TalkState

LOOKED_BACK = 20


@dataclass(frozen=True, slots=True)
class Seat:
    user_id: int
    name: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Queue:
    """`place` counts from 1, 0 for who is not in the queue; `seats` are those on duty."""

    place: int
    seats: int
    minutes: int


def on_duty(*, company_id: int | None, at: datetime) -> list[Seat]:
    """Return who of the company sits at the desk at that moment."""
    with scope.estate(0):
        rows = SeatShift.objects.filter(estate_id=0, company_id=company_id or 0, starts_at__lte=at, ends_at__gt=at)
        return [Seat(row.user_id, row.name, row.ends_at) for row in rows.order_by("starts_at", "id")]


def my_shift(*, actor: Actor, at: datetime) -> Seat | None:
    """Return the actor's own shift that runs."""
    return next(
        (seat for seat in on_duty(company_id=actor.organisation_id, at=at) if seat.user_id == actor.user_id), None
    )


def queue_of(row: Conversation, *, at: datetime) -> Queue:
    """Return the place of a conversation among all that wait for the same company, in whatever estate they are."""
    seats = len(on_duty(company_id=row.company_id, at=at))
    if row.state != TalkState.WAITING or row.waiting_at is None:
        return Queue(0, seats, 0)
    with scope.everything():
        same = Conversation.objects.filter(company_id=row.company_id)
        ahead = same.filter(state=TalkState.WAITING).exclude(id=row.id)
        before = Q(waiting_at__lt=row.waiting_at) | Q(waiting_at=row.waiting_at, id__lt=row.id)
        first = Q(is_danger=True)
        place = ahead.filter(before & first if row.is_danger else before | first).count() + 1
        waits = [
            int((answered - asked).total_seconds())
            for asked, answered in same.filter(answered_at__isnull=False, waiting_at__isnull=False, answered_at__lte=at)
            .order_by("-answered_at")
            .values_list("waiting_at", "answered_at")[:LOOKED_BACK]
            if asked is not None and answered is not None and answered >= asked
        ]
    return Queue(place, seats, expected_minutes(place, seats, waits))
