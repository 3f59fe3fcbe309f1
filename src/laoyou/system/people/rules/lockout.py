"""How wrong passwords close a sign-in for a while, longer each time."""

from __future__ import annotations

from datetime import timedelta

TRIES = 5
FIRST_LOCK = timedelta(minutes=15)
LONGEST_LOCK = timedelta(hours=24)


def lock_after(failed_tries: int) -> timedelta | None:
    """Return how long sign-in closes after this many wrong tries in a row; None when it stays open.

    >>> [str(lock_after(tries)) for tries in (4, 5, 10, 15)]
    ['None', '0:15:00', '0:30:00', '1:00:00']
    >>> lock_after(5000)
    datetime.timedelta(days=1)
    """
    if failed_tries == 0 or failed_tries % TRIES:
        return None
    doublings: int = min(failed_tries // TRIES - 1, 10)
    return min(FIRST_LOCK * (1 << doublings), LONGEST_LOCK)
