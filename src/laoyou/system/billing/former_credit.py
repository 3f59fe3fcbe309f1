"""What of homes' credits former owners left, read for many homes at once; nothing is read where nothing was sold."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import connection

from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.billing.rules.former_credit import NOTHING_KEPT, FormerShare, Moved, former_share
from laoyou.system.ledger.rules.accounts import Account

# A payment is a former owner's when it came before `since`. What is released of a bill of theirs is theirs, unless
# somebody who came later had paid it.
_MOVES = """
WITH own AS (
  SELECT * FROM unnest(%(homes)s::bigint[], %(since)s::date[]) AS own (home_id, since)
)
SELECT line.home_id, line.posted_on, -sum(line.amount_fen), 0
FROM ledger_line line JOIN own ON own.home_id = line.home_id
WHERE line.estate_id = %(estate_id)s AND line.account = %(payer_credit)s
GROUP BY line.home_id, line.posted_on
UNION ALL
SELECT back.home_id, back.given_on, 0, -back.amount_fen
FROM billing_give_back back JOIN own ON own.home_id = back.home_id AND back.given_on >= own.since
WHERE back.estate_id = %(estate_id)s AND back.state = 'approved' AND back.is_former_owners
UNION ALL
SELECT ended.home_id, ended.settled_on, 0, -ended.former_fen
FROM billing_ending_home ended JOIN own ON own.home_id = ended.home_id AND ended.settled_on >= own.since
WHERE ended.estate_id = %(estate_id)s AND ended.former_fen > 0
UNION ALL
SELECT bill.home_id, part.allocated_on, 0, -part.amount_fen
FROM own
JOIN billing_bill bill ON bill.estate_id = %(estate_id)s AND bill.home_id = own.home_id AND bill.month < own.since
JOIN billing_allocation part ON part.estate_id = bill.estate_id AND part.bill_id = bill.id
  AND part.allocated_on >= own.since
LEFT JOIN payments_payment payment ON payment.estate_id = part.estate_id AND payment.id = part.payment_id
WHERE payment.id IS NULL OR payment.paid_on < own.since
UNION ALL
SELECT line.home_id, line.posted_on, 0, -line.amount_fen
FROM own
JOIN payments_payment payment ON payment.estate_id = %(estate_id)s AND payment.home_id = own.home_id
  AND payment.place = 'cancelled' AND payment.paid_on < own.since
JOIN ledger_entry entry ON entry.estate_id = payment.estate_id AND entry.kind = 'payment_cancelled'
  AND entry.source = payment.channel || ':' || payment.transaction
JOIN ledger_line line ON line.estate_id = entry.estate_id AND line.entry_id = entry.id
  AND line.account = %(payer_credit)s AND line.posted_on >= own.since
UNION ALL
SELECT refund.home_id, happened.day, 0, happened.fen
FROM own
JOIN payments_refund refund ON refund.estate_id = %(estate_id)s AND refund.home_id = own.home_id
JOIN payments_payment payment ON payment.estate_id = refund.estate_id AND payment.id = refund.payment_id
  AND payment.paid_on < own.since
CROSS JOIN LATERAL (VALUES (refund.held_on, -refund.amount_fen), (refund.failed_on, refund.amount_fen))
  AS happened (day, fen)
WHERE happened.day >= own.since
"""
_PAID_ON = "SELECT paid_on FROM payments_payment WHERE estate_id = %s AND id = %s"


def former_shares(*, estate_id: int, since: Mapping[int, date]) -> dict[int, FormerShare]:
    """Return what former owners have in each home's credit, by home, from the day since which it is others'.

    Homes that never changed hands, with the first of all days, are not looked at and not in the answer.
    """
    sold = {home_id: day for home_id, day in since.items() if day > date.min}
    if not sold:
        return {}
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "homes": list(sold),
        "since": list(sold.values()),
        "payer_credit": int(Account.PAYER_CREDIT),
    }
    moves: dict[int, list[Moved]] = {home_id: [] for home_id in sold}
    with connection.cursor() as cursor:
        cursor.execute(_MOVES, values)
        for home_id, day, fen, of_former_fen in cursor.fetchall():
            moves[home_id].append(Moved(day, int(fen), int(of_former_fen)))
    return {home_id: former_share(since=sold[home_id], moves=moves[home_id]) for home_id in sold}


def owned_since(*, estate_id: int, home_id: int, day: date) -> date:
    """Return the day since which the home is its present owners'; the first of all days when it never changed hands."""
    with connection.cursor() as cursor:
        cursor.execute(OWNED_SINCE, {"estate_id": estate_id, "home_id": home_id, "day": day})
        row = cursor.fetchone()
    found: date = row[1] if row else date.min
    return found


def share_since(*, estate_id: int, home_id: int, since: date) -> FormerShare:
    """Return what those before have in one home's credit."""
    return former_shares(estate_id=estate_id, since={home_id: since}).get(home_id, NOTHING_KEPT)


def paid_before(*, estate_id: int, payment_id: int, since: date) -> bool:
    """Return whether the payment is one of those before."""
    with connection.cursor() as cursor:
        cursor.execute(_PAID_ON, [estate_id, payment_id])
        row = cursor.fetchone()
    return bool(row) and row[0] < since
