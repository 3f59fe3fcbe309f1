"""A row that one person asks for and another decides: its columns, its checks, and the one function that moves it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import models
from django.db.models import F, Q

from laoyou.core.decisions import Decision, SayWhy, decided
from laoyou.core.errors import NotAllowed
from laoyou.infra.actor import Actor
from laoyou.infra.tables import EstateRow

DECIDED_COLUMNS = ("state", "decided_by", "decided_by_name", "decided_at", "decision_reason")
"""The columns of such a row that change: `schema.only_these_change` refuses all others."""


class AskedRow(EstateRow):
    """Asked for by one person with the reason, decided by another. The names are those of the day."""

    reason = models.CharField(max_length=200)
    state = models.CharField(max_length=10, default=Decision.ASKED.value)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=100, default="")
    decided_at = models.DateTimeField(null=True)
    decision_reason = models.CharField(max_length=200, default="")

    class Meta(EstateRow.Meta):
        abstract = True
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=[state.value for state in Decision]), name="%(app_label)s_%(class)s_state"
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | (Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(state="asked")),
                name="%(app_label)s_%(class)s_decided",
            ),
            # Who asks may take it back, and nothing else; nobody takes back what another asked.
            models.CheckConstraint(
                condition=Q(state="asked")
                | Q(state="withdrawn", decided_by=F("asked_by"))
                | (Q(state__in=["approved", "refused"]) & ~Q(decided_by=F("asked_by"))),
                name="%(app_label)s_%(class)s_two_people",
            ),
        ]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request as its readers see it. `can_approve`, `can_refuse`: this reader may be the second person; `is_mine`:
    they asked.
    """

    id: int
    estate_id: int
    reason: str
    state: Decision
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    decision_reason: str
    can_approve: bool
    can_refuse: bool
    is_mine: bool

    @property
    def waits(self) -> bool:
        return self.state is Decision.ASKED


def asked_view(row: AskedRow, *, actor: Actor, may_approve: bool, may_refuse: bool | None = None) -> Asked:
    """Return the request for this reader; what they may says what they have the right to, refusing as approving."""
    is_mine = row.asked_by == actor.user_id
    is_second = not is_mine and actor.user_id is not None and row.state == Decision.ASKED
    return Asked(
        id=row.pk,
        estate_id=row.estate_id,
        reason=row.reason,
        state=Decision(row.state),
        asked_by_name=row.asked_by_name,
        asked_at=row.asked_at,
        decided_by_name=row.decided_by_name,
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        can_approve=is_second and may_approve,
        can_refuse=is_second and (may_approve if may_refuse is None else may_refuse),
        is_mine=is_mine,
    )


def asked_now(*, actor: Actor, reason: str, at: datetime) -> dict[str, object]:
    """Return the columns of a new row. Raises: NotAllowed for nobody in particular; SayWhy."""
    if actor.user_id is None:
        raise NotAllowed
    if not reason.strip():
        raise SayWhy
    return {
        "reason": reason.strip()[:200],
        "asked_by": actor.user_id,
        "asked_by_name": actor.name[:100],
        "asked_at": at,
    }


def decide(
    row: AskedRow, *, actor: Actor, approve: bool, reason: str, at: datetime, also: Iterable[str] = ()
) -> Decision:
    """Write the decision down on the row, which the caller holds and has checked the right for; return it.

    `also` names columns that the caller has set and that are written with it.

    Raises: DecidedAlready; AsksASecondPerson; SayWhy for a refusal without the reason.
    """
    after = refuse_unless_decidable(row, actor=actor, approve=approve, reason=reason)
    row.state = after.value
    row.decided_by = actor.user_id
    row.decided_by_name = actor.name[:100]
    row.decided_at = at
    row.decision_reason = reason.strip()[:200]
    row.save(update_fields=[*DECIDED_COLUMNS, *also])
    return after


def refuse_unless_decidable(row: AskedRow, *, actor: Actor, approve: bool, reason: str) -> Decision:
    """Return what the decision would be, for use cases that act before they write it down. Raises: as `decide`."""
    after = decided(Decision(row.state), asked_by=row.asked_by, decided_by=actor.user_id, approve=approve)
    if after is Decision.REFUSED and not reason.strip():
        raise SayWhy
    return after
