"""Working days of the state's calendar, and the hours of the desk within which a clock of hours runs.

Holidays and the weekend days worked for them: the State Council's yearly notices (国务院办公厅关于部分节假日安排的通知,
for 2022 to 2026). Of a year without its notice weekends alone are free, which the page says.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from laoyou.core.calendar import CITY_TIME, city_day, city_instant, day_after

FREE: dict[int, tuple[str, ...]] = {
    2022: (*("0101-0103", "0131-0206", "0403-0405", "0430-0504", "0603-0605", "0910-0912", "1001-1007", "1231-1231"),),
    2023: ("0101-0102", "0121-0127", "0405-0405", "0429-0503", "0622-0624", "0929-1006"),
    2024: ("0101-0101", "0210-0217", "0404-0406", "0501-0505", "0610-0610", "0915-0917", "1001-1007"),
    2025: ("0101-0101", "0128-0204", "0404-0406", "0501-0505", "0531-0602", "1001-1008"),
    2026: ("0101-0103", "0215-0223", "0404-0406", "0501-0505", "0619-0621", "0925-0927", "1001-1007"),
}
WORKED: dict[int, tuple[str, ...]] = {
    2022: ("0129", "0130", "0402", "0424", "0507", "1008", "1009"),
    2023: ("0128", "0129", "0423", "0506", "0625", "1007", "1008"),
    2024: ("0204", "0218", "0407", "0428", "0511", "0914", "0929", "1012"),
    2025: ("0126", "0208", "0427", "0928", "1011"),
    2026: ("0104", "0214", "0228", "0509", "0920", "1010"),
}
SATURDAY = 5


def is_working_day(day: date) -> bool:
    """Return whether the day is a working day.

    >>> is_working_day(date(2022, 12, 30)), is_working_day(date(2023, 1, 2)), is_working_day(date(2023, 1, 28))
    (True, False, True)
    """
    shown = f"{day:%m%d}"
    if shown in WORKED.get(day.year, ()):
        return True
    if any(first <= shown <= last for first, last in (span.split("-") for span in FREE.get(day.year, ()))):
        return False
    return day.weekday() < SATURDAY


def has_notice(year: int) -> bool:
    """Return whether the year's holidays are known here."""
    return year in FREE


def after_working_days(at: datetime, days: int, closes: time) -> datetime:
    """Return the desk's closing of the n-th working day after the day of the instant.

    >>> from datetime import UTC
    >>> after_working_days(datetime(2022, 12, 30, 6, tzinfo=UTC), 2, time(18)).isoformat()
    '2023-01-04T18:00:00+08:00'
    """
    day, left = city_day(at), days
    while left > 0:
        day = day_after(day)
        left -= is_working_day(day)
    return city_instant(day, closes)


def after_hours(at: datetime, span: timedelta, opens: time, closes: time) -> datetime:
    """Return when the span has passed of the desk's open hours, which are every day.

    >>> from datetime import UTC
    >>> late = datetime(2022, 12, 30, 9, 50, tzinfo=UTC)  # 17:50 in the city
    >>> after_hours(late, timedelta(minutes=30), time(8), time(18)).isoformat()
    '2022-12-31T08:20:00+08:00'
    """
    for first, last in _open_from(at, opens, closes):
        if first + span <= last:
            return first + span
        span -= last - first
    raise AssertionError("a desk that opens has hours")


def _open_from(at: datetime, opens: time, closes: time) -> Iterator[tuple[datetime, datetime]]:
    if opens >= closes:
        raise ValueError("a desk closes after it opens")
    day, now = city_day(at), at.astimezone(CITY_TIME)
    while True:
        first, last = max(city_instant(day, opens), now), city_instant(day, closes)
        if first < last:
            yield first, last
        day = day_after(day)
