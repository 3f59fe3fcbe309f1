"""The months of an estate at the billing desk: what was billed, what came in, what is open, which runs made it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra.actor import Actor
from laoyou.system.billing.queries.figures import MonthFigure, figures_of_estate
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.billing.rules.lines import APART
from laoyou.system.billing.rules.rates import Rate

_MONTHS = """
SELECT month, count(*), count(DISTINCT home_id), sum(amount_fen), sum(paid_fen), sum(credited_fen),
       count(*) FILTER (WHERE amount_fen > paid_fen + credited_fen), min(issued_at)
FROM billing_bill WHERE estate_id = %(estate_id)s GROUP BY month ORDER BY month DESC
"""
_RUNS = """
SELECT run.id, run.issued_at, coalesce(person.name, ''), run.bills, run.amount_fen
FROM billing_run run LEFT JOIN people_user person ON person.id = run.issued_by
WHERE run.estate_id = %(estate_id)s AND run.month = %(month)s ORDER BY run.id
"""
_SPAN = """
SELECT min(starts_on), max(ends_before) FROM mandates_mandate
WHERE estate_id = %(estate_id)s AND state IN ('in_force', 'ended')
"""


@dataclass(frozen=True, slots=True)
class BilledMonth:
    """A month's bills as they stand now. `paid_so_far` counts all receipts; `figure` keeps the month's own rates."""

    month: Month
    bills: int
    homes: int
    open_bills: int
    billed: Money
    paid: Money
    credited: Money
    issued_at: datetime
    figure: MonthFigure | None

    @property
    def open(self) -> Money:
        return self.billed - self.paid - self.credited

    @property
    def paid_so_far(self) -> Rate:
        return Rate(self.paid.fen, (self.billed - self.credited).fen)


@dataclass(frozen=True, slots=True)
class RunView:
    id: int
    issued_at: datetime
    issued_by: str
    bills: int
    amount: Money


def billed_months(*, actor: Actor, estate_id: int) -> list[BilledMonth]:
    """Return the estate's months with bills, the newest first."""
    require_reader(actor, estate_id)
    kept = {figure.month: figure for figure in figures_of_estate(estate_id)}
    return [
        BilledMonth(
            month=Month.of(month),
            bills=bills,
            homes=homes,
            open_bills=open_bills,
            billed=Money(int(billed)),
            paid=Money(int(paid)),
            credited=Money(int(credited)),
            issued_at=issued_at,
            figure=kept.get(Month.of(month)),
        )
        for month, bills, homes, billed, paid, credited, open_bills, issued_at in select(
            _MONTHS, {"estate_id": estate_id}
        )
    ]


def runs_of_month(*, actor: Actor, estate_id: int, month: Month) -> list[RunView]:
    """Return the runs that issued the month's bills, the oldest first."""
    require_reader(actor, estate_id)
    rows = select(_RUNS, {"estate_id": estate_id, "month": month.first})
    return [RunView(run_id, at, by, bills, Money(fen)) for run_id, at, by, bills, fen in rows]


def kind_of_work(month: Month) -> str:
    """Return the kind under which an issue of the month is found again among the long work."""
    return f"billing.issue {month}"


def months_to_issue(*, actor: Actor, estate_id: int, today: date) -> list[Month]:
    """Return the served months up to today's that have no bills yet, the oldest first."""
    require_reader(actor, estate_id)
    begins, ends = select(_SPAN, {"estate_id": estate_id})[0]
    if begins is None:
        return []
    billed = {
        Month.of(month)
        for (month,) in select(
            "SELECT DISTINCT month FROM billing_bill WHERE estate_id = %(estate_id)s AND method <> ALL(%(apart)s)",
            {"estate_id": estate_id, "apart": sorted(APART)},
        )
    }
    last = Month.of(today) if ends > today else min(Month.of(today), _month_before(ends))
    return [month for month in Month.of(begins).until(last) if month not in billed]


def _month_before(day: date) -> Month:
    """Return the month of the last day before this one."""
    return Month.of(day).previous if day.day == 1 else Month.of(day)
