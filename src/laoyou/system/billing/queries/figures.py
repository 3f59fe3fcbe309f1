"""The figures of months: worked out live for one estate, and as they are kept for the pages over many estates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Max

from laoyou.core.calendar import Month, city_instant
from laoyou.system.billing.models import MonthFigures
from laoyou.system.billing.rules.rates import Figures, Rates, collection_rates

# `moved`: money and credit notes since the month began, per bill, within the window and after it. The bills' own sums
# are those of now, so what came after the window is taken back from them. `last` is the month's own last day, or an
# earlier end of the window: what is issued later counts in the month of its issue. Late penalties are in no rate: they
# would make it look worse for those who paid, and better for who collects.
_FIGURES = """
WITH moved AS (
  SELECT bill_id, sum(paid_within) AS paid_within, sum(paid_after) AS paid_after,
         sum(noted_within) AS noted_within, sum(noted_after) AS noted_after
  FROM (
    SELECT bill_id, CASE WHEN allocated_on <= %(until)s THEN amount_fen ELSE 0 END AS paid_within,
           CASE WHEN allocated_on > %(until)s THEN amount_fen ELSE 0 END AS paid_after, 0 AS noted_within,
           0 AS noted_after
    FROM billing_allocation WHERE estate_id = %(estate_id)s AND allocated_on >= %(first)s
    UNION ALL
    SELECT bill_id, 0, 0, CASE WHEN written_at < %(after)s THEN amount_fen ELSE 0 END,
           CASE WHEN written_at >= %(after)s THEN amount_fen ELSE 0 END
    FROM billing_credit_note WHERE estate_id = %(estate_id)s AND written_at >= %(begin)s
  ) movement
  GROUP BY bill_id
), bill AS MATERIALIZED (
  SELECT bill.home_id, bill.month, bill.issued_at >= %(begin)s AS is_current,
         bill.amount_fen, bill.paid_fen, bill.credited_fen,
         coalesce(moved.paid_within, 0) AS paid_within, coalesce(moved.paid_after, 0) AS paid_after,
         coalesce(moved.noted_within, 0) AS noted_within, coalesce(moved.noted_after, 0) AS noted_after
  FROM billing_bill bill
  LEFT JOIN moved ON moved.bill_id = bill.id
  WHERE bill.estate_id = %(estate_id)s AND bill.month <= %(first)s AND bill.issued_at < %(last)s
    AND bill.method <> 'penalty'
    AND (bill.issued_at >= %(begin)s OR bill.amount_fen > bill.paid_fen + bill.credited_fen
         OR moved.bill_id IS NOT NULL)
), home AS (
  SELECT bool_or(is_current) AS is_billed,
         sum(amount_fen - paid_fen - credited_fen + paid_after + noted_after) = 0 AS is_clear
  FROM bill GROUP BY home_id
)
SELECT (SELECT count(*) FILTER (WHERE is_billed) FROM home),
       (SELECT count(*) FILTER (WHERE is_billed AND is_clear) FROM home),
       coalesce(sum(amount_fen - credited_fen + noted_after) FILTER (WHERE is_current), 0),
       coalesce(sum(paid_fen - paid_after) FILTER (WHERE is_current), 0),
       coalesce(sum(amount_fen - paid_fen - credited_fen + paid_within + paid_after + noted_within + noted_after)
                FILTER (WHERE NOT is_current), 0),
       coalesce(sum(paid_within) FILTER (WHERE NOT is_current), 0),
       coalesce(sum(amount_fen - credited_fen + noted_after) FILTER (WHERE is_current AND month < %(first)s), 0),
       (SELECT coalesce(sum(amount_fen), 0) FROM billing_bill
        WHERE estate_id = %(estate_id)s AND month = %(first)s AND issued_at >= %(ends)s AND method <> 'penalty')
