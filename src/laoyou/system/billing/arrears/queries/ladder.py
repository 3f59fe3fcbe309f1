"""Where each home with something overdue stands on the ladder: read in one statement, judged by the rules."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from laoyou.core.calendar import CITY_TIME, Month
from laoyou.core.money import Money
from laoyou.system.billing.arrears.queries.policy import policy_on
from laoyou.system.billing.arrears.rules.ladder import LADDER, Rest, Situation, Step, next_step
from laoyou.system.billing.queries.rows import select

# `since`: the first day that is the affair of those who own the home now, by people's own rule (rules.tenures): nobody
# is reminded of what a former owner left. Bills in a plan are kept out while it runs or
# waits for our decision. What a former owner promised, asked or said of their need is no peace for those after them.
_SITUATIONS = """
WITH owner AS (
  SELECT bond.home_id, bond.person_id, coalesce((
           SELECT max(least(coalesce(other.ends_before, bond.starts_on), bond.starts_on)) FROM people_home_bond other
           WHERE other.estate_id = bond.estate_id AND other.home_id = bond.home_id AND other.role = 'owner'
             AND other.person_id <> bond.person_id AND other.starts_on < bond.starts_on), DATE '0001-01-01') AS since
  FROM people_home_bond bond
  WHERE bond.estate_id = %(estate_id)s AND bond.role = 'owner' AND bond.starts_on <= %(day)s
    AND (bond.ends_before IS NULL OR bond.ends_before > %(day)s)
), owned AS (
  SELECT home_id, min(since) AS since FROM owner GROUP BY home_id
), overdue AS (
  SELECT bill.home_id, sum(bill.amount_fen - bill.paid_fen - bill.credited_fen) AS fen, count(*) AS bills,
         min(bill.due_on) AS oldest, min(bill.month) AS first_month, max(bill.month) AS last_month
  FROM billing_bill bill LEFT JOIN owned ON owned.home_id = bill.home_id
  WHERE bill.estate_id = %(estate_id)s AND bill.amount_fen > bill.paid_fen + bill.credited_fen
    AND bill.due_on < %(day)s AND (owned.since IS NULL OR bill.month >= owned.since)
    AND (%(home_id)s::bigint IS NULL OR bill.home_id = %(home_id)s)
    AND NOT EXISTS (SELECT FROM billing_plan_bill part JOIN billing_plan plan
                      ON plan.estate_id = part.estate_id AND plan.id = part.plan_id
                     AND plan.state IN ('asked', 'running')
                    WHERE part.estate_id = bill.estate_id AND part.bill_id = bill.id)
  GROUP BY bill.home_id
), reached AS (
  SELECT overdue.home_id, array_agg(DISTINCT owner.person_id ORDER BY owner.person_id) AS persons
  FROM overdue JOIN owner ON owner.home_id = overdue.home_id AND owner.since <= overdue.first_month
  JOIN people_person person ON person.estate_id = %(estate_id)s AND person.id = owner.person_id
    AND person.telephone <> ''
  GROUP BY overdue.home_id
)
SELECT overdue.home_id, home.label, overdue.fen, overdue.bills, overdue.oldest, overdue.first_month, overdue.last_month,
       told.steps, told.last_on, answer.rests_until, reached.persons,
       coalesce('gentle' = ANY (mark.kinds), false), coalesce('dispute' = ANY (mark.kinds), false),
       coalesce('hardship' = ANY (mark.kinds), false)
FROM overdue
JOIN places_home home ON home.estate_id = %(estate_id)s AND home.id = overdue.home_id
LEFT JOIN reached ON reached.home_id = overdue.home_id
LEFT JOIN LATERAL (
  SELECT array_agg(DISTINCT step) FILTER (WHERE left_out_reason = '') AS steps, max(day) AS last_on
  FROM billing_reminder told
  WHERE told.estate_id = %(estate_id)s AND told.home_id = overdue.home_id AND told.day > overdue.oldest
) told ON true
LEFT JOIN (SELECT told.home_id, max(told.rests_until) AS rests_until
           FROM billing_reminder_outcome told LEFT JOIN owned ON owned.home_id = told.home_id
           WHERE told.estate_id = %(estate_id)s AND
             (owned.since IS NULL OR (told.at AT TIME ZONE %(city)s)::date >= owned.since)
           GROUP BY told.home_id) answer
  ON answer.home_id = overdue.home_id
LEFT JOIN (SELECT mark.home_id, array_agg(mark.kind) AS kinds
           FROM billing_home_mark mark LEFT JOIN owned ON owned.home_id = mark.home_id
           WHERE mark.estate_id = %(estate_id)s AND mark.closed_at IS NULL AND
             (owned.since IS NULL OR (mark.opened_at AT TIME ZONE %(city)s)::date >= owned.since)
           GROUP BY mark.home_id) mark
  ON mark.home_id = overdue.home_id
ORDER BY home.sort_key, overdue.home_id
"""


@dataclass(frozen=True, slots=True)
class Debtor:
    """A home with overdue bills of its present owners, outside plans. `due` is what the rules say of today."""

    home_id: int
    home_label: str
    amount: Money
    bills: int
    oldest_due_on: date
    first_month: Month
    last_month: Month
    persons: tuple[int, ...]
    situation: Situation
    due: Step | Rest

    def days_past_due(self, day: date) -> int:
        return (day - self.oldest_due_on).days


def debtors(estate_id: int, day: date, *, home_id: int | None = None) -> list[Debtor]:
    """Return every home with something overdue and what the ladder says of it, in the order of homes."""
    policy = policy_on(estate_id, day).policy
    values = {"estate_id": estate_id, "day": day, "home_id": home_id, "city": CITY_TIME.key}
    found = []
    for row in select(_SITUATIONS, values):
        situation = _situation(row)
        found.append(
            Debtor(
                home_id=row[0],
                home_label=row[1],
                amount=Money(int(row[2])),
                bills=row[3],
                oldest_due_on=row[4],
                first_month=Month.of(row[5]),
                last_month=Month.of(row[6]),
                persons=tuple(row[10] or ()),
                situation=situation,
                due=next_step(policy, situation, day),
            )
        )
    return found


def due_for(estate_id: int, step: Step, day: date) -> list[Debtor]:
    """Return who is due for this step on the day."""
    return [debtor for debtor in debtors(estate_id, day) if debtor.due is step]


def _situation(row: tuple[Any, ...]) -> Situation:
    taken = [Step(step) for step in row[7] or ()]
    return Situation(
        overdue_fen=int(row[2]),
        oldest_due_on=row[4],
        highest=max(taken, key=LADDER.index) if taken else None,
        last_on=row[8],
        rests_until=row[9],
        has_telephone=bool(row[10]),
        is_gentle=row[11],
        is_disputed=row[12],
        is_hardship=row[13],
    )
