"""When books are late."""

from __future__ import annotations

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.calendar import Month
from laoyou.system.oversight.rules.publication_due import months_due, publication_due_on

DAYS = st.dates(date(2022, 1, 1), date(2026, 12, 31))


def test_the_tenth_itself_is_not_late_and_the_eleventh_is() -> None:
    served = {"served_since": date(2022, 7, 21), "published": frozenset[Month]()}
    assert months_due(**served, today=date(2022, 8, 10)) == []
    assert months_due(**served, today=date(2022, 8, 11)) == [Month(2022, 7)]


@given(DAYS, DAYS)
def test_what_is_due_was_served_and_its_day_has_passed(served_since: date, today: date) -> None:
    for month in months_due(served_since=served_since, published=frozenset(), today=today):
        assert month.ends_before > served_since
        assert publication_due_on(month) < today


@given(DAYS, DAYS)
def test_publishing_a_month_takes_just_that_month_off_the_list(served_since: date, today: date) -> None:
    due = months_due(served_since=served_since, published=frozenset(), today=today)
    if due:
        left = months_due(served_since=served_since, published=frozenset({due[0]}), today=today)
        assert left == due[1:]
