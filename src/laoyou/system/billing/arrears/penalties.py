"""Which bills bear a late penalty now and how much, for a whole estate in one statement.

The rule, bill by bill, is `rules.penalty.penalty_of_parts`; a property test holds the two equal. A penalty is worked
out once, when its bill has been settled, so what it comes to no longer changes.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from laoyou.system.billing.arrears.rules.penalty import AT_MOST
from laoyou.system.billing.owing import OWNED_SINCE
from laoyou.system.billing.rules.charges import WAIVABLE_FUND
from laoyou.system.billing.rules.lines import APART
from laoyou.system.mandates.queries import MandateInForce

# The fees of the service that the contract itself set, for whole months under it; a household that disputes, needs
# help, is treated gently or pays by a plan is left in peace, and so is whoever bought the home since.
REACHED = f"""
reached AS (
  SELECT bill.id, bill.home_id, bill.month, bill.item_name, bill.due_on, bill.amount_fen, bill.paid_fen,
         bill.credited_fen, letter.told_on
  FROM billing_bill bill
  JOIN mandates_tariff tariff ON tariff.estate_id = bill.estate_id AND tariff.id = bill.tariff_id
    AND tariff.mandate_id = %(mandate_id)s::bigint
  LEFT JOIN ({OWNED_SINCE}) owned ON owned.home_id = bill.home_id
  LEFT JOIN LATERAL (
    SELECT min(reminder.day) AS told_on FROM billing_reminder reminder
    WHERE reminder.estate_id = bill.estate_id AND reminder.home_id = bill.home_id AND reminder.step = 'letter'
      AND reminder.left_out_reason = '' AND reminder.day > bill.due_on
  ) letter ON true
  WHERE bill.estate_id = %(estate_id)s::bigint AND (%(home_id)s::bigint IS NULL OR bill.home_id = %(home_id)s::bigint)
    AND bill.fund = %(fund)s::text AND bill.method <> ALL(%(apart)s::text[])
    AND bill.month >= %(starts_on)s::date AND bill.due_on < %(day)s::date
    AND (owned.since IS NULL OR bill.month >= owned.since)
    AND NOT EXISTS (SELECT FROM billing_home_mark mark WHERE mark.estate_id = bill.estate_id
                    AND mark.home_id = bill.home_id AND mark.closed_at IS NULL)
    AND NOT EXISTS (SELECT FROM billing_plan_bill part JOIN billing_plan plan
                      ON plan.estate_id = part.estate_id AND plan.id = part.plan_id
                    WHERE part.estate_id = bill.estate_id AND part.bill_id = bill.id
                      AND plan.state IN ('asked', 'running', 'kept'))
)"""  # noqa: S608 our own text, its values are bound

PENALTIES = f"""
{REACHED}, late AS (
  SELECT reached.id, reached.home_id, reached.month, reached.item_name, reached.paid_fen,
         sum(money.amount_fen * days.late) FILTER (WHERE days.late > 0) AS fen_days,
         sum(money.amount_fen) FILTER (WHERE days.late > 0) AS late_fen, max(days.late) AS late_days,
         string_agg(CASE WHEN money.amount_fen < 0 THEN '− ' ELSE '+ ' END
                    || to_char(abs(money.amount_fen) / 100.0, 'FM999999999990.00') || ' × ' || days.late, ' '
                    ORDER BY money.id) FILTER (WHERE days.late > 0) AS worked
  FROM reached
  JOIN billing_allocation money ON money.estate_id = %(estate_id)s::bigint AND money.bill_id = reached.id
  CROSS JOIN LATERAL (
    SELECT CASE WHEN money.allocated_on > reached.told_on
                THEN greatest(money.allocated_on - reached.due_on - %(free_days)s::int, 0) ELSE 0 END AS late
  ) AS days
  WHERE reached.told_on IS NOT NULL AND reached.amount_fen = reached.paid_fen + reached.credited_fen
    AND reached.paid_fen > 0
    AND NOT EXISTS (SELECT FROM billing_bill penalty WHERE penalty.estate_id = %(estate_id)s::bigint
                    AND penalty.method = 'penalty' AND penalty.tariff_id = reached.id)
  GROUP BY reached.id, reached.home_id, reached.month, reached.item_name, reached.paid_fen
), exact AS (
  SELECT late.*, least(greatest(fen_days, 0) * %(rate)s::numeric, paid_fen * %(cap)s::numeric / 100) AS fen,
         greatest(fen_days, 0) * %(rate)s::numeric > paid_fen * %(cap)s::numeric / 100 AS is_capped,
         coalesce(waived.percent, 0) AS waived, waived.id AS waiver_id
  FROM late
  LEFT JOIN LATERAL (
    SELECT waiver.percent, waiver.id FROM billing_waiver waiver
    WHERE waiver.estate_id = %(estate_id)s::bigint AND waiver.home_id = late.home_id AND waiver.state = 'approved'
      AND waiver.starts_on <= %(day)s::date AND waiver.ends_before > %(day)s::date
    ORDER BY waiver.percent DESC, waiver.id DESC LIMIT 1
  ) waived ON true
), penalty AS (
  SELECT id AS bill_id, home_id, 'penalty_' || id AS item,
         left(%(name)s::text || ' ' || to_char(month, 'YYYY-MM') || ' ' || item_name, 60) AS item_name,
         greatest(late_fen, 0)::int AS quantity, %(rate)s::numeric * 100 AS rate, late_days AS days, waived, waiver_id,
         round(fen)::bigint AS full_fen, round(fen * (100 - waived) / 100)::bigint AS amount_fen,
         substr(worked, CASE WHEN left(worked, 1) = '+' THEN 3 ELSE 1 END)
           || CASE WHEN is_capped
              THEN %(at_most)s::text || to_char(paid_fen * %(cap)s::numeric / 10000, 'FM999999999990.00')
              ELSE '' END AS worked
  FROM exact WHERE fen >= 0.5
)"""  # noqa: S608 our own text, its values are bound


def penalty_parameters(
    *, estate_id: int, mandate: MandateInForce, day: date, name: str, home_id: int | None = None
) -> dict[str, Any]:
    """Return what the text needs, in the estate's scope."""
    clause = mandate.penalty
    return {
        "estate_id": estate_id,
        "home_id": home_id,
        "mandate_id": mandate.id,
        "starts_on": mandate.starts_on,
        "day": day,
        "fund": WAIVABLE_FUND,
        "apart": sorted(APART),
        "rate": clause.rate_per_day if mandate.may_carry_late_penalty else 0,
        "free_days": clause.free_days,
        "cap": clause.cap_percent,
        "name": name,
        "at_most": AT_MOST,
    }
