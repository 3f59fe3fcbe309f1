"""No bill outlives its mandate: an end before the last billed day waits for the credit notes (invariant 4)."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import connection

from laoyou.core.calendar import Month
from laoyou.system.billing.errors import BilledBeyondTheEnd
from laoyou.system.billing.rules.lines import APART
from laoyou.system.mandates.events import MandateShortened

# What a bill asks for the days from the end on, by its days; a fen may be lost to rounding where it was credited.
# What a meter counted and what was ordered is owed whatever ends.
_STILL_DEMANDED = """
SELECT count(*), max(covered.ends_before)
FROM billing_bill bill, LATERAL (
  SELECT LEAST((bill.month + interval '1 month')::date, %(ended_before)s::date) AS ends_before
) AS covered
WHERE bill.estate_id = %(estate_id)s AND bill.month >= %(month)s AND bill.month < %(ended_before)s
  AND covered.ends_before > %(ends_before)s AND bill.method <> ALL(%(apart)s)
  AND bill.amount_fen::numeric * LEAST(bill.served_days, covered.ends_before - GREATEST(bill.month, %(ends_before)s))
    > (bill.credited_fen + 1)::numeric * bill.served_days
"""


def refuse_billed_days(event: MandateShortened) -> None:
    """Refuse an end that leaves bills for days after it, in the transaction of the end.

    Raises: BilledBeyondTheEnd.
    """
    bills, last = _still_demanded(event.estate_id, event.ends_before, event.ended_before)
    if bills:
        assert last is not None
        raise BilledBeyondTheEnd(bills=bills, day=(last - timedelta(days=1)).isoformat())


def _still_demanded(estate_id: int, ends_before: date, ended_before: date) -> tuple[int, date | None]:
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "month": Month.of(ends_before).first,
        "ends_before": ends_before,
        "ended_before": ended_before,
        "apart": sorted(APART),
    }
    with connection.cursor() as cursor:
        cursor.execute(_STILL_DEMANDED, values)
        bills, last = cursor.fetchone()
    return int(bills), last
