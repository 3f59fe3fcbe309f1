"""Finds the tables in a workbook: below which title and note rows the header stands, what each sheet is about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import NamedTuple, Protocol

from laoyou.system.people.house_ledger.rules.cells import Cell, day_of, plain, text_of
from laoyou.system.people.house_ledger.rules.columns import Column, columns_of

ROWS_SEARCHED = 30


class SheetRows(Protocol):
    """A sheet as the reader gives it: row 1 is rows[0]."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> Sequence[Sequence[Cell]]: ...


class Role(StrEnum):
    HOMES = "homes"
    OWNERS = "owners"
    FEES = "fees"
    OTHER = "other"


class Correction(NamedTuple):
    """What a person said by hand about one sheet. `header_row` counts as the spreadsheet does, 0 is “no homes here”."""

    header_row: int
    columns: Mapping[Column, int]


class Table(NamedTuple):
    """One sheet's table. `header` is the place of the header row in `rows`; data begins below it."""

    sheet: str
    role: Role
    header: int
    titles: tuple[str, ...]
    columns: Mapping[Column, int]
    rows: Sequence[Sequence[Cell]]

    @property
    def data(self) -> Sequence[Sequence[Cell]]:
        return self.rows[self.header + 1 :]

    def title_of(self, column: Column) -> str:
        place = self.columns.get(column)
        return self.titles[place] if place is not None and place < len(self.titles) else ""


def table_of(sheet: SheetRows, correction: Correction | None = None) -> Table:
    """Return the sheet's table: the row above which most known titles stand together, or what a person said.

    >>> class Rows(NamedTuple):
    ...     name: str
    ...     rows: list
    >>> rows = [["秀山花园台账", "", ""], ["", "", ""], ["楼号", "房号", "建筑面积"], ["1", "101", 86.35]]
    >>> found = table_of(Rows("台账", rows))
    >>> found.role.value, found.header, found.columns[Column.AREA]
    ('homes', 2, 2)
    """
    if correction is not None:
        header = correction.header_row - 1
        titles = _titles(sheet.rows, header) if 0 <= header < len(sheet.rows) else ()
        role = Role.HOMES if titles and correction.columns else Role.OTHER
        return Table(sheet.name, role, max(header, 0), titles, dict(correction.columns), sheet.rows)
    best, best_columns = 0, dict[Column, int]()
    for place in range(min(len(sheet.rows), ROWS_SEARCHED)):
        columns = columns_of(_titles(sheet.rows, place))
        if len(columns) > len(best_columns):
            best, best_columns = place, columns
    titles = _titles(sheet.rows, best) if sheet.rows else ()
    return Table(sheet.name, _role(best_columns, titles), best, titles, best_columns, sheet.rows)


def _titles(rows: Sequence[Sequence[Cell]], place: int) -> tuple[str, ...]:
    """Return the row's texts; under a cell that spans two rows the title stands in the row above."""
    own = rows[place]
    above = rows[place - 1] if place else []
    filled = sum(1 for cell in own if cell != "")
    if filled < 2 or sum(1 for cell in above if cell != "") < 2:
        return tuple(text_of(cell) for cell in own)
    return tuple(text_of(cell) if cell != "" or at >= len(above) else text_of(above[at]) for at, cell in enumerate(own))


def _role(columns: Mapping[Column, int], titles: Sequence[str]) -> Role:
    has = columns.keys()
    if (
        (Column.NUMBER in has or Column.LABEL in has)
        and len(columns) >= 2
        and (Column.AREA in has or Column.OWNER in has or Column.OWNER_NUMBER in has)
    ):
        return Role.HOMES
    if Column.OWNER in has and (Column.OWNER_NUMBER in has or "编号" in titles):
        return Role.OWNERS
    if Column.FEES in has and Column.RATE in has:
        return Role.FEES
    return Role.OTHER


def ledger_day(table: Table) -> date | None:
    """Return the day that the rows above the header name as the ledger's own.

    >>> rows = [["移交稿"], ["制表日期：2022年7月21日    单位：平方米"], ["楼号", "房号", "面积"]]
    >>> ledger_day(Table("a", Role.HOMES, 2, (), {}, rows))
    datetime.date(2022, 7, 21)
    """
    for row in table.rows[: table.header]:
        for cell in row:
            for part in plain(text_of(cell)).replace("：", ":").split(" "):
                day = day_of(part.rpartition(":")[2])
                if day is not None:
                    return day
    return None
