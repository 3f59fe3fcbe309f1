"""What a payment paid on bills, as an invoice tells it."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import connection

from laoyou.system.billing.invoices.rules.taxes import TAXED_FUNDS, TaxedItem, TaxedLine, lines_of

_PAID = """
SELECT bill.fund, bill.item_name, sum(allocation.amount_fen)
FROM billing_allocation allocation
JOIN billing_bill bill ON bill.estate_id = allocation.estate_id AND bill.id = allocation.bill_id
WHERE allocation.estate_id = %s AND allocation.payment_id = %s AND bill.fund = ANY(%s)
GROUP BY bill.fund, bill.item_name ORDER BY min(bill.id)
"""


def paid_lines(estate_id: int, payment_id: int, items: Mapping[str, TaxedItem]) -> list[TaxedLine]:
    """Return the lines of an invoice for what the payment pays on bills now, in the caller's scope."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [estate_id, payment_id, sorted(TAXED_FUNDS)])
        return lines_of([(fund, name, int(fen)) for fund, name, fen in cursor.fetchall()], items)


def still_paid_fen(estate_id: int, payment_id: int, names: set[str]) -> int:
    """Return what the payment pays on bills of these items now."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID, [estate_id, payment_id, sorted(TAXED_FUNDS)])
        return sum(int(fen) for _, name, fen in cursor.fetchall() if name in names)
