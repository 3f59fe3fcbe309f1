"""When a month of the books may be closed, and the reasons why not yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.core.calendar import Month


class BooksState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


class Missing(StrEnum):
    """What stands in the way of closing a month."""

    MONTH_OVER = "month_over"
    EARLIER_CLOSED = "earlier_closed"
    DECIDED = "decided"


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the checklist: done or not, how many things are open, and the first earlier month that is."""

    what: Missing
    done: bool
    count: int = 0
    month: Month | None = None


def months_from(first: Month | None, last: Month | None) -> list[Month]:
    """Return every month from the first to the last, without gaps.

    >>> [str(month) for month in months_from(Month(2022, 11), Month(2023, 1))]
    ['2022-11', '2022-12', '2023-01']
    """
    return list(first.until(last)) if first and last else []


def checklist(*, month: Month, today: date, open_before: Sequence[Month], undecided: int) -> list[Check]:
    """Return what closing the month needs, each with whether it is so. A month ends before it closes, months close in
    order, and nothing recorded in it waits for a second person.

    >>> checks = checklist(month=Month(2022, 12), today=date(2023, 1, 5), open_before=[Month(2022, 11)], undecided=0)
    >>> [(check.what.value, check.done) for check in checks]
    [('month_over', True), ('earlier_closed', False), ('decided', True)]
    """
    return [
        Check(Missing.MONTH_OVER, today >= month.ends_before),
        Check(Missing.EARLIER_CLOSED, not open_before, len(open_before), min(open_before, default=None)),
        Check(Missing.DECIDED, undecided == 0, undecided),
    ]
