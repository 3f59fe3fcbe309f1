"""What a cell says, however a spreadsheet holds it: numbers as text, text as numbers, days as serial numbers."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

Cell = str | float | int | bool | date | datetime | time | timedelta

_WIDE = {ord("！") + place: ord("!") + place for place in range(94)} | {ord("　"): " ", 0xA0: " ", 0xFEFF: None}
_FIRST_SERIAL, _LAST_SERIAL = 18_264, 73_050  # 1950-01-01 to 2100-01-01
_SERIAL_ZERO = date(1899, 12, 30).toordinal()
_NUMERALS = {"零": 0, "〇": 0, "一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}


def plain(text: str) -> str:
    """Return the text with narrow letters and single spaces; Chinese characters stay as they are.

    >>> plain(" １栋　（未售） ")
    '1栋 (未售)'
    """
    return " ".join(text.translate(_WIDE).split())


def text_of(cell: Cell) -> str:
    """Return the cell as a person would read it: whole numbers without a point, days in ISO form.

    >>> text_of(501.0), text_of(" 李 家 "), text_of(17000001001.0), text_of(date(2002, 6, 18))
    ('501', '李 家', '17000001001', '2002-06-18')
    """
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(sep=" ", timespec="minutes")
    return str(cell)


def decimal_of(cell: Cell) -> Decimal | None:
    """Return the number that the cell holds or writes; None for anything else.

    >>> decimal_of("1,234.50"), decimal_of(0.6), decimal_of("待测")
    (Decimal('1234.50'), Decimal('0.6'), None)
    """
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return Decimal(repr(cell))
    if not isinstance(cell, str):
        return None
    written = plain(cell).replace(",", "")
    if not re.fullmatch(r"[+-]?[0-9]{1,15}(\.[0-9]{1,15})?", written):
        return None
    try:
        return Decimal(written)
    except InvalidOperation:
        return None


def day_text(cell: Cell) -> str | None:
    """Return a day, month or year as far as the cell says it, '' for an empty one, None for what is no date.

    A number is a spreadsheet's serial day, or a year with its month. 2002.1 as a number may be January or October:
    only the year is sure.

    >>> [day_text(cell) for cell in (date(2002, 6, 18), "2002.6", "2002年9月", 37425.0, "2003-01-05", "20220721", "")]
    ['2002-06-18', '2002-06', '2002-09', '2002-06-18', '2003-01-05', '2022-07-21', '']
    >>> day_text(2002.6), day_text(2002.1), day_text("2002年"), day_text("二〇〇二"), day_text("2022/7/21 0:00")
    ('2002-06', '2002', '2002', None, '2022-07-21')
    """
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, bool | time | timedelta):
        return None
    if isinstance(cell, int | float):
        return _day_of_number(float(cell))
    return _day_of_text(plain(cell))


def day_of(cell: Cell) -> date | None:
    """Return the whole day that the cell says, else None.

    >>> day_of("2022/7/21"), day_of(44763.0), day_of("2022-07")
    (datetime.date(2022, 7, 21), datetime.date(2022, 7, 21), None)
    """
    said = day_text(cell)
    return date.fromisoformat(said) if said and len(said) == 10 else None


def _day_of_number(number: float) -> str | None:
    if _FIRST_SERIAL <= number < _LAST_SERIAL:
        return date.fromordinal(_SERIAL_ZERO + int(number)).isoformat()
    if 1900 <= number < 2100:
        year, month = divmod(round(number * 100), 100)
        if month == 0 or month == 10:
            return str(year)
        return _checked(year, month // 10 if month % 10 == 0 else month)
    if number.is_integer() and 19_000_101 <= number < 21_000_101:
        whole = int(number)
        return _checked(whole // 10_000, whole // 100 % 100, whole % 100)
    if number.is_integer() and 190_001 <= number < 210_001:
        return _checked(int(number) // 100, int(number) % 100)
    return None


def _day_of_text(text: str) -> str | None:
    if not text or text in {"-", "--", "/", "无", "—"}:
        return ""
    parts = re.fullmatch(
        r"((?:19|20)[0-9]{2})(?:[-./年]([01]?[0-9])(?:[-./月]([0-3]?[0-9])日?)?月?|年)?(?:[ T][0-9:.]{4,15})?", text
    )
    if parts:
        return _checked(int(parts[1]), int(parts[2] or 0), int(parts[3] or 0))
    if re.fullmatch(r"[0-9]{5,8}(\.[0-9]+)?", text):
        return _day_of_number(float(text))
    return None


def _checked(year: int, month: int = 0, day: int = 0) -> str | None:
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        return None
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def arabic(text: str) -> str:
    """Return the text with a leading Chinese numeral below a hundred in digits.

    >>> arabic("三栋"), arabic("十二单元"), arabic("二十一栋"), arabic("A座"), arabic("万达座")
    ('3栋', '12单元', '21栋', 'A座', '万达座')
    """
    match = re.match(r"[一二两三四五六七八九]?十[一二三四五六七八九]?|[一二两三四五六七八九]", text)
    if match is None:
        return text
    tens, ten, ones = match[0].partition("十")
    number = (_NUMERALS.get(tens, 1) * 10 + _NUMERALS.get(ones, 0)) if ten else _NUMERALS[match[0]]
    return f"{number}{text[match.end() :]}"
