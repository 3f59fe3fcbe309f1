"""What a payment paid on bills, as an invoice tells it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from laoyou.system.billing.invoices.rules.taxes import TAXED_FUNDS, TaxedItem, TaxedLine, lines_of

# A bill that was corrected is worth less: its price is what its payments paid, the oldest first, and no more.
_PAID = """
WITH mine AS (
  SELECT bill_id, sum(amount_fen) AS fen, min(id) AS since FROM billing_allocation
  WHERE estate_id = %(estate_id)s AND payment_id = %(payment_id)s GROUP BY bill_id
)
SELECT bill.fund, bill.item_name, sum(least(mine.fen, greatest(bill.amount_fen - bill.credited_fen - before.fen, 0)))
FROM mine
JOIN billing_bill bill ON bill.estate_id = %(estate_id)s AND bill.id = mine.bill_id
CROSS JOIN LATERAL (
  SELECT coalesce(sum(other.amount_fen), 0) AS fen FROM billing_allocation other
  WHERE other.estate_id = %(estate_id)s AND other.bill_id = mine.bill_id AND other.payment_id <> %(payment_id)s
    AND other.id < mine.since
) before
WHERE bill.fund = ANY(%(funds)s)
GROUP BY bill.fund, bill.item_name ORDER BY min(bill.id)
"""
_PAYMENTS = """
SELECT DISTINCT payment_id FROM billing_allocation
WHERE estate_id = %(estate_id)s AND bill_id = %(bill_id)s AND payment_id IS NOT NULL ORDER BY 1
"""


def paid_lines(estate_id: int, payment_id: int, items: Mapping[str, TaxedItem]) -> list[TaxedLine]:
    """Return the lines of an invoice for what the payment pays on bills now, in the caller's scope."""
    return lines_of(_paid(estate_id, payment_id), items)


def still_paid_fen(estate_id: int, payment_id: int, names: set[str]) -> int:
    """Return what the payment pays on bills of these items now."""
    return sum(fen for _, name, fen in _paid(estate_id, payment_id) if name in names)


def payments_of_bill(estate_id: int, bill_id: int) -> list[int]:
    """Return the payments that pay or paid on a bill."""
    with connection.cursor() as cursor:
        cursor.execute(_PAYMENTS, {"estate_id": estate_id, "bill_id": bill_id})
        return [payment_id for (payment_id,) in cursor.fetchall()]


def _paid(estate_id: int, payment_id: int) -> list[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(_PAID, {"estate_id": estate_id, "payment_id": payment_id, "funds": sorted(TAXED_FUNDS)})
        return [(fund, name, int(fen)) for fund, name, fen in cursor.fetchall()]
