"""When a month of the books may be closed, and the reasons why not yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from laoyou.core.calendar import Month


class BooksState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    PUBLISHED = "published"


RATE_NAMES = ("current", "recovery", "combined", "households")


def plain_rates(rates: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return the four rates of a publication as plain numbers.

    Each is given as a mapping or as anything with a numerator and a denominator; one that is missing is no figure.
    Raises: ValueError for a name that is none of the four.

    >>> plain_rates({"current": {"numerator": 43400, "denominator": 62000}})["current"]
    {'numerator': 43400, 'denominator': 62000}
    """
    if unknown := set(rates) - set(RATE_NAMES):
        raise ValueError(f"no such rates: {', '.join(sorted(unknown))}")
    plain = {}
    for name in RATE_NAMES:
        rate = rates.get(name)
        if isinstance(rate, Mapping):
            plain[name] = {"numerator": int(rate["numerator"]), "denominator": int(rate["denominator"])}
        elif rate is None:
            plain[name] = {"numerator": 0, "denominator": 0}
        else:
            plain[name] = {"numerator": int(rate.numerator), "denominator": int(rate.denominator)}
    return plain


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
