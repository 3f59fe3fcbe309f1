"""What lies on the homes of an estate whose service ends, read for all of them, or for one, in a few statements."""

from __future__ import annotations

from collections import defaultdict
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from laoyou.core.calendar import Month, city_day
from laoyou.system.billing.endings.rules.unearned import HeldPayment, HomeStanding, StandingBill
from laoyou.system.billing.former_credit import former_shares
from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.billing.rules.lines import APART
from laoyou.system.payments.refunds.rules.limits import MOST_PARTS, WITHIN
from laoyou.system.payments.rules.orders import GATEWAYS

# The channel's time must not run out between the list and the answer.
_SAFE = timedelta(days=2)
_BILLS = f"""
SELECT bill.home_id, bill.id, bill.month, bill.amount_fen, bill.paid_fen, bill.credited_fen, bill.served_days,
       after.days, owned.since IS NOT NULL AND bill.month < owned.since
FROM billing_bill bill
LEFT JOIN ({OWNED_SINCE}) owned ON owned.home_id = bill.home_id
CROSS JOIN LATERAL (
  SELECT LEAST((bill.month + interval '1 month')::date, %(ended_before)s::date) AS ends_before
) AS covered
CROSS JOIN LATERAL (
  SELECT CASE WHEN bill.month >= %(month)s AND bill.month < %(ended_before)s
                   AND covered.ends_before > %(ends_before)s
                   AND bill.method <> ALL(%(apart)s)
              THEN LEAST(bill.served_days, covered.ends_before - GREATEST(bill.month, %(ends_before)s)) ELSE 0 END
         AS days
) AS after
WHERE bill.estate_id = %(estate_id)s AND (%(home_id)s::bigint IS NULL OR bill.home_id = %(home_id)s)
  AND (after.days > 0 OR bill.amount_fen > bill.paid_fen + bill.credited_fen)
ORDER BY bill.home_id, bill.id
"""  # noqa: S608 our own text, its values are bound
_CREDITS = """
SELECT home_id, balance_fen FROM billing_home_credit
WHERE estate_id = %(estate_id)s AND balance_fen > 0 AND (%(home_id)s::bigint IS NULL OR home_id = %(home_id)s)
"""
_DEPOSITS = f"""
SELECT deposit.home_id, sum(deposit.amount_fen) FROM billing_deposit deposit
LEFT JOIN ({OWNED_SINCE}) owned ON owned.home_id = deposit.home_id
WHERE deposit.estate_id = %(estate_id)s AND deposit.state = 'held'
  AND (%(home_id)s::bigint IS NULL OR deposit.home_id = %(home_id)s)
  AND (owned.since IS NULL OR deposit.taken_on >= owned.since)
GROUP BY deposit.home_id
"""  # noqa: S608 our own text, its values are bound
_PAYMENTS = """
SELECT home_id, id, paid_on, amount_fen - reserved_fen FROM payments_payment payment
WHERE estate_id = %(estate_id)s AND home_id = ANY(%(homes)s) AND channel = ANY(%(gateways)s) AND place = 'applied'
  AND trouble <> 'refunded' AND amount_fen > reserved_fen AND refund_parts < %(most)s AND paid_at > %(since)s
  AND NOT EXISTS (SELECT FROM payments_refund refund
                  WHERE refund.estate_id = payment.estate_id AND refund.payment_id = payment.id
                    AND (refund.state = 'asked' OR refund.stage IN ('failed', 'abnormal')))
"""


def standings_at_the_end(
    *,
    estate_id: int,
    ends_before: date,
    ended_before: date,
    with_deposits: bool,
    at: datetime,
    home_id: int | None = None,
) -> dict[int, HomeStanding]:
    """Return what lies on each home, for a service that ends before `ends_before` and not before `ended_before`.

    Homes on which nothing lies are not in the answer. A payment whose channel has failed once is not asked again.
    What a meter counted and what was ordered is owed whatever ends. A deposit of before a sale is not the buyer's.
    """
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "home_id": home_id,
        "day": city_day(at),
        "month": Month.of(ends_before).first,
        "ends_before": ends_before,
        "ended_before": ended_before,
        "apart": sorted(APART),
    }
    bills: dict[int, list[StandingBill]] = defaultdict(list)
    for of_home, *facts in _rows(_BILLS, values):
        bills[of_home].append(StandingBill(*facts))
    credits = {of_home: int(fen) for of_home, fen in _rows(_CREDITS, values)}
    deposits = {of_home: int(fen) for of_home, fen in _rows(_DEPOSITS, values)} if with_deposits else {}
    owned: dict[int, date] = dict(_rows(OWNED_SINCE, values))
    shares = former_shares(estate_id=estate_id, since={home: owned[home] for home in credits if home in owned})
    payments: dict[int, list[HeldPayment]] = defaultdict(list)
    homes = sorted(credits.keys() | deposits.keys() | bills.keys())
    held = {"homes": homes, "gateways": sorted(GATEWAYS), "most": MOST_PARTS, "since": at - WITHIN + _SAFE}
    for of_home, payment_id, paid_on, rest_fen in _rows(_PAYMENTS, values | held):
        if paid_on >= owned.get(of_home, date.min):
            payments[of_home].append(HeldPayment(payment_id, paid_on, int(rest_fen)))
    return {
        home: HomeStanding(
            bills=tuple(bills[home]),
            credit_fen=credits.get(home, 0),
            former_fen=shares[home].kept_fen if home in shares else 0,
            deposits_fen=deposits.get(home, 0),
            payments=tuple(payments[home]),
        )
        for home in homes
    }


def _rows(statement: str, values: dict[str, Any]) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
