"""When the books of a month have to be public."""

from __future__ import annotations

from datetime import date

from laoyou.core.calendar import Month

DAYS_TO_PUBLISH = 10


def publication_due_on(month: Month) -> date:
    """Return the last day on which the month's books may appear without being late. Law: CIVIL-943 (default: policy).

    >>> publication_due_on(Month(2022, 12))
    datetime.date(2023, 1, 10)
    """
    return month.ends_before.replace(day=DAYS_TO_PUBLISH)


def months_due(*, served_since: date, published: frozenset[Month], today: date) -> list[Month]:
    """Return the months that should be public by today and are not, the oldest first.

    >>> [str(month) for month in months_due(served_since=date(2022, 7, 21), published=frozenset({Month(2022, 7)}),
    ...     today=date(2022, 10, 11))]
    ['2022-08', '2022-09']
    """
    return [
        month
        for month in Month.of(served_since).until(Month.of(today))
        if publication_due_on(month) < today and month not in published
    ]
