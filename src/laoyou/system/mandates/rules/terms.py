"""How long a mandate runs, and when somebody has to think about what comes next."""

from __future__ import annotations

import calendar
from datetime import date
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.system.mandates.rules.basis import ContractBasis, binds_all_owners

REVIEW_AFTER_MONTHS = 6
SOON_DAYS = 90
"""A company that will not go on says so 90 days before the end (CIVIL-947)."""
DAYS_TO_SETTLE = 90
"""For so long after its mandate a company may still give back what is unearned, and do nothing else there."""


class TermNote(StrEnum):
    """What to take care of about a mandate's term."""

    LONGER_THAN_SIX_MONTHS = "longer_than_six_months"
    SIX_MONTHS_OVER = "six_months_over"
    ENDS_SOON = "ends_soon"
    TERM_OVER = "term_over"


NOTE_SENTENCES: dict[TermNote, str] = {
    TermNote.LONGER_THAN_SIX_MONTHS: mark(
        "This mandate runs longer than six months without a vote of the owners. It is reviewed on %(review_on)s."
    ),
    TermNote.SIX_MONTHS_OVER: mark(
        "Six months have gone by since %(starts_on)s without a vote of the owners. Say how far the owners' assembly is,"
        " and write to the principal."
    ),
    TermNote.ENDS_SOON: mark("It ends in %(days)s days. Renew it, have the assembly vote, or prepare the hand-over."),
    TermNote.TERM_OVER: mark("Its term is over."),
}


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last day of a shorter month.

    >>> months_after(date(2022, 7, 21), 6), months_after(date(2022, 8, 31), 6)
    (datetime.date(2023, 1, 21), datetime.date(2023, 2, 28))
    """
    number = day.month - 1 + months
    year, month = day.year + number // 12, number % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def review_on(basis: ContractBasis, starts_on: date) -> date | None:
    """Return the day on which a mandate without the owners' vote has to be reviewed; None where the owners are bound.

    Law: CIVIL-939, six months by analogy with Beijing and Shanghai.

    >>> review_on(ContractBasis.STREET_OFFICE, date(2022, 7, 21))
    datetime.date(2023, 1, 21)
    """
    return None if binds_all_owners(basis) else months_after(starts_on, REVIEW_AFTER_MONTHS)


def term_notes(basis: ContractBasis, starts_on: date, ends_before: date, day: date) -> list[TermNote]:
    """Return what to take care of on the day, the most urgent first.

    >>> term_notes(ContractBasis.STREET_OFFICE, date(2022, 7, 21), date(2023, 7, 21), date(2022, 8, 1))
    [<TermNote.LONGER_THAN_SIX_MONTHS: 'longer_than_six_months'>]
    >>> term_notes(ContractBasis.STREET_OFFICE, date(2022, 7, 21), date(2023, 7, 21), date(2023, 5, 1))
    [<TermNote.ENDS_SOON: 'ends_soon'>, <TermNote.SIX_MONTHS_OVER: 'six_months_over'>]
    """
    if day >= ends_before:
        return [TermNote.TERM_OVER]
    notes = [TermNote.ENDS_SOON] if (ends_before - day).days <= SOON_DAYS else []
    review = review_on(basis, starts_on)
    if review is not None and day >= review:
        notes.append(TermNote.SIX_MONTHS_OVER)
    elif review is not None and ends_before > review:
        notes.append(TermNote.LONGER_THAN_SIX_MONTHS)
    return notes
