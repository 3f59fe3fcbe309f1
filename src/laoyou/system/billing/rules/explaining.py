"""A bill as arithmetic that its reader can do again: each stretch of days as a product, their sum, and the result."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.core.money import Money
from laoyou.system.billing.rules.lines import Part


@dataclass(frozen=True, slots=True)
class Explanation:
    """Parts of a bill in order of days, the days of their month, and what is due; `full` is without any waiver."""

    parts: tuple[Part, ...]
    month_days: int
    full: Money
    due: Money

    @property
    def is_waived(self) -> bool:
        return any(part.waived_percent for part in self.parts)


def months_of(part: Part, month_days: int) -> str:
    """Return the part of a month that was served: a fraction of days, or 1.

    >>> from datetime import date
    >>> from decimal import Decimal
    >>> from laoyou.system.billing.rules.lines import Method
    >>> months_of(Part(date(2022, 7, 21), 11, Method.BY_AREA, 8635, Decimal("0.60")), 31)
    '11/31'
    """
    return "1" if part.days == month_days else f"{part.days}/{month_days}"
