"""The life of a request.

received ──► taken ──► working ──► answered ──► closed
    ╲___________╲__________________▲   │  ▲        │
                 ▲─────────────────────┘  │        │      the asker is not content, within the asking period
                 ▲─────────────────────────────────┘      or comes back within the days of reopening

Nothing is closed that was not answered; `answered` waits for the asker's word, or for the asking period to lapse.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from laoyou.core.calendar import city_day, city_instant, day_after
from laoyou.core.errors import mark


class RequestState(StrEnum):
    RECEIVED = "received"
    TAKEN = "taken"
    WORKING = "working"
    ANSWERED = "answered"
    CLOSED = "closed"


MOVES: Mapping[RequestState, frozenset[RequestState]] = {
    RequestState.RECEIVED: frozenset({RequestState.TAKEN, RequestState.WORKING, RequestState.ANSWERED}),
    RequestState.TAKEN: frozenset({RequestState.WORKING, RequestState.ANSWERED}),
    RequestState.WORKING: frozenset({RequestState.TAKEN, RequestState.ANSWERED}),
    RequestState.ANSWERED: frozenset({RequestState.TAKEN, RequestState.CLOSED}),
    RequestState.CLOSED: frozenset({RequestState.TAKEN}),
}
OPEN = (RequestState.RECEIVED, RequestState.TAKEN, RequestState.WORKING)
"""Somebody of the centre has to act."""

ASKING_DAYS = 3
REOPENING_DAYS = 15


class ClosedBy(StrEnum):
    """Whose word closed it: the asker's own, what they said to staff, or nobody's within the asking period."""

    ASKER = "asker"
    SAID = "said"
    LAPSE = "lapse"


CLOSED_BY_WORDS: Mapping[ClosedBy, str] = {
    ClosedBy.ASKER: mark("closed by the asker"),
    ClosedBy.SAID: mark("closed by what the asker told us"),
    ClosedBy.LAPSE: mark("closed because no word came within the asking period"),
}


def may_move(before: RequestState, after: RequestState) -> bool:
    """Return whether the state may follow.

    >>> may_move(RequestState.TAKEN, RequestState.CLOSED), may_move(RequestState.ANSWERED, RequestState.CLOSED)
    (False, True)
    """
    return after in MOVES[before]


def lapses_at(answered_at: datetime) -> datetime:
    """Return until when the asker's word is waited for: the end of the third day after the answer, in full.

    >>> from datetime import UTC
    >>> lapses_at(datetime(2022, 12, 30, 6, 0, tzinfo=UTC)).isoformat()
    '2023-01-03T00:00:00+08:00'
    """
    return city_instant(day_after(city_day(answered_at) + timedelta(days=ASKING_DAYS)))


def may_reopen(closed_at: datetime, at: datetime) -> bool:
    """Return whether a closed request can still be taken up again.

    >>> from datetime import UTC
    >>> closed = datetime(2022, 12, 1, 6, 0, tzinfo=UTC)
    >>> may_reopen(closed, closed + timedelta(days=15)), may_reopen(closed, closed + timedelta(days=16))
    (True, False)
    """
    return city_day(at) <= city_day(closed_at) + timedelta(days=REOPENING_DAYS)
