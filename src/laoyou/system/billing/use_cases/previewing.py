"""What an issue would write, and how it differs from the month before: the same SQL as the issue, without writing."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection

from laoyou.core.calendar import Month, city_day
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing import charging
from laoyou.system.billing.errors import Obstacle
from laoyou.system.billing.rules.lines import APART, Method, due_day
from laoyou.system.billing.use_cases.issuing import find_obstacles, refuse_unbegun, refuse_unpriced

LISTED_CHANGES = 200

_TOTALS = f"""
WITH {charging.CHARGES}, {charging.BILLS}
SELECT fund, item, max(item_name), count(*), sum(amount_fen), sum(full_fen - amount_fen), min(served_days),
       max(served_days), (SELECT count(*) FROM price), (SELECT count(*) FROM obstacle),
       (SELECT count(DISTINCT home_id) FROM new_bill)
FROM (SELECT 1) one LEFT JOIN new_bill ON true
GROUP BY fund, item ORDER BY fund DESC, item
"""  # noqa: S608 our own text, its values are bound
_COUNT = f"WITH {charging.CHARGES}, {charging.BILLS} SELECT count(*) FROM new_bill"  # noqa: S608 our own text
_ISSUED = """
SELECT count(*) FILTER (WHERE month = %(first)s), coalesce(sum(amount_fen) FILTER (WHERE month = %(first)s), 0),
       count(*) FILTER (WHERE month = %(last_month)s),
       coalesce(sum(amount_fen) FILTER (WHERE month = %(last_month)s), 0)
FROM billing_bill WHERE estate_id = %(estate_id)s AND month IN (%(first)s, %(last_month)s)
  AND method <> ALL(%(apart)s)
