"""A sheet of readings as crews bring it: which column is what, and what each row says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from laoyou.system.billing.meters.rules.readings import value_of

Cell = str | float | int | bool | date | datetime | time | timedelta

TITLES = {
    "number": ("表号", "水表号", "电表号", "表具编号", "meter number", "meter", "number"),
    "home": ("房号", "房屋", "房间号", "户号", "home", "room"),
    "value": ("本次读数", "本期读数", "读数", "止码", "抄表数", "reading", "value"),
    "read_on": ("抄表日期", "日期", "抄表日", "day", "date", "read on"),
}
LOOKED_AT = 20


@dataclass(frozen=True, slots=True)
class Columns:
    header_row: int
    number: int | None
    home: int | None
    value: int
    read_on: int | None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row with the line it stands in. `value` is None where the cell is no reading; `text` is what it holds."""

    row: int
    number: str
    home: str
    value: int | None
    text: str
    read_on: date | None


def find_columns(rows: Sequence[Sequence[Cell]]) -> Columns | None:
    """Return where the titles stand, among the first rows; None where there are none.

    >>> find_columns([["秀山花园 11月抄表"], ["房号", "表号", "上次读数", "本次读数"]])
    Columns(header_row=1, number=1, home=0, value=3, read_on=None)
    """
    for place, row in enumerate(rows[:LOOKED_AT]):
        found: dict[str, int] = {}
        for column, cell in enumerate(row):
            text = str(cell).strip().lower()
            for name, titles in TITLES.items():
                if text in titles and name not in found:
                    found[name] = column
        if "value" in found and ("number" in found or "home" in found):
            return Columns(place, found.get("number"), found.get("home"), found["value"], found.get("read_on"))
    return None


def rows_of(rows: Sequence[Sequence[Cell]], columns: Columns) -> list[SheetRow]:
    """Return the rows under the titles that hold a reading; a row counts from 1, as a spreadsheet does.

    >>> read = ["A-1", 1284.0, date(2022, 11, 30)]
    >>> sheet = [["表号", "读数", "日期"], read, ["A-2", "", ""], ["A-3", "x", "2022-11-30"]]
    >>> for row in rows_of(sheet, find_columns(sheet)):
    ...     print(row.row, row.number, row.value, row.read_on)
    2 A-1 128400 2022-11-30
    4 A-3 None 2022-11-30
    """
    found = []
    for place, row in enumerate(rows[columns.header_row + 1 :], start=columns.header_row + 2):
        text = _text(row, columns.value)
        if not text:
            continue
        found.append(
            SheetRow(
                row=place,
                number=_text(row, columns.number),
                home=_text(row, columns.home),
                value=value_of(text),
                text=text,
                read_on=_day(row, columns.read_on),
            )
        )
    return found


def _text(row: Sequence[Cell], column: int | None) -> str:
    if column is None or column >= len(row):
        return ""
    cell = row[column]
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()


def _day(row: Sequence[Cell], column: int | None) -> date | None:
    if column is None or column >= len(row):
        return None
    cell = row[column]
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    try:
        return date.fromisoformat(str(cell).strip().replace("/", "-"))
    except ValueError:
        return None
