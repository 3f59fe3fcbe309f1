"""The estate's rules of reminding, from a day on."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime

from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.arrears.errors import NeedsASource, WrongDays
from laoyou.system.billing.arrears.models import ReminderPolicy
from laoyou.system.billing.arrears.rules.ladder import LADDER, Policy, Step

SHORTEST_BETWEEN = 7
LONGEST_AFTER = 730


def set_policy(*, actor: Actor, estate_id: int, policy: Policy, starts_on: date, source: str, at: datetime) -> int:
    """Set how an estate reminds from a day on, with where the rule comes from; what was done before stays.

    Raises: NeedsASource; WrongDays where the steps don't rise, or follow each other within a week.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_WAIVER, estate_id)
        if not source.strip():
            raise NeedsASource
        days = [policy.after_days[step] for step in LADDER]
        if days[0] < 1 or days[-1] > LONGEST_AFTER or days != sorted(days) or policy.days_between < SHORTEST_BETWEEN:
            raise WrongDays
        hours = {name: value for name, value in asdict(policy).items() if name.startswith(("quiet", "noon"))}
        row = ReminderPolicy.objects.create(
            estate_id=estate_id,
            starts_on=starts_on,
            message_after=policy.after_days[Step.MESSAGE],
            call_after=policy.after_days[Step.CALL],
            letter_after=policy.after_days[Step.LETTER],
            visit_after=policy.after_days[Step.VISIT],
            days_between=policy.days_between,
            least_fen=max(policy.least_fen, 0),
            source=source.strip()[:200],
            set_by=actor.user_id,
            set_by_name=actor.name[:60],
            set_at=at,
            **hours,
        )
        audit.record(
            "billing.reminder_policy_set",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.reminder_policy",
            subject_id=row.id,
            reason=source.strip(),
            starts_on=starts_on.isoformat(),
        )
        return int(row.id)
