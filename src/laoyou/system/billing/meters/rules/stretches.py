"""What was used between two readings, cut at every day on which a price, or a year or month of a ladder, begins anew.

Nobody knows on which day how much was used, so the usage is spread over the days evenly.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.core.sharing import share_by_weight
from laoyou.system.mandates.rules.ladders import Ladder, Piece, Span, pieces_of


class NotPriced(ValueError):
    """No price holds on a day."""

    def __init__(self, day: date) -> None:
        super().__init__(day)
        self.day = day


@dataclass(frozen=True, slots=True)
class LadderPrice:
    """A price by meter on the days when it and its mandate are in force."""

    tariff_id: int
    ladder: Ladder
    starts_on: date
    ends_before: date


@dataclass(frozen=True, slots=True)
class Window:
    """The part of a year or month over which a ladder counts up: its first day, its days, and those of the whole."""

    starts_on: date
    days: int
    of_days: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days with their usage at one price within one window, cut at the steps."""

    starts_on: date
    days: int
    usage: int
    tariff_id: int
    window: Window
    pieces: tuple[Piece, ...]


def stretches(
    *,
    starts_on: date,
    ends_before: date,
    usage: int,
    prices: Sequence[LadderPrice],
    metered_since: date,
    used: Mapping[tuple[int, date], int],
) -> list[Stretch]:
    """Return the usage of the days in order. `used` is what was used before, by price and first day of its window.

    Read on 16 November and 16 January: 46 days are the old year's, 15 the new one's, and so is the usage. The old year
    had 178 m³ already, of the 180 at the first step.

    >>> from laoyou.system.mandates.rules.ladders import read_ladder
    >>> price = LadderPrice(1, read_ladder("year: 2.50 to 180, 3.75"), date(2022, 1, 1), date(2024, 1, 1))
    >>> for part in stretches(starts_on=date(2022, 11, 16), ends_before=date(2023, 1, 16), usage=6100, prices=[price],
    ...         metered_since=date(2022, 1, 1), used={(1, date(2022, 1, 1)): 17800}):
    ...     print(part.starts_on, part.usage, [(piece.quantity, str(piece.rate)) for piece in part.pieces])
    2022-11-16 4600 [(200, '2.50'), (4400, '3.75')]
    2023-01-01 1500 [(1500, '2.50')]

    Raises: NotPriced; ValueError for no days or less than nothing.
    """
    if ends_before <= starts_on or usage < 0:
        raise ValueError("usage has days and is not below zero")
    cuts = _cuts(starts_on, ends_before, prices)
    spans = list(zip(cuts, [*cuts[1:], ends_before], strict=True))
    parts = share_by_weight(Money(usage), [(until - since).days for since, until in spans])
    counted = dict(used)
    found = []
    for (since, until), part in zip(spans, parts, strict=True):
        price = _price_on(since, prices)
        window = window_of(price, since, metered_since)
        key = (price.tariff_id, window.starts_on)
        pieces = pieces_of(
            price.ladder,
            used_before=max(counted.get(key, 0), 0),
            usage=part.fen,
            days=window.days,
            of_days=window.of_days,
        )
        counted[key] = counted.get(key, 0) + part.fen
        found.append(Stretch(since, (until - since).days, part.fen, price.tariff_id, window, tuple(pieces)))
    return found


def window_of(price: LadderPrice, day: date, metered_since: date) -> Window:
    """Return the window of a day: its year or month, cut where the price or the home's metering begins or ends.

    >>> from laoyou.system.mandates.rules.ladders import read_ladder
    >>> price = LadderPrice(1, read_ladder("year: 2.50 to 180, 3.75"), date(2022, 1, 1), date(2024, 1, 1))
    >>> window_of(price, date(2022, 9, 1), metered_since=date(2022, 7, 21))
    Window(starts_on=datetime.date(2022, 7, 21), days=164, of_days=365)
    """
    if price.ladder.span is Span.YEAR:
        first, last = date(day.year, 1, 1), date(day.year + 1, 1, 1)
    else:
        month = Month.of(day)
        first, last = month.first, month.ends_before
    begins = max(first, price.starts_on, min(metered_since, day))
    ends = min(last, price.ends_before)
    return Window(begins, (ends - begins).days, (last - first).days)


def _price_on(day: date, prices: Sequence[LadderPrice]) -> LadderPrice:
    for price in prices:
        if price.starts_on <= day < price.ends_before:
            return price
    raise NotPriced(day)


def _cuts(starts_on: date, ends_before: date, prices: Sequence[LadderPrice]) -> list[date]:
    """Return the first days of the stretches."""
    cuts, day = [], starts_on
    while day < ends_before:
        cuts.append(day)
        price = _price_on(day, prices)
        month = Month.of(day)
        span_ends = date(day.year + 1, 1, 1) if price.ladder.span is Span.YEAR else month.ends_before
        day = min(price.ends_before, span_ends)
    return cuts
