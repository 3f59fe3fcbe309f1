"""The months of an estate's books and their figures, on cash basis (rules.movements)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from django.db.models import Max, Min

from laoyou.core.calendar import Month
from laoyou.system.ledger.books import balances
from laoyou.system.ledger.models import ClosedMonth, Entry, Expense, Publication
from laoyou.system.ledger.rules.accounts import OWN_FUNDS, Account, Fund
from laoyou.system.ledger.rules.months import BooksState, Check, checklist, months_from
from laoyou.system.ledger.rules.movements import FundMonth, Movement, fund_month, sum_of

# A line is a movement when money moved in its fund by the same entry: rules.movements.movements_of, set-based.
_MOVEMENTS = """
SELECT date_trunc('month', counter.posted_on)::date, counter.fund, counter.account, -sum(counter.amount_fen)
FROM ledger_line counter
WHERE counter.estate_id = %(estate_id)s AND counter.posted_on >= %(first)s AND counter.posted_on < %(ends_before)s
  AND counter.account <> 10
  AND EXISTS (
    SELECT FROM ledger_line money
    WHERE money.estate_id = counter.estate_id AND money.entry_id = counter.entry_id
      AND money.fund = counter.fund AND money.account = 10)
GROUP BY 1, 2, 3, counter.amount_fen < 0
"""


@dataclass(frozen=True, slots=True)
class BooksMonth:
    """A month of the books, and how far it is on its way to the public."""

    month: Month
    state: BooksState
    closed_at: datetime | None = None
    published_at: datetime | None = None

    @property
    def is_closed(self) -> bool:
        return self.state is not BooksState.OPEN

    @property
    def is_published(self) -> bool:
        return self.state is BooksState.PUBLISHED


@dataclass(frozen=True, slots=True)
class MonthBooks:
    """The figures of a month: one `FundMonth` per fund, and their sum over the estate's own funds."""

    month: Month
    funds: tuple[FundMonth, ...]
    sum: FundMonth
    own: tuple[FundMonth, ...]
    held: tuple[FundMonth, ...]


@dataclass(frozen=True, slots=True)
class MonthSum:
    """A month in one line of a chart: the sum over the estate's own funds."""

    month: Month
    sum: FundMonth


def months_with_books(estate_id: int) -> list[BooksMonth]:
    """Return every month from the first entry or record that waits to the latest, oldest first; none before both."""
    posted = Entry.objects.filter(estate_id=estate_id).aggregate(first=Min("posted_on"), last=Max("posted_on"))
    waiting = Expense.objects.filter(estate_id=estate_id, state="recorded").aggregate(
        first=Min("spent_on"), last=Max("spent_on")
    )
    days = [day for day in (*posted.values(), *waiting.values()) if day is not None]
    closed = {
        Month.of(month): at
        for month, at in ClosedMonth.objects.filter(estate_id=estate_id).values_list("month", "closed_at")
    }
    published = {
        Month.of(month): at
        for month, at in Publication.objects.filter(estate_id=estate_id).values_list("month", "published_at")
    }
    if not days:
        return []
    last = max(Month.of(max(days)), *closed) if closed else Month.of(max(days))
    return [
        BooksMonth(
            month=month,
            state=_state(month in closed, month in published),
            closed_at=closed.get(month),
            published_at=published.get(month),
        )
        for month in months_from(Month.of(min(days)), last)
    ]


def month_books(estate_id: int, month: Month) -> MonthBooks:
    """Return the figures of a month as the journal tells them now; all funds, those without money too."""
    moved = movements_by_month(estate_id, month, month)[month]
    funds = _fund_months(balances(estate_id, before=month), moved)
    return as_books(month, funds)


def month_sums(estate_id: int, first: Month, last: Month) -> list[MonthSum]:
    """Return one sum per month from the first to the last, for charts."""
    opening = balances(estate_id, before=first)
    by_month = movements_by_month(estate_id, first, last)
    sums = []
    for month in first.until(last):
        funds = _fund_months(opening, by_month[month])
        opening = {fund.fund.value: fund.closing.fen for fund in funds}
        sums.append(MonthSum(month, sum_of(funds)))
    return sums


def as_books(month: Month, funds: Iterable[FundMonth]) -> MonthBooks:
    every = tuple(funds)
    return MonthBooks(
        month=month,
        funds=every,
        sum=sum_of(every),
        own=tuple(fund for fund in every if fund.fund in OWN_FUNDS),
        held=tuple(fund for fund in every if fund.fund not in OWN_FUNDS),
    )


def closing_checklist(estate_id: int, month: Month, *, today: date) -> list[Check]:
    """Return what closing the month needs, each with whether it is so."""
    undecided = Expense.objects.filter(
        estate_id=estate_id, state="recorded", spent_on__gte=month.first, spent_on__lt=month.ends_before
    )
    return checklist(
        month=month,
        today=today,
        open_before=[
            books.month for books in months_with_books(estate_id) if books.month < month and not books.is_closed
        ],
        undecided=undecided.count(),
    )


def movements_by_month(estate_id: int, first: Month, last: Month) -> dict[Month, list[Movement]]:
    """Return the movements of each month from the first to the last, summed by fund, account and direction."""
    found: dict[Month, list[Movement]] = {month: [] for month in first.until(last)}
    with connection.cursor() as cursor:
        cursor.execute(_MOVEMENTS, {"estate_id": estate_id, "first": first.first, "ends_before": last.ends_before})
        for starts_on, fund, account, amount_fen in cursor.fetchall():
            found[Month.of(starts_on)].append(Movement(Fund(fund), Account(account), int(amount_fen)))
    return found


def _fund_months(opening: dict[str, int], moved: list[Movement]) -> list[FundMonth]:
    return [fund_month(fund, opening.get(fund.value, 0), moved) for fund in Fund]


def _state(is_closed: bool, is_published: bool) -> BooksState:
    if is_published:
        return BooksState.PUBLISHED
    return BooksState.CLOSED if is_closed else BooksState.OPEN
