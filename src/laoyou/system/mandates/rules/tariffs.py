"""收费标准: how a price is meant, and what a new price does to the old ones. The past never changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.core.versions import Version, covering

SERVICE_ITEM = "service"
"""The item of the property fee itself: what a house ledger's rate is about."""
PASSED_ON_FUND = "deposits"
"""The fund of money collected for others: what homes pay for their water and power goes on to the supplier."""
DECIMALS = 4
HIGHEST = Decimal(100_000)


class Method(StrEnum):
    BY_AREA = "by_area"
    FIXED = "fixed"
    BY_COUNT = "by_count"
    BY_FORMULA = "by_formula"
    BY_METER = "by_meter"


class PriceProblem(StrEnum):
    BEFORE_TODAY = "before_today"
    LATER_PRICE = "later_price"
    OUTSIDE_MANDATE = "outside_mandate"


@dataclass(frozen=True, slots=True)
class NewPrice:
    """Where a new price finds its place: which row it ends the day before."""

    ends: int | None


def rate_of(text: str) -> Decimal | None:
    """Return the rate in yuan that the text writes; None for anything else, or more than four decimals.

    >>> rate_of("0.60"), rate_of("0.60 元"), rate_of("-1"), rate_of("0.12345")
    (Decimal('0.60'), Decimal('0.60'), None, None)
    """
    try:
        rate = Decimal(text.strip().removeprefix("¥").removesuffix("元").strip())
    except InvalidOperation:
        return None
    if not rate.is_finite() or not 0 <= rate <= HIGHEST or -int(rate.as_tuple().exponent) > DECIMALS:
        return None
    return rate


def new_price(
    versions: Sequence[Version], *, starts_on: date, today: date, mandate: Version
) -> NewPrice | PriceProblem:
    """Return what a price from that day on does to the earlier ones of the same kind, or why it may not be.

    A price that runs is only ended from today on: what was served before was served at the old price. The first price
    of all may begin with the mandate, also when it is entered late.

    >>> mandate = Version(1, date(2022, 7, 21), date(2023, 7, 21))
    >>> old = Version(5, date(2022, 7, 21), None)
    >>> new_price([], starts_on=date(2022, 7, 21), today=date(2022, 8, 3), mandate=mandate)
    NewPrice(ends=None)
    >>> new_price([old], starts_on=date(2023, 1, 1), today=date(2022, 12, 1), mandate=mandate)
    NewPrice(ends=5)
    >>> new_price([old], starts_on=date(2022, 11, 1), today=date(2022, 12, 1), mandate=mandate)
    <PriceProblem.BEFORE_TODAY: 'before_today'>
    """
    if not mandate.covers(starts_on):
        return PriceProblem.OUTSIDE_MANDATE
    if any(version.starts_on >= starts_on for version in versions):
        return PriceProblem.LATER_PRICE
    running = covering(versions, starts_on)
    if running is not None and starts_on < today:
        return PriceProblem.BEFORE_TODAY
    return NewPrice(ends=running.id if running else None)


def clipped(tariff: Version, mandate: Version) -> Version | None:
    """Return the tariff's days under its mandate, None when there are none: a price never outlives its paper.

    >>> mandate = Version(1, date(2022, 7, 21), date(2023, 7, 21))
    >>> clipped(Version(5, date(2022, 7, 1), None), mandate)
    Version(id=5, starts_on=datetime.date(2022, 7, 21), ends_before=datetime.date(2023, 7, 21))
    """
    starts_on = max(tariff.starts_on, mandate.starts_on)
    ends = [end for end in (tariff.ends_before, mandate.ends_before) if end is not None]
    ends_before = min(ends) if ends else None
    if ends_before is not None and ends_before <= starts_on:
        return None
    return Version(tariff.id, starts_on, ends_before)


UNITS: dict[str, str] = {
    Method.BY_AREA: mark("yuan per m² and month"),
    Method.FIXED: mark("yuan per home and month"),
    Method.BY_COUNT: mark("yuan each and month"),
    Method.BY_FORMULA: mark("yuan per unit of the formula and month"),
    Method.BY_METER: mark("yuan per unit on the meter, by its steps"),
}


def plain_rate(rate: Decimal) -> str:
    """Return the rate as people write it: two decimals, more only where they say something.

    >>> plain_rate(Decimal("0.6000")), plain_rate(Decimal("0.5550")), plain_rate(Decimal("100.0000"))
    ('0.60', '0.555', '100.00')
    """
    exact = rate.normalize()
    return f"{rate:.2f}" if -int(exact.as_tuple().exponent) <= 2 else f"{exact:f}"
