"""Where the calendar looks for work."""

from __future__ import annotations

from datetime import date

from laoyou.infra import scope
from laoyou.system.billing.queries.rows import select

_WITH_ARREARS = """
SELECT DISTINCT bill.estate_id FROM billing_bill bill
WHERE bill.amount_fen > bill.paid_fen + bill.credited_fen AND bill.due_on < %(day)s
  AND EXISTS (SELECT FROM mandates_mandate mandate WHERE mandate.estate_id = bill.estate_id
              AND mandate.state = 'in_force' AND mandate.starts_on <= %(day)s AND mandate.ends_before > %(day)s)
UNION SELECT estate_id FROM billing_plan WHERE state = 'running'
UNION SELECT estate_id FROM billing_reminder_batch WHERE state = 'proposed'
ORDER BY 1
"""


def estates_with_arrears(day: date) -> list[int]:
    """Return the estates where something is overdue under a mandate in force, or where a plan or a batch waits."""
    with scope.everything():  # a job looks for work in all estates
        return [estate_id for (estate_id,) in select(_WITH_ARREARS, {"day": day})]
