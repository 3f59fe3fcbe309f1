"""The kept figures of months: worked out anew from the bills, soon after something changed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from laoyou.core.calendar import CITY_TIME, Month
from laoyou.infra import scope
from laoyou.infra.prepared import prepared
from laoyou.system.billing.models import MonthFigures
from laoyou.system.billing.queries.figures import figures_live

TASK = "billing.refresh_figures"

_MONTHS = """
SELECT month FROM billing_bill WHERE estate_id = %(estate_id)s AND month >= %(since)s
UNION
SELECT date_trunc('month', issued_at AT TIME ZONE %(city)s)::date FROM billing_run
WHERE estate_id = %(estate_id)s AND (issued_at AT TIME ZONE %(city)s)::date >= %(since)s
ORDER BY 1
"""

# Queue the work unless it waits already, in one statement: every payment asks for it. A worker takes a job with SKIP
# LOCKED, so holding a waiting one until we commit makes sure that it looks after we have.
_ASK = """
WITH waiting AS MATERIALIZED (
  SELECT id FROM procrastinate_jobs WHERE queueing_lock = %(name)s AND status = 'todo' FOR SHARE
), added AS (
  INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
  SELECT 'default', %(task)s, 0, %(lock)s, %(name)s,
         jsonb_build_object('estate_id', %(estate_id)s::bigint, 'since', %(since)s::text)
  WHERE NOT EXISTS (SELECT FROM waiting)
  ON CONFLICT DO NOTHING
  RETURNING id
)
SELECT EXISTS (SELECT FROM waiting) OR EXISTS (SELECT FROM added)
"""


def refresh_figures(*, estate_id: int, since: Month, at: datetime) -> int:
    """Work out the kept figures from `since` on, and return how many there are.

    Months that were billed have them, and those in which anything was issued.
    """
    with scope.estate(estate_id):
        with connection.cursor() as cursor:
            cursor.execute(_MONTHS, {"estate_id": estate_id, "city": CITY_TIME.key, "since": since.first})
            months = [Month.of(first) for (first,) in cursor.fetchall()]
        rows = []
        for month in months:
            figures = figures_live(estate_id=estate_id, month=month)
            rows.append(
                MonthFigures(
                    estate_id=estate_id,
                    month=month.first,
                    homes_billed=figures.homes_billed,
                    homes_clear=figures.homes_clear,
                    due_fen=figures.due_fen,
                    collected_fen=figures.collected_fen,
                    opening_arrears_fen=figures.opening_arrears_fen,
                    recovered_fen=figures.recovered_fen,
                    of_earlier_fen=figures.of_earlier_fen,
                    billed_later_fen=figures.billed_later_fen,
                    as_of=at,
                )
            )
        MonthFigures.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["estate_id", "month"],
            update_fields=[
                *("homes_billed", "homes_clear", "due_fen", "collected_fen"),
                *("opening_arrears_fen", "recovered_fen", "of_earlier_fen", "billed_later_fen", "as_of"),
            ],
        )
    return len(rows)


def ask_for_refresh(*, estate_id: int, since: Month) -> None:
    """Queue the work in the caller's transaction, unless it waits already. Call it last: it may wait for a twin."""
    values: dict[str, str | int] = {
        "name": f"{TASK}:{estate_id}:{since}",
        "task": TASK,
        "lock": f"{TASK}:{estate_id}",
        "estate_id": estate_id,
        "since": str(since),
    }
    is_queued = False
    while not is_queued:  # a twin's came between and has committed: now it is seen, or taken and gone
        ((is_queued,),) = prepared(_ASK, values)
