"""The kept figures of months: worked out anew from the bills, soon after something changed."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction
from procrastinate.exceptions import AlreadyEnqueued

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.infra.jobs import app
from laoyou.system.billing.models import Bill, MonthFigures
from laoyou.system.billing.queries.figures import figures_live

TASK = "billing.refresh_figures"

# A worker takes a job with SKIP LOCKED. Holding a waiting one until we commit makes sure that it looks after we have.
_HOLD = "SELECT 1 FROM procrastinate_jobs WHERE queueing_lock = %s AND status = 'todo' FOR SHARE"


def refresh_figures(*, estate_id: int, since: Month, at: datetime) -> int:
    """Work out the kept figures of the estate's billed months from `since` on, and return how many there are."""
    with scope.estate(estate_id):
        billed = Bill.objects.filter(estate_id=estate_id, month__gte=since.first)
        months = [Month.of(first) for first in billed.values_list("month", flat=True).distinct().order_by("month")]
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
                    as_of=at,
                )
            )
        MonthFigures.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["estate_id", "month"],
            update_fields=[
                *("homes_billed", "homes_clear", "due_fen", "collected_fen"),
                *("opening_arrears_fen", "recovered_fen", "as_of"),
            ],
        )
    return len(rows)


def ask_for_refresh(*, estate_id: int, since: Month) -> None:
    """Queue the work in the caller's transaction, unless the same already waits. Call it last: it may wait."""
    name = f"{TASK}:{estate_id}:{since}"
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [name])
        if cursor.fetchone() is not None:
            return
    job = app.configure_task(TASK, queueing_lock=name, lock=f"{TASK}:{estate_id}")
    try:
        with transaction.atomic():
            job.defer(estate_id=estate_id, since=str(since))
    except AlreadyEnqueued:  # a twin's came between and has committed
        with connection.cursor() as cursor:
            cursor.execute(_HOLD, [name])
