"""One-time codes: how many may be asked for, how long one lives, how often it may be tried."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from math import ceil

from laoyou.system.people.errors import CodeJustSent, TooManyCodes

DIGITS = 6
LIFETIME = timedelta(minutes=5)
TRIES = 5
BETWEEN_CODES = timedelta(minutes=1)
CODES_PER_HOUR = 5
HOUR = timedelta(hours=1)


def check_may_send(*, sent: Iterable[datetime], at: datetime) -> None:
    """Refuse a code when one was sent within a minute, or five within an hour. `sent` may hold older ones too.

    Raises: CodeJustSent, TooManyCodes; both say how long to wait.

    >>> from datetime import UTC
    >>> noon = datetime(2022, 12, 30, 12, 0, tzinfo=UTC)
    >>> check_may_send(sent=[noon - timedelta(minutes=2)], at=noon)
    >>> check_may_send(sent=[noon - timedelta(seconds=18)], at=noon)
    Traceback (most recent call last):
    laoyou.system.people.errors.CodeJustSent: A code was sent a moment ago. Ask for the next one in 42 seconds.
    """
    recent = sorted(moment for moment in sent if moment > at - HOUR)
    if recent and at - recent[-1] < BETWEEN_CODES:
        raise CodeJustSent(seconds=ceil((recent[-1] + BETWEEN_CODES - at).total_seconds()))
    if len(recent) >= CODES_PER_HOUR:
        free_at = recent[-CODES_PER_HOUR] + HOUR
        raise TooManyCodes(minutes=ceil((free_at - at) / timedelta(minutes=1)))


def is_alive(*, expires_at: datetime, used_at: datetime | None, at: datetime) -> bool:
    """Return whether a code may still be used: in time, and not used before."""
    return used_at is None and at < expires_at
