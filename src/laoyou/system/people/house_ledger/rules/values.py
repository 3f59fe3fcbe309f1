"""What the cells of areas, rates and floors say, or what is wrong with them."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple, TypeVar

from laoyou.core.area import Area, NotAnArea
from laoyou.system.people.house_ledger.rules.cells import Cell, decimal_of, plain, text_of
from laoyou.system.people.house_ledger.rules.columns import Column

Result = TypeVar("Result")
LONGEST_MEMORY = 20_000

_FLOOR = re.compile(r"(地下|负|[bB\-])?([0-9]{1,2})(层|楼|[fF])?")
_RATE = re.compile(r"([0-9]{1,4}(?:\.[0-9]{1,6})?)(元.*|/.*|yuan.*)?", re.IGNORECASE)


class Problem(NamedTuple):
    """What is wrong with one cell."""

    code: str
    column: Column
    value: str = ""


def area_of(cell: Cell) -> tuple[int, Problem | None]:
    """Return the area in hundredths of a m², or what is wrong with the cell.

    >>> area_of(86.35), area_of("86.35㎡"), area_of("120 平方米"), area_of(86.34999999999999)
    ((8635, None), (8635, None), (12000, None), (8635, None))
    >>> area_of("待测")[1].code, area_of("")[1].code, area_of(0.0)[1].code
    ('area_not_a_number', 'area_missing', 'area_out_of_range')
    """
    text = text_of(cell)
    if not plain(text):
        return 0, Problem("area_missing", Column.AREA)
    number = decimal_of(cell)
    try:
        return Area.parse(f"{number:f}" if number is not None else plain(text)).centiares, None
    except NotAnArea:
        code = "area_out_of_range" if number is not None else "area_not_a_number"
        return 0, Problem(code, Column.AREA, text)


def rate_of(cell: Cell) -> tuple[str, Problem | None]:
    """Return the rate in yuan per m² and month, or what is wrong with the cell; zero is none.

    >>> rate_of(0.6), rate_of("0.80元/㎡·月"), rate_of("")[1].code, rate_of("面议")[1].code
    (('0.60', None), ('0.80', None), 'rate_missing', 'rate_not_a_number')
    """
    text = plain(text_of(cell)).replace(" ", "").replace(",", "").removeprefix("¥").removeprefix("￥")
    if text in {"", "-", "/", "无", "0"}:
        return "", Problem("rate_missing", Column.RATE)
    match = _RATE.fullmatch(text)
    rate = Decimal(match[1]) if match else Decimal(0)
    if not 0 < rate < 1000:
        return "", Problem("rate_not_a_number", Column.RATE, text)
    return rate_text(rate), None


def rate_text(rate: Decimal) -> str:
    """Return the rate with two decimals, more only where it has more.

    >>> rate_text(Decimal("0.6")), rate_text(Decimal("1.255"))
    ('0.60', '1.255')
    """
    text = f"{rate.quantize(Decimal('0.0001')):f}".rstrip("0")
    return text if len(text.partition(".")[2]) >= 2 else f"{rate:.2f}"


def floor_of(cell: Cell) -> tuple[int | None, Problem | None]:
    """Return the floor, None for an empty cell, below ground negative.

    >>> floor_of(5.0), floor_of("12层"), floor_of("B1"), floor_of("地下2层"), floor_of("顶")[1].code
    ((5, None), (12, None), (-1, None), (-2, None), 'floor_unclear')
    """
    text = plain(text_of(cell)).replace(" ", "")
    if text in {"", "-", "/"}:
        return None, None
    match = _FLOOR.fullmatch(text)
    if match is None:
        return None, Problem("floor_unclear", Column.FLOOR, text)
    return (-int(match[2]) if match[1] else int(match[2])), None


def remembered(understand: Callable[[Cell], Result]) -> Callable[[Cell], Result]:
    """Return the function with a memory, emptied when a column turns out not to repeat itself."""
    known: dict[Cell, Result] = {}

    def look_up(cell: Cell) -> Result:
        try:
            return known[cell]
        except KeyError:
            if len(known) > LONGEST_MEMORY:
                known.clear()
            result = known[cell] = understand(cell)
            return result

    return look_up
