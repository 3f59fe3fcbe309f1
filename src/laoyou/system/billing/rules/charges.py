"""Which price, area and waiver hold for a home on each day of a month, and what that makes of its bills.

This is the rule as it is meant, day by day. Issuing a month does the same for a whole estate in one SQL statement
(`billing.charging`); a property test holds the two equal.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction

from laoyou.core.calendar import Month, Period
from laoyou.system.billing.rules.lines import LineAmount, Method, Part, line_of_parts
from laoyou.system.mandates.rules.formulas import HUNDREDTHS, Input, Node, Values, hundredths_of, shown_with

WAIVABLE_FUND = "service"
COUNTED = frozenset({Method.BY_COUNT, Method.BY_FORMULA})


@dataclass(frozen=True, slots=True)
class Price:
    """A tariff on the days when both it and its mandate are in force. `home_kind` is empty for every kind."""

    tariff_id: int
    item: str
    method: Method
    rate: Decimal
    fund: str
    period: Period
    is_default: bool = True
    home_kind: str = ""
    formula: Node | None = None


@dataclass(frozen=True, slots=True)
class OwnPrice:
    """A tariff given to one home, with the count of things for a price by count."""

    price: Price
    period: Period
    count: int = 1


@dataclass(frozen=True, slots=True)
class DatedArea:
    centiares: int
    period: Period


@dataclass(frozen=True, slots=True)
class DatedWaiver:
    """An approved waiver."""

    waiver_id: int
    percent: int
    period: Period


@dataclass(frozen=True, slots=True)
class HomeFacts:
    kind: str
    areas: tuple[DatedArea, ...] = ()
    own_prices: tuple[OwnPrice, ...] = ()
    waivers: tuple[DatedWaiver, ...] = ()
    floor: int | None = None


@dataclass(frozen=True, slots=True)
class Charge:
    item: str
    fund: str
    served_days: int
    parts: tuple[Part, ...]
    amount: LineAmount


class NoArea(ValueError):
    """A price by area on a day without an area."""


class TwoPrices(ValueError):
    """Two prices of equal standing for an item on a day, which tariffs can't be saved as; or an item in two funds."""


def charges_of_month(*, month: Month, prices: Sequence[Price], home: HomeFacts) -> list[Charge]:
    """Return the home's charges of the month, one per item, in order of item. `prices` are all of the estate's.

    On each day a home's own price of an item goes before the default for its kind of home, and that before the default
    for all. A price by count holds only where a home was given a count. Of several waivers the largest counts; waivers
    reach the service fund only, the other funds are not the centre's to give away (CIVIL-275, CIVIL-282).

    Raises: NoArea, NoValue of a formula, TwoPrices. A missing value is never taken as zero (BILL-01, BILL-04).
    """
    funds: dict[str, str] = {}
    for price in prices:
        if price.period.within(month).days and funds.setdefault(price.item, price.fund) != price.fund:
            raise TwoPrices(price.item)
    parts: dict[str, list[tuple[Price, Part]]] = {}
    day = month.first
    while day < month.ends_before:
        for price, count in _prices_of_day(day, prices, home):
            part = _one_day(day, price, count, home) if price.rate > 0 and count > 0 else None
            if part is not None and part.quantity:
                parts.setdefault(price.item, []).append((price, part))
        day += timedelta(days=1)
    charges = []
    for item, days in sorted(parts.items()):
        merged = _merged(days)
        amount = line_of_parts(merged, month_days=month.days)
        if amount.full:
            charges.append(Charge(item, days[0][0].fund, len(days), tuple(merged), amount))
    return charges


def _prices_of_day(day: date, prices: Sequence[Price], home: HomeFacts) -> list[tuple[Price, int]]:
    own: dict[str, list[tuple[Price, int]]] = {}
    for given in home.own_prices:
        if given.period.covers(day) and given.price.period.covers(day):
            count = given.count if given.price.method in COUNTED else 1
            own.setdefault(given.price.item, []).append((given.price, count))
    standing: dict[tuple[str, bool], list[tuple[Price, int]]] = {}
    for price in prices:
        if price.is_default and price.method is not Method.BY_COUNT and price.period.covers(day):
            standing.setdefault((price.item, bool(price.home_kind)), [])
            if price.home_kind in ("", home.kind):
                standing[price.item, bool(price.home_kind)].append((price, 1))
    items = own.keys() | {item for item, _ in standing}
    chosen = []
    for item in items:
        ranks = (own.get(item, []), standing.get((item, True), []), standing.get((item, False), []))
        if any(len(rank) > 1 for rank in ranks):
            raise TwoPrices(item)
        chosen += next((rank for rank in ranks if rank), [])
    return chosen


def _one_day(day: date, price: Price, count: int, home: HomeFacts) -> Part:
    quantity, worked = count, ""
    sizes = [area.centiares for area in home.areas if area.period.covers(day)]
    if price.method is Method.BY_AREA:
        if not sizes:
            raise NoArea(price.item)
        quantity = sizes[0]
    if price.formula is not None:
        values = formula_values(centiares=sizes[0] if sizes else None, floor=home.floor, count=count)
        quantity, worked = hundredths_of(price.formula, values), shown_with(price.formula, values)
    percents = [waiver.percent for waiver in home.waivers if waiver.period.covers(day)]
    waived = max(percents, default=0) if price.fund == WAIVABLE_FUND else 0
    return Part(day, 1, price.method, quantity, price.rate, waived, worked)


def formula_values(*, centiares: int | None, floor: int | None, count: int) -> Values:
    """Return what a formula may name of a home on a day.

    >>> {name.value: str(value) for name, value in formula_values(centiares=8635, floor=None, count=1).items()}
    {'area': '1727/20', 'floor': 'None', 'count': '1'}
    """
    return {
        Input.AREA: None if centiares is None else Fraction(centiares, HUNDREDTHS),
        Input.FLOOR: None if floor is None else Fraction(floor),
        Input.COUNT: Fraction(count),
    }


def _merged(days: Sequence[tuple[Price, Part]]) -> list[Part]:
    """Return the days put together where tariff, quantity and waiver agree, in order of their first day."""
    merged: dict[tuple[int, int, int, str], Part] = {}
    for price, part in days:
        key = (price.tariff_id, part.quantity, part.waived_percent, part.worked)
        first = merged.get(key)
        merged[key] = part if first is None else replace(first, days=first.days + 1)
    return sorted(merged.values(), key=lambda part: part.starts_on)
