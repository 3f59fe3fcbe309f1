"""Sheets that belong to the table of homes: owners by their number, fees by theirs (1#2 is both fees)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from laoyou.system.people.house_ledger.rules.cells import Cell, day_of, decimal_of, plain, text_of
from laoyou.system.people.house_ledger.rules.columns import Column, normal_title
from laoyou.system.people.house_ledger.rules.tables import Role, Table


class OwnerRow(NamedTuple):
    name: Cell
    telephone: Cell
    id_number: Cell


class Fee(NamedTuple):
    """A fee as the ledger's program keeps it: yuan per m² and month, or a fixed amount per month."""

    name: str
    per_m2: Decimal
    fixed: Decimal


class Links(NamedTuple):
    owners: dict[str, OwnerRow]
    fees: dict[str, Fee]


def links_of(tables: Iterable[Table]) -> Links:
    """Return the owners' and fees' sheets by number."""
    owners: dict[str, OwnerRow] = {}
    fees: dict[str, Fee] = {}
    for table in tables:
        if table.role is Role.OWNERS:
            place = table.columns.get(Column.OWNER_NUMBER, _place(table, "编号"))
            for row in table.data:
                number = text_of(_at(row, place))
                if number:
                    owners[number] = OwnerRow(
                        *(
                            _at(row, table.columns.get(column))
                            for column in (Column.OWNER, Column.TELEPHONE, Column.ID_NUMBER)
                        )
                    )
        elif table.role is Role.FEES:
            fees |= _fees(table)
    return Links(owners, fees)


def _fees(table: Table) -> dict[str, Fee]:
    name, fixed = _place(table, "收费项目", "费用名称", "项目名称"), _place(table, "固定费用", "附加费", "固定金额")
    fees = {}
    for row in table.data:
        number = text_of(_at(row, table.columns[Column.FEES]))
        if number:
            fees[number] = Fee(
                text_of(_at(row, name)),
                decimal_of(_at(row, table.columns[Column.RATE])) or Decimal(0),
                decimal_of(_at(row, fixed)) or Decimal(0),
            )
    return fees


def _place(table: Table, *titles: str) -> int | None:
    wanted = {normal_title(title) for title in titles}
    return next((place for place, title in enumerate(table.titles) if normal_title(title) in wanted), None)


def _at(row: object, place: int | None) -> Cell:
    return row[place] if place is not None and isinstance(row, list | tuple) and place < len(row) else ""


def numbers_of(cell: Cell) -> list[str]:
    """Return the numbers of a list that is divided by #.

    >>> numbers_of("1#2"), numbers_of(1.0), numbers_of("")
    (['1', '2'], ['1'], [])
    """
    return [part.strip() for part in re.split(r"[#、,;]", plain(text_of(cell))) if part.strip()]


def days_of(cell: Cell) -> list[date | None]:
    """Return the days of a list that is divided by #.

    >>> days_of("2022-07-21#2022-08-01"), days_of(44763.0)
    ([datetime.date(2022, 7, 21), datetime.date(2022, 8, 1)], [datetime.date(2022, 7, 21)])
    """
    return [day_of(part) for part in cell.split("#")] if isinstance(cell, str) else [day_of(cell)]
