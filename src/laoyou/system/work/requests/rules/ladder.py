"""The ladder of escalation: who hears of a request that is late, and when. Each step is taken once in each round.

A warning goes to the dispatcher before the time is over; from then on each step up after a while, faster the more
urgent. A complaint climbs by days.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import IntEnum

from laoyou.core.errors import mark
from laoyou.system.work.requests.rules.levels import Level


class Step(IntEnum):
    NOBODY = -1
    WARNING = 0
    DISPATCHER = 1
    MANAGER = 2
    COMMUNITY = 3
    STREET_OFFICE = 4
    CITY = 5


STEP_NAMES: Mapping[Step, str] = {
    Step.WARNING: mark("Warning before the time is over"),
    Step.DISPATCHER: mark("Dispatcher"),
    Step.MANAGER: mark("Centre manager"),
    Step.COMMUNITY: mark("Community committee"),
    Step.STREET_OFFICE: mark("Street office"),
    Step.CITY: mark("City"),
}
OUTSIDE = Step.COMMUNITY
"""From here on the request is seen outside the company."""

_M, _H, _D = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
AFTER: Mapping[Level, tuple[timedelta, ...]] = {
    Level.DANGER: (0 * _M, 5 * _M, 15 * _M, 30 * _M, 60 * _M),
    Level.URGENT: (0 * _M, 30 * _M, 2 * _H, 6 * _H, 1 * _D),
    Level.ORDINARY: (0 * _M, 4 * _H, 1 * _D, 3 * _D, 7 * _D),
    Level.LATER: (0 * _M, 1 * _D, 3 * _D, 7 * _D, 14 * _D),
    Level.REPLY: (0 * _M, 1 * _D, 2 * _D, 4 * _D, 7 * _D),
}
"""How long over its time a request is when the dispatcher, the manager, … the city hear of it."""

WARN_FROM = 0.8
"""The share of the time after which the warning goes out."""


def step_due(level: Level, *, starts: datetime, due: datetime, at: datetime) -> Step:
    """Return the highest step that has come for a clock that still runs.

    >>> from datetime import UTC
    >>> starts = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
    >>> due = starts + timedelta(minutes=30)
    >>> minutes = (starts + timedelta(minutes=n) for n in (10, 24, 30, 61))
    >>> [step_due(Level.URGENT, starts=starts, due=due, at=at).name for at in minutes]
    ['NOBODY', 'WARNING', 'DISPATCHER', 'MANAGER']
    """
    if at < due:
        return Step.WARNING if at - starts >= WARN_FROM * (due - starts) else Step.NOBODY
    over = at - due
    return Step(sum(1 for after in AFTER[level] if over >= after))


def next_moment(level: Level, *, starts: datetime, due: datetime, at: datetime) -> datetime | None:
    """Return when the next step of a clock comes after the instant; None behind the last one.

    >>> from datetime import UTC
    >>> starts = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
    >>> due = starts + timedelta(minutes=30)
    >>> [next_moment(Level.URGENT, starts=starts, due=due, at=at) - starts for at in (starts, due)]
    [datetime.timedelta(seconds=1440), datetime.timedelta(seconds=3600)]
    """
    moments = [starts + WARN_FROM * (due - starts), *(due + after for after in AFTER[level])]
    return min((moment for moment in moments if moment > at), default=None)
