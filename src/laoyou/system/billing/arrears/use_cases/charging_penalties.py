"""Charging late penalties: an act of its own beside the month's issue, asked for by a person, once for each bill."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import connection
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.arrears.errors import NoPenaltyAgreed
from laoyou.system.billing.arrears.penalties import PENALTIES, penalty_parameters
from laoyou.system.billing.rules.books import PENALTY_ITEM
from laoyou.system.billing.rules.charges import WAIVABLE_FUND
from laoyou.system.billing.rules.lines import due_day
from laoyou.system.billing.use_cases.crediting import use_credits
from laoyou.system.billing.use_cases.issuing import IssuedRun, lock_issue, post_run
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.mandates import queries as mandates

NAME = mark("Late penalty")
TEXT = mark("Late penalties, %(month)s")
_CHARGE = f"""
WITH {PENALTIES}, run AS MATERIALIZED (
  SELECT nextval('billing_run_id_seq') AS id
), inserted AS (
  INSERT INTO billing_bill (estate_id, run_id, home_id, month, item, item_name, fund, tariff_id, method, quantity, rate,
    served_days, month_days, full_fen, waived_percent, waiver_id, amount_fen, paid_fen, credited_fen, due_on, issued_at,
    parts)
  SELECT %(estate_id)s::bigint, (SELECT id FROM run), home_id, %(first)s::date, item, item_name, %(fund)s::text,
    bill_id, 'penalty', quantity, rate, days, days, full_fen, waived, waiver_id, amount_fen, 0, 0, %(due_on)s::date,
    %(at)s::timestamptz, jsonb_build_array(jsonb_build_object('starts_on', %(first)s::date, 'days', days,
      'method', 'penalty', 'quantity', quantity, 'rate', rate::text, 'waived_percent', waived, 'worked', worked))
  FROM penalty
  RETURNING amount_fen
), written AS (
  INSERT INTO billing_run (id, estate_id, month, issued_by, issued_at, bills, amount_fen)
  SELECT run.id, %(estate_id)s::bigint, %(first)s::date, %(user_id)s::bigint, %(at)s::timestamptz, count(*),
    sum(inserted.amount_fen)
  FROM run, inserted GROUP BY run.id
)
SELECT (SELECT id FROM run), count(*), coalesce(sum(amount_fen), 0) FROM inserted
"""  # noqa: S608 our own text, its values are bound


def charge_penalties(*, actor: Actor, estate_id: int, at: datetime) -> IssuedRun:
    """Bill the penalty of each bill that was settled late and bears one, and say what was issued; again: nothing.

    Only under a contract in force whose clause says so, only on its own service fees, and only for what came in after a
    reminding letter. A waiver that holds today holds for it too. Law: CIVIL-939, CIVIL-944.

    Raises: NoPenaltyAgreed; MonthClosed.
    """
    with scope.estate(estate_id):
        actor.require(Right.ISSUE_BILLS, estate_id)
        today = city_day(at)
        month = Month.of(today)
        lock_issue(estate_id)
        mandate = mandates.mandate_in_force(estate_id, today)
        if mandate is None or not mandate.may_carry_late_penalty or not mandate.penalty.is_agreed:
            raise NoPenaltyAgreed
        with translation.override(settings.LANGUAGE_CODE):
            name = gettext(NAME)
        values = penalty_parameters(estate_id=estate_id, mandate=mandate, day=today, name=name) | {
            "first": month.first,
            "due_on": due_day(month=month, issued_on=today),
            "user_id": actor.user_id,
            "at": at,
        }
        with connection.cursor() as cursor:
            cursor.execute(_CHARGE, values)
            run_id, bills, fen = cursor.fetchone()
        if not bills:
            return IssuedRun(None, 0, Money(0), Money(0))
        amount = Money(int(fen))
        sums = {(WAIVABLE_FUND, PENALTY_ITEM): amount.fen}
        has_credits = post_run(
            actor=actor, estate_id=estate_id, month=month, run_id=run_id, sums=sums, at=at, sentence=TEXT
        )
        source = f"run:{run_id}"
        credited = use_credits(actor=actor, estate_id=estate_id, source=source, at=at) if has_credits else Money(0)
        audit.record(
            "billing.penalties_charged",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.run",
            subject_id=run_id,
            bills=bills,
            amount=str(amount),
        )
        ask_for_refresh(estate_id=estate_id, since=month)
        return IssuedRun(run_id, bills, amount, credited)
