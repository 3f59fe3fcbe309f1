"""What lies on a home's bills and in its credit, of one payment and of credit, for those who take money back."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date

from django.db import connection

from laoyou.system.billing.former_credit import owned_since, paid_before, share_since
from laoyou.system.billing.rules.allocation import Standing

# Bills are locked in order of id, then credits, as by everybody who moves money here.
_BILLS = """
SELECT bill.id, bill.home_id, bill.month, bill.fund, bill.paid_fen
FROM billing_bill bill
WHERE bill.estate_id = %(estate_id)s AND bill.home_id = %(home_id)s AND bill.paid_fen > 0
  AND (%(only)s::bigint[] IS NULL OR bill.id = ANY(%(only)s::bigint[]))
ORDER BY bill.id
"""
_PARTS = """
SELECT bill_id, coalesce(sum(amount_fen) FILTER (WHERE payment_id = %(payment_id)s), 0),
       coalesce(sum(amount_fen) FILTER (WHERE payment_id IS NULL), 0)
FROM billing_allocation WHERE estate_id = %(estate_id)s AND bill_id = ANY(%(bills)s) GROUP BY bill_id
"""
_CREDIT = """
SELECT balance_fen FROM billing_home_credit WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s
"""
_HOLD = "FOR UPDATE"
_LOCK = "SELECT id FROM billing_bill WHERE estate_id = %s AND home_id = %s ORDER BY id FOR UPDATE"


def hold_bills(estate_id: int, home_id: int) -> None:
    """Lock the home's bills, as everybody does who moves money here, before its credit is touched."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [estate_id, home_id])


def standings(
    *, estate_id: int, home_id: int, payment_id: int, day: date, only: Collection[int] | None = None, holds: bool
) -> tuple[list[Standing], int]:
    """Return what is paid on the home's bills, or on those, and the credit that is the payer's; `holds` locks both.

    Where the home has changed hands, a payment of before has nothing in the credit of those who came after, nor theirs
    in what was left: `day` says who they are.
    """
    lock = _HOLD if holds else ""
    values = {
        "estate_id": estate_id,
        "home_id": home_id,
        "payment_id": payment_id,
        "only": None if only is None else sorted(only),
    }
    with connection.cursor() as cursor:
        cursor.execute(_BILLS + lock, values)
        rows = cursor.fetchall()
        cursor.execute(_PARTS, {**values, "bills": [row[0] for row in rows]})
        parts = {bill_id: (int(own), int(credit)) for bill_id, own, credit in cursor.fetchall()}
        cursor.execute(_CREDIT + lock, values)
        credit = cursor.fetchone()
    found = []
    for bill_id, of_home, month, fund, paid_fen in rows:
        own_fen, credit_fen = parts.get(bill_id, (0, 0))
        found.append(Standing(bill_id, of_home, month, fund, paid_fen, own_fen, credit_fen))
    credit_fen = int(credit[0]) if credit else 0
    since = owned_since(estate_id=estate_id, home_id=home_id, day=day)
    if since == date.min:
        return found, credit_fen
    share = share_since(estate_id=estate_id, home_id=home_id, since=since)
    if not paid_before(estate_id=estate_id, payment_id=payment_id, since=since):
        return found, credit_fen - share.kept_fen
    return _of_former(found, since, share.lent_fen), share.kept_fen


def _of_former(bills: list[Standing], since: date, lent_fen: int) -> list[Standing]:
    """What credit paid on the bills of today was the owners' own but for what was used of the former ones', if any."""
    found = []
    for bill in sorted(bills, key=lambda bill: (bill.month, bill.bill_id), reverse=True):
        if bill.month >= since:
            part = min(bill.credit_fen, lent_fen)
            lent_fen -= part
            bill = replace(bill, credit_fen=part)
        found.append(bill)
    return found
