"""Issuing a month's bills: one statement for the whole estate, one entry in the books, checked against each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.prepared import prepared
from laoyou.system.billing import charging
from laoyou.system.billing.errors import CannotIssue, MonthNotBegun, NoMandate, NoTariff, Obstacle
from laoyou.system.billing.rules.books import lines_of_issue
from laoyou.system.billing.rules.lines import due_day
from laoyou.system.billing.use_cases.crediting import use_credits
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import Account

LISTED_OBSTACLES = 500

# One issue of an estate at a time; 937 keeps the number apart from other uses of such locks.
_LOCK = "SELECT pg_advisory_xact_lock(937, (%s %% 2147483647)::int)"

_ISSUE = f"""
WITH {charging.CHARGES}, {charging.BILLS}, run AS MATERIALIZED (
  SELECT nextval('billing_run_id_seq') AS id
), inserted AS (
  INSERT INTO billing_bill (estate_id, run_id, home_id, month, item, item_name, fund, tariff_id, method, quantity, rate,
    served_days, month_days, full_fen, waived_percent, waiver_id, amount_fen, paid_fen, credited_fen, due_on, issued_at,
    parts)
  SELECT %(estate_id)s::bigint, (SELECT id FROM run), home_id, %(first)s::date, item, item_name, fund, tariff_id,
    method, quantity, rate, served_days, %(month_days)s, full_fen, waived_percent, waiver_id, amount_fen, 0, 0,
    %(due_on)s::date, %(at)s::timestamptz, parts
  FROM new_bill WHERE NOT EXISTS (SELECT FROM obstacle)
  RETURNING fund, item, amount_fen
), total AS MATERIALIZED (
  SELECT fund, item, count(*) AS bills, sum(amount_fen) AS amount_fen FROM inserted GROUP BY fund, item
), written AS (
  INSERT INTO billing_run (id, estate_id, month, work_id, issued_by, issued_at, bills, amount_fen)
  SELECT run.id, %(estate_id)s::bigint, %(first)s::date, %(work_id)s::bigint, %(user_id)s::bigint, %(at)s::timestamptz,
    sum(total.bills), sum(total.amount_fen)
  FROM run, total GROUP BY run.id
)
SELECT run.id, (SELECT count(*) FROM price), (SELECT count(*) FROM obstacle), total.fund, total.item, total.bills,
       total.amount_fen
FROM run LEFT JOIN total ON true
"""  # noqa: S608 our own text, its values are bound
_OBSTACLES = f"""
WITH {charging.CHARGES}
SELECT obstacle.cause, obstacle.item, obstacle.home_id, coalesce(home.label, '')
FROM obstacle LEFT JOIN places_home home ON home.estate_id = %(estate_id)s AND home.id = obstacle.home_id
ORDER BY obstacle.cause, home.sort_key, obstacle.item
"""  # noqa: S608 our own text, its values are bound
# The run's sum is what the database said it inserted; the entry's control lines have to be the same fen.
_CONTROL = """
SELECT (SELECT sum(amount_fen) FROM billing_bill
        WHERE estate_id = %(estate_id)s AND month = %(first)s AND run_id = %(run_id)s),
       (SELECT sum(amount_fen) FROM ledger_line
        WHERE estate_id = %(estate_id)s AND entry_id = %(entry_id)s AND account = %(receivable)s),
       EXISTS (SELECT FROM billing_home_credit WHERE estate_id = %(estate_id)s AND balance_fen > 0)
"""
_MANDATE = """
SELECT EXISTS (SELECT FROM mandates_mandate WHERE estate_id = %(estate_id)s AND state IN ('in_force', 'ended')
               AND starts_on < %(next)s AND ends_before > %(first)s)
"""


@dataclass(frozen=True, slots=True)
class IssuedRun:
    """What an issue did. A run that found nothing new has no id. `credited` of it was paid from homes' credits."""

    run_id: int | None
    bills: int
    amount: Money
    credited: Money


