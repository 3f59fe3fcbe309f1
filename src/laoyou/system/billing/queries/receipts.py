"""Receipts of a home as its residents may read them: not those for bills of others' time there."""

from __future__ import annotations

from laoyou.core.tenures import WHOLE
from laoyou.infra.actor import Actor
from laoyou.system.billing.queries.rows import WITHIN, require_reader, select, within
from laoyou.system.payments import queries as payments
from laoyou.system.payments.queries import ReceiptView

_FOR_OTHERS = f"""
SELECT DISTINCT allocation.payment_id
FROM billing_allocation allocation
JOIN billing_bill bill ON bill.estate_id = allocation.estate_id AND bill.id = allocation.bill_id
WHERE bill.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND NOT {WITHIN}
  AND allocation.payment_id IS NOT NULL
"""  # noqa: S608 our own text, its values are bound


def receipts_of_home(*, actor: Actor, estate_id: int, home_id: int, limit: int = 120) -> list[ReceiptView]:
    """Return the receipts of a home, the newest first. Raises: NotFound.

    To residents those of their own time there, and no receipt that a former owner's bills stand on; to tenants those
    that they paid themselves.
    """
    tenure = require_reader(actor, estate_id, home_id)
    hidden: set[int] = set()
    if tenure.periods != WHOLE.periods:
        values = {"estate_id": estate_id, "home_id": home_id, **within(tenure)}
        hidden = {payment_id for (payment_id,) in select(_FOR_OTHERS, values)}
    found = payments.receipts_of_home(actor=actor, estate_id=estate_id, home_id=home_id, limit=limit + len(hidden))
    return [receipt for receipt in found if receipt.payment_id not in hidden][:limit]
