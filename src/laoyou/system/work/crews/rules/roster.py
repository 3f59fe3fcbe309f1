"""A roster as people bring it in a sheet: one row for each crew and day."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from laoyou.system.work.crews.rules.shifts import Hours, are_sound

Cell = str | float | int | bool | date | datetime | time | timedelta

TITLES = {
    "crew": ("班组", "班组名称", "组别", "crew"),
    "day": ("日期", "日", "值班日期", "day", "date"),
    "hours": ("班次", "上班时间", "工作时间", "时间", "hours", "shift"),
    "rest": ("休息", "午休", "休息时间", "rest", "break"),
    "standby": ("待命", "值班", "备勤", "standby"),
}
LOOKED_AT = 20
EXCEL_BEGINS = date(1899, 12, 30)
_SPAN = re.compile(r"(\d{1,2})[:：](\d{2})\s*[-–—~～至到]\s*(\d{1,2})[:：](\d{2})")
_NO = {"", "否", "无", "no", "0", "-"}


@dataclass(frozen=True, slots=True)
class RosterRow:
    """A row with the line it stands in. `day` or `hours` is None where the cell says none; `text` is what it holds."""

    row: int
    crew: str
    day: date | None
    hours: Hours | None
    is_standby: bool
    text: str


def rows_of(rows: Sequence[Sequence[Cell]]) -> list[RosterRow] | None:
    """Return the rows under the titles; None where there are no titles of a crew, a day and its hours.

    >>> sheet = [["十二月排班"], ["班组", "日期", "班次", "午休", "待命"],
    ...     ["水电一班", date(2022, 12, 30), "08:00-18:00", "12:00～13:30", ""], ["水电二班", 44925, "夜班", "", "是"]]
    >>> for row in rows_of(sheet):
    ...     print(row.row, row.crew, row.day, row.hours.minutes if row.hours else None, row.is_standby)
    3 水电一班 2022-12-30 510 False
    4 水电二班 2022-12-30 None True
    """
    for place, titles in enumerate(rows[:LOOKED_AT]):
        found: dict[str, int] = {}
        for column, cell in enumerate(titles):
            text = str(cell).strip().lower()
            for name, known in TITLES.items():
                if text in known and name not in found:
                    found[name] = column
        if {"crew", "day", "hours"} <= set(found):
            below = enumerate(rows[place + 1 :], start=place + 2)
            return [_row(number, row, found) for number, row in below if _text(row, found["crew"])]
    return None


def _row(number: int, row: Sequence[Cell], columns: dict[str, int]) -> RosterRow:
    hours = _text(row, columns["hours"])
    return RosterRow(
        row=number,
        crew=_text(row, columns["crew"]),
        day=_day(row[columns["day"]] if columns["day"] < len(row) else ""),
        hours=_hours(hours, _text(row, columns.get("rest"))),
        is_standby=_text(row, columns.get("standby")).lower() not in _NO,
        text=hours,
    )


def _hours(said: str, rest: str) -> Hours | None:
    """Return the hours that were written, when they make a shift."""
    worked, rested = _span(said), _span(rest)
    if worked is None or (rest not in _NO and rested is None):
        return None
    hours = Hours(*worked, *(rested or (None, None)))
    return hours if are_sound(hours) else None


def _span(text: str) -> tuple[time, time] | None:
    """Return the two times of a text.

    >>> _span("8:00 至 18:00"), _span("全天")
    ((datetime.time(8, 0), datetime.time(18, 0)), None)
    """
    found = _SPAN.search(text)
    if found is None:
        return None
    try:
        return time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    except ValueError:
        return None


def _text(row: Sequence[Cell], column: int | None) -> str:
    if column is None or column >= len(row):
        return ""
    return str(row[column]).strip()


def _day(cell: Cell) -> date | None:
    """Return the day, also from the number that a spreadsheet keeps where the cell isn't formatted as a day."""
    if isinstance(cell, datetime):
        return cell.date()
    if isinstance(cell, date):
        return cell
    if isinstance(cell, int | float) and 30_000 < cell < 80_000:
        return EXCEL_BEGINS + timedelta(days=int(cell))
    try:
        return date.fromisoformat(re.sub(r"[/.年月]", "-", str(cell).strip().removesuffix("日")))
    except ValueError:
        return None
