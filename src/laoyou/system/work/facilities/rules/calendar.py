"""Which days a plan falls due, and by when a certificate has to be asked for anew."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from datetime import date, timedelta
from enum import StrEnum

from laoyou.core.errors import mark

OPENS_BEFORE_DAYS = 3
"""How many days before its day a round is opened, so that a crew can be planned for it."""


class Unit(StrEnum):
    DAY = "day"
    WEEK = "week"
    MONTH = "month"


_DAYS: Mapping[Unit, int] = {Unit.DAY: 1, Unit.WEEK: 7}


class Standing(StrEnum):
    """How a certificate stands on a day."""

    GOOD = "good"
    ASK_NOW = "ask_now"
    EXPIRED = "expired"


STANDING_NAMES: Mapping[str, str] = {
    Standing.GOOD: mark("valid"),
    Standing.ASK_NOW: mark("apply now"),
    Standing.EXPIRED: mark("expired"),
}


def months_after(day: date, count: int) -> date:
    """Return the same day of a month that many months on (or back), the month's last one where it is shorter.

    >>> months_after(date(2022, 10, 31), 4), months_after(date(2022, 3, 31), -1)
    (datetime.date(2023, 2, 28), datetime.date(2022, 2, 28))
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def due_on(*, starts_on: date, every: int, unit: Unit, number: int) -> date:
    """Return the day of the plan's round with this number, from 0 on. Days are counted from the first one.

    >>> [str(due_on(starts_on=date(2022, 8, 31), every=1, unit=Unit.MONTH, number=n)) for n in range(3)]
    ['2022-08-31', '2022-09-30', '2022-10-31']
    """
    if unit is Unit.MONTH:
        return months_after(starts_on, every * number)
    return starts_on + timedelta(days=_DAYS[unit] * every * number)


def next_due(*, starts_on: date, every: int, unit: Unit, since: date) -> date:
    """Return the plan's first day on or after `since`. LIFT-UPKEEP: a lift every 15 days.

    >>> next_due(starts_on=date(2022, 8, 1), every=15, unit=Unit.DAY, since=date(2022, 8, 17))
    datetime.date(2022, 8, 31)
    """
    if since <= starts_on:
        return starts_on
    if unit is Unit.MONTH:
        number = ((since.year - starts_on.year) * 12 + since.month - starts_on.month) // every
    else:
        number = (since - starts_on).days // (_DAYS[unit] * every)
    day = due_on(starts_on=starts_on, every=every, unit=unit, number=number)
    while day < since:
        number += 1
        day = due_on(starts_on=starts_on, every=every, unit=unit, number=number)
    return day


def ask_by(valid_until: date) -> date:
    """Return the day by which the next certificate is applied for: one month before this one runs out.

    >>> ask_by(date(2023, 1, 20))
    datetime.date(2022, 12, 20)
    """
    return months_after(valid_until, -1)


def standing(valid_until: date, today: date) -> Standing:
    """Return how a certificate stands; `valid_until` is its last good day.

    >>> [str(standing(date(2023, 1, 20), date(2023, 1, day))) for day in (20, 21)], str(
    ...     standing(date(2023, 1, 20), date(2022, 12, 19)))
    (['ask_now', 'expired'], 'good')
    """
    if valid_until < today:
        return Standing.EXPIRED
    return Standing.ASK_NOW if ask_by(valid_until) <= today else Standing.GOOD
