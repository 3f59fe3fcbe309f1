"""How long somebody waits, said plainly."""

from __future__ import annotations

from collections.abc import Sequence

USUAL_MINUTES = 4


def expected_minutes(place: int, seats: int, last_waits: Sequence[int]) -> int:
    """Return the minutes until the one at this place is answered; `last_waits` are seconds of those before.

    With one seat and waits of 2 minutes the third in the queue waits about 6; nobody is promised less than one.

    >>> expected_minutes(3, 1, [120, 120]), expected_minutes(3, 2, [120, 120]), expected_minutes(1, 1, [5])
    (6, 3, 1)
    >>> expected_minutes(2, 0, [])
    8
    """
    each = sum(last_waits) / len(last_waits) / 60 if last_waits else USUAL_MINUTES
    return max(1, round(place * each / max(seats, 1)))
