"""The instalments of a lease: one for each stretch of months, the last one by days where the contract cuts it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from laoyou.core.calendar import Month
from laoyou.core.money import Money, round_to_fen

MOST_YEARS = 10


class LeaseKind(StrEnum):
    ADVERTISING = "advertising"
    GROUND_RENT = "ground_rent"
    OTHER = "other"


class LeaseState(StrEnum):
    RUNNING = "running"
    ENDED = "ended"


MOVES = {LeaseState.RUNNING: frozenset({LeaseState.ENDED}), LeaseState.ENDED: frozenset()}


@dataclass(frozen=True, slots=True)
class Instalment:
    """Due on its first day: rent is paid in advance."""

    number: int
    starts_on: date
    ends_before: date
    amount: Money


def instalments_of(*, starts_on: date, ends_before: date, every_months: int, amount: Money) -> list[Instalment]:
    """Return what is due over the term.

    A place at the gate for 900.00 a quarter, from 1 September 2022 until the end of January 2023: the second quarter is
    cut, and 62 of its 90 days are 620.00.

    >>> for part in instalments_of(
    ...     starts_on=date(2022, 9, 1), ends_before=date(2023, 2, 1), every_months=3, amount=Money(90000)
    ... ):
    ...     print(part.number, part.starts_on, part.ends_before, part.amount)
    1 2022-09-01 2022-12-01 900.00
    2 2022-12-01 2023-02-01 620.00

    Raises: ValueError for no days, no amount, or more than ten years.
    """
    if not starts_on < ends_before <= starts_on.replace(year=starts_on.year + MOST_YEARS, day=min(starts_on.day, 28)):
        raise ValueError("a lease has days, and ten years at most")
    if amount.fen <= 0 or not 1 <= every_months <= 12:
        raise ValueError("an instalment is above zero, and for one to twelve months")
    found: list[Instalment] = []
    begins, number = starts_on, 1
    while begins < ends_before:
        full = _months_after(starts_on, number * every_months)
        until = min(full, ends_before)
        due = amount
        if until < full:
            due = round_to_fen(Decimal(amount.fen * (until - begins).days) / Decimal((full - begins).days))
        found.append(Instalment(number, begins, until, due))
        begins, number = full, number + 1
    return [part for part in found if part.amount.fen > 0]


def _months_after(day: date, months: int) -> date:
    """Return the same day so many months later, the month's last where it is shorter."""
    place = day.year * 12 + day.month - 1 + months
    month = Month(place // 12, place % 12 + 1)
    return date(month.year, month.number, min(day.day, month.days))
