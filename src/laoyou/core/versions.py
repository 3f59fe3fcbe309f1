"""Facts that hold from a day on, until the next one: area, price, owner. What a new version does to the older ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Version:
    """One row of a dated fact: it holds from `starts_on` until, not including, `ends_before`."""

    id: int
    starts_on: date
    ends_before: date | None

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


@dataclass(frozen=True, slots=True)
class Change:
    """How a new version finds its place: the row it replaces, or the row it ends, and the day before which it ends."""

    replaces: int | None
    ends: int | None
    ends_before: date | None


def set_from(versions: Sequence[Version], starts_on: date) -> Change:
    """Return what a new version from that day does to the others, which don't overlap, in any order.

    It ends the one that runs on that day, and itself ends where the next one begins. One that begins on the same day
    is replaced.

    >>> old = Version(1, date(2022, 7, 21), None)
    >>> set_from([old], date(2023, 1, 1))
    Change(replaces=None, ends=1, ends_before=None)
    >>> set_from([old], date(2022, 7, 1))
    Change(replaces=None, ends=None, ends_before=datetime.date(2022, 7, 21))
    >>> set_from([old], date(2022, 7, 21))
    Change(replaces=1, ends=None, ends_before=None)
    """
    same = next((version for version in versions if version.starts_on == starts_on), None)
    if same is not None:
        return Change(replaces=same.id, ends=None, ends_before=same.ends_before)
    running = next((version for version in versions if version.covers(starts_on)), None)
    later = min((version.starts_on for version in versions if version.starts_on > starts_on), default=None)
    return Change(replaces=None, ends=running.id if running else None, ends_before=later)


def covering(versions: Sequence[Version], day: date) -> Version | None:
    """Return the version that holds on the day."""
    return next((version for version in versions if version.covers(day)), None)
