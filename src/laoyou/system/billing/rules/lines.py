"""What a home owes for one item of one month: quantity × price × served days ÷ days of the month, rounded once.

A price, an area or a waiver that changed within the month makes the line of several dated parts. They are added up
exactly and rounded together, so that a change in mid-month never costs or gives a fen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from laoyou.core.calendar import Month
from laoyou.core.money import Money, round_to_fen

DAYS_TO_PAY = 15


class Method(StrEnum):
    BY_AREA = "by_area"
    FIXED = "fixed"
    BY_COUNT = "by_count"
    BY_FORMULA = "by_formula"
    BY_METER = "by_meter"
    BY_ORDER = "by_order"
    PENALTY = "penalty"


APART = frozenset({Method.BY_METER, Method.BY_ORDER, Method.PENALTY})
"""Methods of bills that no month brings by itself: each is issued by an act of its own."""
IN_HUNDREDTHS = frozenset({Method.BY_AREA, Method.BY_FORMULA})
"""Methods whose quantities are hundredths: of a m², or of what a formula gives."""


@dataclass(frozen=True, slots=True)
class Part:
    """Some days of a month at one quantity, one price and one waiver.

    `quantity` is hundredths of a m² (by_area) or of a formula's units (by_formula), 1 (fixed) or a count; `rate` is
    yuan per m², unit, home or thing and month. `worked` is the formula with the home's values in it, or what a meter
    showed and what that came to, step by step.
    """

    starts_on: date
    days: int
    method: Method
    quantity: int
    rate: Decimal
    waived_percent: int = 0
    worked: str = ""


@dataclass(frozen=True, slots=True)
class LineAmount:
    """`full` is the amount before any waiver, `due` what is owed; each rounded once, from the exact value."""

    full: Money
    due: Money


def line_amount(*, method: Method, quantity: int, rate: Decimal, served_days: int, month_days: int) -> Money:
    """Return the amount of one line, rounded half up to the fen once.

    86.35 m² at 0.60 yuan from 21 July 2022 is 51.81 × 11/31, worked out as one fraction:

    >>> july = line_amount(
    ...     method=Method.BY_AREA, quantity=8635, rate=Decimal("0.60"), served_days=11, month_days=31
    ... )
    >>> str(july)
    '18.38'
    >>> whole = line_amount(
    ...     method=Method.BY_AREA, quantity=8635, rate=Decimal("0.60"), served_days=30, month_days=30
    ... )
    >>> str(whole), str(Money.total([july, whole, whole, whole, whole, whole]))
    ('51.81', '277.43')

    A fixed price is per home and month, a price by count per counted thing and month:

    >>> str(line_amount(method=Method.BY_COUNT, quantity=2, rate=Decimal(150), served_days=31, month_days=31))
    '300.00'

    Raises: ValueError for a line without quantity, price or days; nothing is ever taken as zero (BILL-01, BILL-04).
    """
    part = Part(starts_on=date.min, days=served_days, method=method, quantity=quantity, rate=rate, waived_percent=0)
    return line_of_parts([part], month_days=month_days).full


def line_of_parts(parts: Sequence[Part], *, month_days: int) -> LineAmount:
    """Return what the parts of a month come to together: their exact sum, rounded half up once.

    The area was measured anew on 16 August: 86.35 m² for 15 days, 90.00 m² for 16 days.

    >>> before = Part(date(2022, 8, 1), 15, Method.BY_AREA, 8635, Decimal("0.60"))
    >>> after = Part(date(2022, 8, 16), 16, Method.BY_AREA, 9000, Decimal("0.60"))
    >>> str(line_of_parts([before, after], month_days=31).due)
    '52.94'

    A waiver takes its percent off the exact amount, before the rounding: 30 % off 51.81 leaves 36.267.

    >>> waived = Part(date(2022, 8, 1), 31, Method.BY_AREA, 8635, Decimal("0.60"), waived_percent=30)
    >>> line_of_parts([waived], month_days=31)
    LineAmount(full=Money(5181), due=Money(3627))

    Raises: ValueError when there are no parts, or one lacks quantity, price or days, or they are longer than the month.
    """
    if not parts or sum(part.days for part in parts) > month_days:
        raise ValueError("a line has at least one part and no more days than its month")
    full = due = Decimal(0)
    for part in parts:
        if part.quantity <= 0 or part.rate <= 0 or part.days <= 0 or not 0 <= part.waived_percent <= 100:
            raise ValueError(f"a line needs quantity, price and days above zero: {part}")
        # In fen and, for areas and formulas, hundredths of a unit: the two hundreds cancel.
        per_day = part.quantity * part.rate * (1 if part.method in IN_HUNDREDTHS else 100) * part.days
        full += per_day
        due += per_day * (100 - part.waived_percent)
    # Both divisors are below 3,101 and rates have four decimals, so an exact half is exact in Decimal too, and nothing
    # else comes near enough to a half to be taken for one.
    return LineAmount(full=round_to_fen(full / month_days), due=round_to_fen(due / (month_days * 100)))


def due_day(*, month: Month, issued_on: date) -> date:
    """Return the day by which a bill is due: the month's last day, and never less than 15 days after its issue.

    >>> due_day(month=Month(2022, 8), issued_on=date(2022, 8, 1))
    datetime.date(2022, 8, 31)
    >>> due_day(month=Month(2022, 7), issued_on=date(2022, 7, 25))
    datetime.date(2022, 8, 9)
    """
    return max(month.ends_before - timedelta(days=1), issued_on + timedelta(days=DAYS_TO_PAY))
