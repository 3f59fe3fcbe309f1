"""Months, half-open periods, and the one place that knows the time zone of the city."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

CITY_TIME = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, order=True, slots=True)
class Month:
    """A calendar month.

    >>> Month.parse("2022-07").days
    31
    >>> Month(2022, 12).next
    Month(year=2023, number=1)
    """

    year: int
    number: int

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 9999 and 1 <= self.number <= 12):
            raise ValueError(f"no such month: {self.year}-{self.number}")

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"([0-9]{4})-([0-9]{2})", text)
        if match is None:
            raise ValueError(f"a month is written 2022-07, not {text!r}")
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def days(self) -> int:
        return calendar.monthrange(self.year, self.number)[1]

    @property
    def next(self) -> Month:
        return Month(self.year + self.number // 12, self.number % 12 + 1)

    @property
    def previous(self) -> Month:
        return Month(self.year, self.number - 1) if self.number > 1 else Month(self.year - 1, 12)

    @property
    def ends_before(self) -> date:
        return self.next.first

    def until(self, last: Month) -> Iterator[Month]:
        """Yield this month and each following one, up to and with the last."""
        month = self
        while month <= last:
            yield month
            month = month.next

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `starts_on` up to but not including `ends_before`; without an end it is open.

    >>> Period(date(2022, 7, 21), None).within(Month(2022, 7)).days
    11
    """

    starts_on: date
    ends_before: date | None

    def __post_init__(self) -> None:
        if self.ends_before is not None and self.ends_before < self.starts_on:
            raise ValueError("a period can't end before it starts")

    @property
    def days(self) -> int:
        if self.ends_before is None:
            raise ValueError("an open period has no number of days")
        return (self.ends_before - self.starts_on).days

    def within(self, month: Month) -> Period:
        """Return the part of the period that lies in the month; an empty period when there is none."""
        starts_on = max(self.starts_on, month.first)
        ends_before = month.ends_before if self.ends_before is None else min(self.ends_before, month.ends_before)
        return Period(starts_on, max(starts_on, ends_before))

    def covers(self, day: date) -> bool:
        return self.starts_on <= day and (self.ends_before is None or day < self.ends_before)


def city_day(at: datetime) -> date:
    """Return the calendar day on which the instant falls in the city.

    >>> from datetime import UTC
    >>> city_day(datetime(2022, 12, 31, 17, 0, tzinfo=UTC))
    datetime.date(2023, 1, 1)
    """
    if at.tzinfo is None:
        raise ValueError("an instant needs a time zone")
    return at.astimezone(CITY_TIME).date()


def city_instant(day: date, clock: time = time(0, 0)) -> datetime:
    """Return the instant at which the city's clocks show that day and time."""
    return datetime.combine(day, clock, tzinfo=CITY_TIME)


def day_after(day: date) -> date:
    return day + timedelta(days=1)
