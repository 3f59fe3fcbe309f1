"""A crew's working day: when it begins and ends, and the rest within it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time


@dataclass(frozen=True, slots=True)
class Hours:
    """The times of a shift on the city's clocks. A night is two shifts: one ends at 23:59, the next begins at 0:00."""

    starts: time
    ends: time
    break_starts: time | None = None
    break_ends: time | None = None

    @property
    def minutes(self) -> int:
        """Return the minutes of work in it.

        >>> Hours(time(8), time(18), time(12), time(13, 30)).minutes
        510
        """
        rest = 0
        if self.break_starts and self.break_ends:
            rest = minute_of(self.break_ends) - minute_of(self.break_starts)
        return minute_of(self.ends) - minute_of(self.starts) - rest


def minute_of(clock: time) -> int:
    """Return the minutes since midnight.

    >>> minute_of(time(12, 30))
    750
    """
    return clock.hour * 60 + clock.minute


def are_sound(hours: Hours) -> bool:
    """Return whether the shift ends after it begins and the rest, if there is one, lies within it.

    >>> are_sound(Hours(time(8), time(18), time(12), time(13, 30))), are_sound(Hours(time(18), time(8)))
    (True, False)
    >>> are_sound(Hours(time(8), time(18), time(12), None)), are_sound(Hours(time(8), time(12), time(12), time(13)))
    (False, False)
    """
    if hours.ends <= hours.starts or (hours.break_starts is None) != (hours.break_ends is None):
        return False
    if hours.break_starts is None or hours.break_ends is None:
        return True
    return hours.starts < hours.break_starts < hours.break_ends < hours.ends
