"""A cost that the centre paid once for several estates, and by which key each bears its part.

Law: crew and centre costs are shared back by a stated, traceable key, else a fee-plus account can't be settled.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.core.calendar import Month
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.core.sharing import share_by_weight


class CostState(StrEnum):
    RECORDED = "recorded"
    APPROVED = "approved"
    REFUSED = "refused"
    REVERSED = "reversed"


TRANSITIONS: dict[CostState, frozenset[CostState]] = {
    CostState.RECORDED: frozenset({CostState.APPROVED, CostState.REFUSED}),
    CostState.APPROVED: frozenset({CostState.REVERSED}),
    CostState.REFUSED: frozenset(),
    CostState.REVERSED: frozenset(),
}

STATE_NAMES = {
    CostState.RECORDED: mark("Waits for its second person"),
    CostState.APPROVED: mark("Approved and shared"),
    CostState.REFUSED: mark("Cost not approved"),
    CostState.REVERSED: mark("Cost taken back"),
}


class Key(StrEnum):
    """By what a cost is shared. Hours and areas are counted in hundredths, the others in whole numbers."""

    HOURS = "hours"
    ORDERS = "orders"
    AREA = "area"
    HOMES = "homes"
    FIXED = "fixed"


KEY_NAMES = {
    Key.HOURS: mark("By hours worked"),
    Key.ORDERS: mark("By work orders"),
    Key.AREA: mark("By area"),
    Key.HOMES: mark("By homes"),
    Key.FIXED: mark("By fixed shares"),
}
UNITS = {
    Key.HOURS: mark("hours"),
    Key.ORDERS: mark("orders"),
    Key.AREA: mark("m²"),
    Key.HOMES: mark("homes"),
    Key.FIXED: mark("shares"),
}
IN_HUNDREDTHS = frozenset({Key.HOURS, Key.AREA})


@dataclass(frozen=True, slots=True)
class Part:
    """What one estate bears, and by which fraction."""

    estate_id: int
    numerator: int
    denominator: int
    amount: Money


def may_move(before: CostState, after: CostState) -> bool:
    """Return whether the state may follow.

    >>> may_move(CostState.APPROVED, CostState.REVERSED), may_move(CostState.RECORDED, CostState.REVERSED)
    (True, False)
    """
    return after in TRANSITIONS[before]


def parts_of(whole: Money, quantities: Mapping[int, int]) -> list[Part]:
    """Return each estate's part by its quantity of the key, in order of estates; they sum to the whole, to the fen.

    An estate with nothing of the key bears nothing and is left out. Raises: ValueError when no estate has any.

    20,000.00 by 86,400 / 513,600 / 800,000 m²:

    >>> [str(part.amount) for part in parts_of(Money(2_000_000), {3: 8_640_000, 7: 51_360_000, 9: 80_000_000})]
    ['1,234.29', '7,337.14', '11,428.57']
    """
    borne = {estate_id: quantity for estate_id, quantity in sorted(quantities.items()) if quantity}
    amounts = share_by_weight(whole, list(borne.values()))
    total = sum(borne.values())
    return [
        Part(estate_id, quantity, total, amount)
        for (estate_id, quantity), amount in zip(borne.items(), amounts, strict=True)
        if amount
    ]


def shown_quantity(key: Key, quantity: int) -> str:
    """Return a quantity of the key as people read it.

    >>> shown_quantity(Key.AREA, 8_640_000), shown_quantity(Key.AREA, 8_640_010), shown_quantity(Key.HOURS, 1_250)
    ('86,400', '86,400.10', '12.5')
    """
    if key not in IN_HUNDREDTHS:
        return f"{quantity:,}"
    whole, rest = divmod(quantity, 100)
    if key is Key.AREA and rest:
        return f"{whole:,}.{rest:02d}"
    return f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")


def posted_on(spent_on: date, closed: Month | None) -> date:
    """Return the day on which a part stands in an estate's books: the day of the cost, or the first day still open.

    >>> posted_on(date(2022, 12, 20), Month(2022, 11)), posted_on(date(2022, 12, 20), Month(2022, 12))
    (datetime.date(2022, 12, 20), datetime.date(2023, 1, 1))
    """
    return spent_on if closed is None else max(spent_on, closed.ends_before)