FROM bill
"""


@dataclass(frozen=True, slots=True)
class MonthFigure:
    """An estate's figures of a month as they are kept; `as_of` says since when."""

    estate_id: int
    month: Month
    homes_billed: int
    homes_clear: int
    due_fen: int
    collected_fen: int
    opening_arrears_fen: int
    recovered_fen: int
    of_earlier_fen: int
    billed_later_fen: int
    as_of: datetime

    @property
    def open_fen(self) -> int:
        """What was open, at the end of the month, on all bills issued by then."""
        return self.due_fen - self.collected_fen + self.opening_arrears_fen - self.recovered_fen

    @property
    def rates(self) -> Rates:
        return collection_rates(
            Figures(
                until=self.month.ends_before - timedelta(days=1),
                homes_billed=self.homes_billed,
                homes_clear=self.homes_clear,
                due_fen=self.due_fen,
                collected_fen=self.collected_fen,
                opening_arrears_fen=self.opening_arrears_fen,
                recovered_fen=self.recovered_fen,
                of_earlier_fen=self.of_earlier_fen,
                billed_later_fen=self.billed_later_fen,
            )
        )


def rates(estate_id: int, month: Month, until: date | None = None) -> Rates:
    """Return the four rates of a month, from the bills themselves, as the books stood at the end of a day.

    Without a day it is the month's last: that is the figure of the month that is kept and published, and what comes in
    or is billed later no longer changes it. With a later day it says how far the bills issued in the month are paid.
    """
    return collection_rates(figures_live(estate_id=estate_id, month=month, until=until))


def figures_live(*, estate_id: int, month: Month, until: date | None = None) -> Figures:
    last = until or month.ends_before - timedelta(days=1)
    if last < month.first:
        raise ValueError("the window of a month doesn't end before it begins")
    after, ends = city_instant(last + timedelta(days=1)), city_instant(month.ends_before)
    with connection.cursor() as cursor:
        cursor.execute(
            _FIGURES,
            {
                "estate_id": estate_id,
                "first": month.first,
                "until": last,
                "begin": city_instant(month.first),
                "after": after,
                "last": min(after, ends),
                "ends": ends,
            },
        )
        row = cursor.fetchone()
    return Figures(last, *(int(value) for value in row))


def rates_series(estate_id: int) -> list[tuple[Month, Rates]]:
    """Return the kept figures of all months of an estate as rates, the oldest first."""
    return [(figure.month, figure.rates) for figure in reversed(figures_of_estate(estate_id))]


def figures_of_estate(estate_id: int) -> list[MonthFigure]:
    """Return the kept figures of an estate, the newest month first."""
    return [_kept(row) for row in MonthFigures.objects.filter(estate_id=estate_id).order_by("-month")]


def figures_of_month(month: Month) -> dict[int, MonthFigure]:
    """Return the kept figures of a month by estate, of all estates in scope (R5)."""
    return {row.estate_id: _kept(row) for row in MonthFigures.objects.filter(month=month.first)}


def newest_figures() -> dict[int, MonthFigure]:
    """Return the kept figures of each estate's newest month, of all estates in scope (R5)."""
    rows = MonthFigures.objects.order_by("estate_id", "-month").distinct("estate_id")
    return {row.estate_id: _kept(row) for row in rows}


def newest_billed_month() -> Month | None:
    """Return the newest month of which any estate in scope has figures."""
    newest = MonthFigures.objects.aggregate(newest=Max("month"))["newest"]
    return Month.of(newest) if newest else None


def _kept(row: MonthFigures) -> MonthFigure:
    return MonthFigure(
        estate_id=row.estate_id,
        month=Month.of(row.month),
        homes_billed=row.homes_billed,
        homes_clear=row.homes_clear,
        due_fen=row.due_fen,
        collected_fen=row.collected_fen,
        opening_arrears_fen=row.opening_arrears_fen,
        recovered_fen=row.recovered_fen,
        of_earlier_fen=row.of_earlier_fen,
        billed_later_fen=row.billed_later_fen,
        as_of=row.as_of,
    )
