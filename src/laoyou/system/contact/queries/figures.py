"""How the desk did on a day: first answer, length, who gave up; by hour, with n."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from statistics import median

from laoyou.core.calendar import CITY_TIME, city_instant, day_after
from laoyou.infra.actor import Actor, Right
from laoyou.system.contact.models import Conversation


@dataclass(frozen=True, slots=True)
class HourFigures:
    """Of those who asked for a person in that hour; None: nobody was answered, or nothing has ended."""

    hour: int
    asked: int
    answered: int
    given_up: int
    first_answer_s: int | None
    minutes: int | None


@dataclass(frozen=True, slots=True)
class DayFigures:
    hours: tuple[HourFigures, ...]
    all_day: HourFigures
    rated: int
    rating: float | None


def day_figures(*, actor: Actor, day: date) -> DayFigures:
    """Return the figures of a day over all estates where the actor answers."""
    rows = list(
        Conversation.objects.filter(
            estate_id__in=actor.estates_with(Right.ANSWER_CHATS),
            waiting_at__gte=city_instant(day),
            waiting_at__lt=city_instant(day_after(day)),
        )
    )
    by_hour: dict[int, list[Conversation]] = {}
    for row in rows:
        if row.waiting_at is not None:
            by_hour.setdefault(row.waiting_at.astimezone(CITY_TIME).hour, []).append(row)
    ratings = [row.rating for row in rows if row.rating is not None]
    return DayFigures(
        hours=tuple(_figures(hour, by_hour[hour]) for hour in sorted(by_hour)),
        all_day=_figures(-1, rows),
        rated=len(ratings),
        rating=sum(ratings) / len(ratings) if ratings else None,
    )


def _figures(hour: int, rows: list[Conversation]) -> HourFigures:
    waits = [_seconds(row.waiting_at, row.answered_at) for row in rows if row.answered_at is not None]
    lengths = [_seconds(row.waiting_at, row.ended_at) for row in rows if row.answered_at and row.ended_at]
    return HourFigures(
        hour=hour,
        asked=len(rows),
        answered=len(waits),
        given_up=sum(1 for row in rows if row.ended_at is not None and row.answered_at is None),
        first_answer_s=round(median(waits)) if waits else None,
        minutes=round(median(lengths) / 60) if lengths else None,
    )


def _seconds(start: datetime | None, end: datetime | None) -> int:
    return max(int((end - start).total_seconds()), 0) if start is not None and end is not None else 0
