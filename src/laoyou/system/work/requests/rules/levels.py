"""Service levels (policy): within which time a request is answered, arrived at and finished, and when each is due.

The defaults are those of the company's promise; an estate's own promise replaces them from a day on. A published level
is part of the contract (CIVIL-938), so a version is never changed, only followed by another.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum

from laoyou.core.calendar import CITY_TIME, city_day, city_instant, day_after
from laoyou.core.errors import mark
from laoyou.system.work.requests.rules.categories import Kind
from laoyou.system.work.requests.rules.working_days import after_hours, after_working_days

LEAST_OF_A_DAY = timedelta(hours=4)
"""What is to be finished on the same day has at least this long, however late it was reported."""


class Level(StrEnum):
    """The class of a request, by urgency; what is answered by words alone is its own."""

    DANGER = "p0"
    URGENT = "p1"
    ORDINARY = "p2"
    LATER = "p3"
    REPLY = "reply"


LEVEL_NAMES: Mapping[Level, str] = {
    Level.DANGER: mark("Danger to life, fire, people trapped, gas"),
    Level.URGENT: mark("Burst pipe, common power lost, lift stopped"),
    Level.ORDINARY: mark("Ordinary repair"),
    Level.LATER: mark("What can wait"),
    Level.REPLY: mark("Complaint, suggestion, question"),
}


@dataclass(frozen=True, slots=True)
class Times:
    """Minutes until the answer and the arrival, days until it is finished; None: nothing is promised.

    `finish_days` 0 is the same day. How they are counted follows from the level (`dues`).
    """

    answer_minutes: int | None
    arrive_minutes: int | None
    finish_days: int | None


@dataclass(frozen=True, slots=True)
class Promise:
    """All levels as they hold from a day on, and the desk's hours, by which the answer to what can wait is counted."""

    opens: time
    closes: time
    times: Mapping[Level, Times]


DEFAULT = Promise(
    opens=time(8),
    closes=time(18),
    times={
        Level.DANGER: Times(1, 15, None),
        Level.URGENT: Times(5, 30, 0),
        Level.ORDINARY: Times(30, 24 * 60, 3),
        Level.LATER: Times(120, 3 * 24 * 60, 7),
        Level.REPLY: Times(120, None, 2),
    },
)


@dataclass(frozen=True, slots=True)
class Dues:
    answer: datetime | None
    arrive: datetime | None
    finish: datetime | None


def level_of(kind: str, urgency: int) -> Level:
    """Return the class of a request.

    >>> level_of("repair", 1), level_of("complaint", 1), level_of("complaint", 0)
    (<Level.URGENT: 'p1'>, <Level.REPLY: 'reply'>, <Level.DANGER: 'p0'>)
    """
    if urgency == 0:
        return Level.DANGER
    if kind in (Kind.COMPLAINT, Kind.ADVICE):
        return Level.REPLY
    return {1: Level.URGENT, 2: Level.ORDINARY}.get(urgency, Level.LATER)


def dues(promise: Promise, level: Level, at: datetime) -> Dues:
    """Return when a request that came in at the instant is due.

    Danger and urgency run round the clock; the answer to the rest within the desk's hours, a reply by working days.

    >>> from datetime import UTC
    >>> burst = dues(DEFAULT, Level.URGENT, datetime(2022, 12, 30, 2, 42, tzinfo=UTC))
    >>> [f"{due.astimezone(CITY_TIME):%d %H:%M}" for due in (burst.answer, burst.arrive, burst.finish)]
    ['30 10:47', '30 11:12', '31 00:00']
    >>> dues(DEFAULT, Level.REPLY, datetime(2022, 12, 30, 12, 0, tzinfo=UTC)).answer.isoformat()
    '2022-12-31T10:00:00+08:00'
    """
    times = promise.times[level]
    answer = arrive = finish = None
    if times.answer_minutes is not None:
        span = timedelta(minutes=times.answer_minutes)
        at_once = level in (Level.DANGER, Level.URGENT)
        answer = at + span if at_once else after_hours(at, span, promise.opens, promise.closes)
    if times.arrive_minutes is not None:
        arrive = at + timedelta(minutes=times.arrive_minutes)
    if times.finish_days is not None:
        finish = _finish(promise, level, at, times.finish_days)
    return Dues(answer, arrive, finish)


def _finish(promise: Promise, level: Level, at: datetime, days: int) -> datetime:
    if level is Level.REPLY:
        return after_working_days(at, days, promise.closes)
    if days == 0:
        midnight = city_instant(day_after(city_day(at)))
        return max(midnight, at.astimezone(CITY_TIME) + LEAST_OF_A_DAY)
    return at + timedelta(days=days)


def may_pause(level: Level) -> bool:
    """Return whether the clocks may be stopped for a reason: never those of danger."""
    return level is not Level.DANGER


def moved(due: datetime | None, done_at: datetime | None, paused: timedelta) -> datetime | None:
    """Return when a clock is due after a pause: later by as long as it was paused, where it still ran.

    >>> from datetime import UTC
    >>> noon = datetime(2022, 12, 30, 4, tzinfo=UTC)
    >>> moved(noon, None, timedelta(hours=2)) - noon, moved(noon, noon, timedelta(hours=2)) - noon
    (datetime.timedelta(seconds=7200), datetime.timedelta(0))
    """
    return due + paused if due is not None and done_at is None else due
