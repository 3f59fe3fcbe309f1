"""What a home would pay for a span of days: the lines of its months, as bills would have them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.area import Area
from laoyou.core.calendar import Month, Period, day_after
from laoyou.core.money import Money
from laoyou.system.billing.rules.lines import Method, line_amount


@dataclass(frozen=True, slots=True)
class QuotedLine:
    """A month of the quote: how many of its days are served, and what they come to."""

    month: Month
    served_days: int
    amount: Money


def quote(*, area: Area, rate: Decimal, first: date, last: date) -> list[QuotedLine]:
    """Return a line per month from the first day to the last, both included.

    >>> lines = quote(area=Area(8635), rate=Decimal("0.60"), first=date(2022, 7, 21), last=date(2022, 12, 31))
    >>> [str(line.amount) for line in lines][:2], str(Money.total(line.amount for line in lines))
    (['18.38', '51.81'], '277.43')

    Raises: ValueError when the last day is before the first, or area or rate is not above zero.
    """
    if last < first:
        raise ValueError("the last day is before the first")
    served = Period(first, day_after(last))
    lines = []
    for month in Month.of(first).until(Month.of(last)):
        days = served.within(month).days
        amount = line_amount(
            method=Method.BY_AREA, quantity=area.centiares, rate=rate, served_days=days, month_days=month.days
        )
        lines.append(QuotedLine(month, days, amount))
    return lines
