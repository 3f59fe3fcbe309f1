"""Lists as .xlsx for people: any columns, any number of rows in little memory, and no cell that computes.

A text that begins with = or @ stays text in every cell: what a resident typed never runs on a clerk's computer.
"""

from __future__ import annotations

import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from itertools import islice
from typing import IO, Any

import xlsxwriter
from django.utils.translation import gettext
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from laoyou.core.area import Area
from laoyou.core.calendar import CITY_TIME
from laoyou.core.money import Money
from laoyou.infra.files import XLSX, StreamedFile, safe_name

ROWS_OF_A_SHEET = 1_000_000
ROWS_AT_MOST = 100_000
"""The rows of a list that a file hands out; its last row says so where there are more."""
READ_AT_MOST = ROWS_AT_MOST + 1
"""What a query reads for a file: one row more, so that the file knows that it is cut."""
LONGEST_TEXT = 32_000


class Kind(StrEnum):
    """What a column holds: it decides how the cell is written and shown."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    AREA = "area"
    PERCENT = "percent"
    DAY = "day"
    MOMENT = "moment"


_SHOWN = {
    Kind.TEXT: "@",
    Kind.NUMBER: "General",
    Kind.MONEY: "#,##0.00",
    Kind.AREA: "#,##0.00",
    Kind.PERCENT: "0.00%",
    Kind.DAY: "yyyy-mm-dd",
    Kind.MOMENT: "yyyy-mm-dd hh:mm",
}
_WIDTHS = {Kind.DAY: 12, Kind.MOMENT: 17, Kind.MONEY: 14, Kind.AREA: 12}


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the list. Money cells are `Money` or fen, areas `Area` or hundredths of a m², percents fractions."""

    title: str
    kind: Kind = Kind.TEXT
    width: int = 0


def write_workbook(file: IO[bytes], *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]) -> int:
    """Write the list and return the number of its rows. Beyond a million rows it goes on in another sheet."""
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "in_memory": False}
    workbook = xlsxwriter.Workbook(file, options)
    workbook.set_properties({"title": title, "author": "Laoyou"})
    bold = workbook.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    formats = [workbook.add_format({"num_format": _SHOWN[column.kind]}) for column in columns]
    written, left = 0, iter(rows)
    while True:
        sheet = workbook.add_worksheet(_sheet_name(title, part=len(workbook.worksheets()) + 1))
        _write_head(sheet, columns, bold)
        count = _write_rows(sheet, columns, formats, islice(left, ROWS_OF_A_SHEET))
        sheet.autofilter(0, 0, max(count, 1), max(len(columns) - 1, 0))
        written += count
        if count < ROWS_OF_A_SHEET:
            break
    workbook.close()
    return written


def response(
    *, file_name: str, title: str, columns: Sequence[Column], rows: Iterable[Sequence[object]]
) -> StreamedFile:
    """Return the answer that hands out the list as a file. The rows are read before this returns.

    Of more than `ROWS_AT_MOST` rows the first ones are in it, and the last row says that there are more.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115 the answer closes it
    write_workbook(file, title=title, columns=columns, rows=_cut(rows, len(columns)))
    file.seek(0)
    return StreamedFile(file, as_attachment=True, filename=f"{safe_name(file_name)}.xlsx", content_type=XLSX)


def _cut(rows: Iterable[Sequence[object]], width: int) -> Iterator[Sequence[object]]:
    left = iter(rows)
    yield from islice(left, ROWS_AT_MOST)
    if next(left, None) is not None:
        said = gettext(
            "The list is longer: these are its first %(number)s rows. Narrow it by its filters for the rest."
        )
        yield (said % {"number": f"{ROWS_AT_MOST:,}"}, *[None] * (width - 1))


def _write_head(sheet: Worksheet, columns: Sequence[Column], bold: Format) -> None:
    for place, column in enumerate(columns):
        shown = sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in column.title)
        sheet.set_column(place, place, column.width or _WIDTHS.get(column.kind, max(shown + 3, 10)))
        sheet.write_string(0, place, column.title, bold)
    sheet.freeze_panes(1, 0)


def _write_rows(
    sheet: Worksheet, columns: Sequence[Column], formats: Sequence[Format], rows: Iterator[Sequence[object]]
) -> int:
    count = 0
    for count, row in enumerate(rows, start=1):
        for place, (column, value) in enumerate(zip(columns, row, strict=True)):
            if value is not None and value != "":
                _write_cell(sheet, count, place, column.kind, value, formats[place])
    return count


def _write_cell(sheet: Worksheet, row: int, place: int, kind: Kind, value: Any, shown: Format) -> None:
    if kind is Kind.MONEY and isinstance(value, Money | int):
        sheet.write_number(row, place, Decimal(value.fen if isinstance(value, Money) else value) / 100, shown)
    elif kind is Kind.AREA and isinstance(value, Area | int):
        sheet.write_number(row, place, Decimal(value.centiares if isinstance(value, Area) else value) / 100, shown)
    elif kind in {Kind.NUMBER, Kind.PERCENT} and isinstance(value, int | float | Decimal):
        sheet.write_number(row, place, value, shown)
    elif kind is Kind.MOMENT and isinstance(value, datetime):
        sheet.write_datetime(row, place, value.astimezone(CITY_TIME).replace(tzinfo=None), shown)
    elif kind is Kind.DAY and isinstance(value, date):
        day = value.astimezone(CITY_TIME).date() if isinstance(value, datetime) else value
        sheet.write_datetime(row, place, day, shown)
    else:
        sheet.write_string(row, place, str(value)[:LONGEST_TEXT], shown)


def _sheet_name(title: str, *, part: int) -> str:
    plain = "".join(" " if letter in "[]:*?/\\'" else letter for letter in title).strip()[:26] or "Sheet"
    return plain if part == 1 else f"{plain} {part}"