"""
# Each home and item of the two months side by side, with the one thing that makes the difference, or "several".
_CHANGES = f"""
WITH {charging.CHARGES}, {charging.BILLS}, now AS (
  SELECT home_id, item, item_name, amount_fen, quantity, rate, method, served_days, %(month_days)s AS month_days,
         waived_percent
  FROM new_bill
  UNION ALL
  SELECT home_id, item, item_name, amount_fen, quantity, rate, method, served_days, month_days, waived_percent
  FROM billing_bill WHERE estate_id = %(estate_id)s AND month = %(first)s AND method <> ALL(%(apart)s)
), before AS (
  SELECT home_id, item, item_name, amount_fen, quantity, rate, method, served_days, month_days, waived_percent
  FROM billing_bill WHERE estate_id = %(estate_id)s AND month = %(last_month)s AND method <> ALL(%(apart)s)
), pair AS (
  SELECT home_id, item, coalesce(now.item_name, before.item_name) AS item_name, before.amount_fen AS before_fen,
         now.amount_fen AS now_fen, coalesce(now.amount_fen, 0) - coalesce(before.amount_fen, 0) AS change_fen,
         before.quantity AS before_quantity, now.quantity AS now_quantity, now.method, now.waived_percent,
         array_remove(ARRAY[
           CASE WHEN now.served_days * before.month_days <> before.served_days * now.month_days THEN 'days' END,
           CASE WHEN (now.rate, now.method) IS DISTINCT FROM (before.rate, before.method) THEN 'price' END,
           CASE WHEN now.quantity <> before.quantity THEN 'quantity' END,
           CASE WHEN now.waived_percent > before.waived_percent THEN 'waiver_begun'
                WHEN now.waived_percent < before.waived_percent THEN 'waiver_ended' END
         ], NULL) AS factors
  FROM now FULL JOIN before USING (home_id, item)
), change AS MATERIALIZED (
  SELECT home_id, item, item_name, before_fen, now_fen, change_fen, before_quantity, now_quantity, method,
         waived_percent,
         CASE WHEN before_fen IS NULL THEN 'new'
              WHEN now_fen IS NULL AND (home_id, item) IN (SELECT home_id, item FROM obstacle)
              THEN (SELECT min(cause) FROM obstacle WHERE obstacle.home_id = pair.home_id AND obstacle.item = pair.item)
              WHEN now_fen IS NULL THEN 'gone'
              WHEN cardinality(factors) = 1 THEN factors[1] WHEN cardinality(factors) > 1 THEN 'several'
              ELSE 'within_month' END AS cause
  FROM pair WHERE change_fen <> 0
)
"""  # noqa: S608 our own text, its values are bound
_BY_CAUSE = f"""
{_CHANGES}
SELECT cause, count(*), sum(change_fen) FROM change GROUP BY cause ORDER BY abs(sum(change_fen)) DESC
"""  # noqa: S608 our own text, its values are bound
_LISTED = f"""
{_CHANGES}
SELECT home_id, home.label, item_name, before_fen, now_fen, cause, before_quantity, now_quantity, method, waived_percent
FROM change JOIN places_home home ON home.estate_id = %(estate_id)s AND home.id = home_id
WHERE cause <> 'days' ORDER BY count(*) OVER (PARTITION BY cause), cause, home.sort_key, item LIMIT %(most)s
"""  # noqa: S608 our own text, its values are bound


@dataclass(frozen=True, slots=True)
class PreviewLine:
    """What one item would bring. `waived` is what approved waivers take off."""

    fund: str
    item: str
    item_name: str
    bills: int
    amount: Money
    waived: Money
    fewest_days: int
    most_days: int


@dataclass(frozen=True, slots=True)
class Difference:
    """How much one cause adds to (or, below zero, takes from) the sum of the month before."""

    cause: str
    bills: int
    amount: Money


@dataclass(frozen=True, slots=True)
class Change:
    """A home's item that will cost something else than last month; None where there is no bill.

    Quantities, hundredths of a m² for a price by area, are those of the month's last day.
    """

    home_id: int
    home_label: str
    item_name: str
    before: Money | None
    now: Money | None
    cause: str
    before_quantity: int | None
    now_quantity: int | None
    method: str | None
    waived_percent: int | None

    @property
    def is_by_area(self) -> bool:
        return self.method == Method.BY_AREA


@dataclass(frozen=True, slots=True)
class Preview:
    """What an issue of the month would write now, what it has already written, and why the sum moves."""

    month: Month
    due_on: date
    lines: tuple[PreviewLine, ...]
    homes: int
    bills: int
    amount: Money
    issued_bills: int
    issued_amount: Money
    last_month_bills: int
    last_month_amount: Money
    differences: tuple[Difference, ...]
    changes: tuple[Change, ...]
    change_count: int
    obstacles: tuple[Obstacle, ...]
    obstacle_count: int


def preview_month(*, actor: Actor, estate_id: int, month: Month, at: datetime) -> Preview:
    """Return what `issue_month` would write, with the difference to last month by cause, and what stops it.

    Raises: MonthNotBegun; NoMandate; NoTariff. Obstacles are listed, not raised: the clerk works them off.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        refuse_unbegun(month, at)
        values = charging.parameters(estate_id=estate_id, month=month) | {
            "last_month": month.previous.first,
            "most": LISTED_CHANGES,
            "apart": sorted(APART),
        }
        totals = _rows(_TOTALS, values)
        if not totals[0][8]:
            refuse_unpriced(estate_id, month)
        lines = tuple(_line(row) for row in totals if row[1] is not None)
        issued = _rows(_ISSUED, values)[0]
        obstacle_count = totals[0][9]
        differences = tuple(Difference(cause, bills, Money(int(fen))) for cause, bills, fen in _rows(_BY_CAUSE, values))
        return Preview(
            month=month,
            due_on=due_day(month=month, issued_on=city_day(at)),
            lines=lines,
            homes=totals[0][10],
            bills=sum(line.bills for line in lines),
            amount=Money.total(line.amount for line in lines),
            issued_bills=issued[0],
            issued_amount=Money(int(issued[1])),
            last_month_bills=issued[2],
            last_month_amount=Money(int(issued[3])),
            differences=differences,
            changes=tuple(_change(row) for row in _rows(_LISTED, values)),
            change_count=sum(difference.bills for difference in differences if difference.cause != "days"),
            obstacles=tuple(find_obstacles(values)) if obstacle_count else (),
            obstacle_count=obstacle_count,
        )


def count_new_bills(*, estate_id: int, month: Month) -> int:
    """Return how many bills an issue of the month would write now, obstacles aside. Within the caller's scope."""
    return int(_rows(_COUNT, charging.parameters(estate_id=estate_id, month=month))[0][0])


def _rows(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _line(row: tuple[Any, ...]) -> PreviewLine:
    fund, item, name, bills, amount, waived, fewest, most = row[:8]
    return PreviewLine(fund, item, name, bills, Money(int(amount)), Money(int(waived)), fewest, most)


def _change(row: tuple[Any, ...]) -> Change:
    home_id, label, item_name, before, now, cause, before_quantity, now_quantity, method, waived_percent = row
    return Change(
        home_id=home_id,
        home_label=label,
        item_name=item_name,
        before=None if before is None else Money(int(before)),
        now=None if now is None else Money(int(now)),
        cause=cause,
        before_quantity=before_quantity,
        now_quantity=now_quantity,
        method=method,
        waived_percent=waived_percent,
    )