def issue_month(*, actor: Actor, estate_id: int, month: Month, at: datetime, work_id: int | None = None) -> IssuedRun:
    """Issue the bills of the month that are missing: all at first, none when asked again.

    Prices, areas and waivers are those in force on each served day; without a mandate in force there is no served day.
    Bills of homes with a credit are paid from it at once.

    Raises: MonthNotBegun; NoMandate; NoTariff; CannotIssue with the list of what stops it; then nothing is issued.
    """
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        refuse_unbegun(month, at)
        values = charging.parameters(estate_id=estate_id, month=month) | {
            "due_on": due_day(month=month, issued_on=city_day(at)),
            "at": at,
            "work_id": work_id,
            "user_id": actor.user_id,
        }
        lock_issue(estate_id)
        rows = prepared(_ISSUE, values)
        run_id, prices, obstacles = rows[0][:3]
        if not prices:
            refuse_unpriced(estate_id, month)
        if obstacles:
            raise CannotIssue(count=obstacles, obstacles=find_obstacles(values))
        if rows[0][5] is None:
            return IssuedRun(None, 0, Money(0), Money(0))
        bills = sum(row[5] for row in rows)
        amount = Money(int(sum(row[6] for row in rows)))
        sums = {(row[3], row[4]): int(row[6]) for row in rows}
        has_credits = post_run(actor=actor, estate_id=estate_id, month=month, run_id=run_id, sums=sums, at=at)
        source = f"run:{run_id}"
        credited = use_credits(actor=actor, estate_id=estate_id, source=source, at=at) if has_credits else Money(0)
        audit.record(
            "billing.month_issued",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.run",
            subject_id=run_id,
            month=str(month),
            bills=bills,
            amount=str(amount),
        )
        ask_for_refresh(estate_id=estate_id, since=month)
        return IssuedRun(run_id, bills, amount, credited)


def refuse_unbegun(month: Month, at: datetime) -> None:
    if city_day(at) < month.first:
        raise MonthNotBegun(month=str(month))


def refuse_unpriced(estate_id: int, month: Month) -> None:
    """Raises: NoMandate or NoTariff, whichever it is that leaves the month without a price."""
    with connection.cursor() as cursor:
        cursor.execute(_MANDATE, charging.parameters(estate_id=estate_id, month=month))
        if cursor.fetchone()[0]:
            raise NoTariff(month=str(month))
    raise NoMandate(month=str(month))


def find_obstacles(values: Mapping[str, Any]) -> list[Obstacle]:
    """Return what stops the issue, home by home; at most the first 500."""
    with connection.cursor() as cursor:
        cursor.execute(_OBSTACLES, values)
        return [Obstacle(*row) for row in cursor.fetchmany(LISTED_OBSTACLES)]


def lock_issue(estate_id: int) -> None:
    """Let one issue of the estate's bills after the other go on."""
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, [estate_id])


def post_run(
    *,
    actor: Actor,
    estate_id: int,
    month: Month,
    run_id: int,
    sums: Mapping[tuple[str, str], int],
    at: datetime,
    sentence: str = "",
) -> bool:
    """Post the run's summary entry and compare it with the bills that the run wrote, before anything is committed.

    Returns whether any home of the estate has a credit that could pay them.
    """
    lines = lines_of_issue(sums)
    if not lines:  # every bill of the run is waived in full
        return False
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(sentence or _TEXT) % {"month": str(month)}
    entry_id = post_entry(
        estate_id=estate_id,
        kind="bills_issued",
        source=f"run:{run_id}",
        posted_on=city_day(at),
        text=text,
        lines=lines,
        actor=actor,
        at=at,
    )
    values: dict[str, Any] = {
        "estate_id": estate_id,
        "first": month.first,
        "run_id": run_id,
        "entry_id": entry_id,
        "receivable": int(Account.RECEIVABLE),
    }
    ((bills, books, has_credits),) = prepared(_CONTROL, values)
    if bills != books:
        raise AssertionError(f"run {run_id} of estate {estate_id}: bills sum to {bills}, the books say {books}")
    return bool(has_credits)


_TEXT = mark("Bills of %(month)s")
