"""The rules of reminding that hold in an estate on a day, and what its mandate says of late payment."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from laoyou.infra.actor import Actor
from laoyou.system.billing.arrears.models import ReminderPolicy
from laoyou.system.billing.arrears.rules.ladder import USUAL, Policy, Step
from laoyou.system.billing.arrears.rules.penalty import PenaltyTerms
from laoyou.system.billing.queries.rows import require_reader
from laoyou.system.mandates import queries as mandates


@dataclass(frozen=True, slots=True)
class PolicyView:
    """A policy with where it comes from; the usual one, which nobody has set, has no `starts_on`."""

    policy: Policy
    starts_on: date | None
    source: str
    set_by_name: str
    set_at: datetime | None


def policy_on(estate_id: int, day: date) -> PolicyView:
    """Return the policy that holds on the day: the newest that has begun, or the usual one."""
    row = ReminderPolicy.objects.filter(estate_id=estate_id, starts_on__lte=day).order_by("-starts_on", "-id").first()
    return _view(row) if row else PolicyView(USUAL, None, "", "", None)


def policies_for(*, actor: Actor, estate_id: int) -> list[PolicyView]:
    """Return every policy that the estate has had, the newest first."""
    require_reader(actor, estate_id)
    return [_view(row) for row in ReminderPolicy.objects.filter(estate_id=estate_id).order_by("-starts_on", "-id")]


def penalty_terms(estate_id: int, day: date) -> PenaltyTerms:
    """Return what the mandate in force lets a late payment cost: nothing without a clause in its contract."""
    mandate = mandates.mandate_in_force(estate_id, day)
    if mandate is None:
        return PenaltyTerms(may_carry=False, rate_per_day=Decimal(0))
    clause = mandate.penalty
    return PenaltyTerms(
        may_carry=mandate.may_carry_late_penalty,
        rate_per_day=clause.rate_per_day,
        free_days=clause.free_days,
        cap_percent=clause.cap_percent,
    )


def _view(row: ReminderPolicy) -> PolicyView:
    after = {
        Step.MESSAGE: row.message_after,
        Step.CALL: row.call_after,
        Step.LETTER: row.letter_after,
        Step.VISIT: row.visit_after,
    }
    policy = Policy(
        after_days=after,
        days_between=row.days_between,
        least_fen=row.least_fen,
        quiet_from=row.quiet_from,
        quiet_until=row.quiet_until,
        noon_from=row.noon_from,
        noon_until=row.noon_until,
    )
    return PolicyView(policy, row.starts_on, row.source, row.set_by_name, row.set_at)
