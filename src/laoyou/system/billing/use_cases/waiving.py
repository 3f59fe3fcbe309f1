"""减免: asked for by one person with the reason, decided by another, counted from the next issue on."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import (
    AlreadyDecided,
    NeedsAReason,
    NeedsASecondPerson,
    TooLong,
    UnknownKind,
    WrongPercent,
    WrongPeriod,
)
from laoyou.system.billing.models import Waiver
from laoyou.system.places import queries as places

KINDS = ("vacancy", "hardship")
LONGEST = timedelta(days=366)


def ask_waiver(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    kind: str,
    percent: int,
    reason: str,
    starts_on: date,
    ends_before: date,
    at: datetime,
) -> int:
    """Ask for a waiver of a percentage of the service fee for a home, and return its id. It counts once approved.

    Raises: NotFound; UnknownKind; WrongPercent; WrongPeriod; TooLong; NeedsAReason.
    """
    with scope.estate(estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
        if actor.user_id is None:
            raise NotAllowed
        if kind not in KINDS:
            raise UnknownKind
        if not 1 <= percent <= 100:
            raise WrongPercent
        if ends_before <= starts_on:
            raise WrongPeriod
        if ends_before - starts_on > LONGEST:
            raise TooLong
        if not reason.strip():
            raise NeedsAReason
        waiver = Waiver.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            kind=kind,
            percent=percent,
            reason=reason.strip()[:200],
            asked_by=actor.user_id,
            asked_at=at,
            starts_on=starts_on,
            ends_before=ends_before,
        )
        audit.record(
            "billing.waiver_asked",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.waiver",
            subject_id=waiver.id,
            reason=reason.strip(),
            percent=percent,
            home=home.label,
            starts_on=starts_on.isoformat(),
            last_day=(ends_before - timedelta(days=1)).isoformat(),
        )
        return int(waiver.id)


def decide_waiver(*, actor: Actor, estate_id: int, waiver_id: int, approve: bool, at: datetime) -> None:
    """Approve or refuse a waiver that somebody else asked for. Issued bills stay as they are.

    Raises: NotFound; AlreadyDecided; NeedsASecondPerson.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_WAIVER, estate_id)
        waiver = Waiver.objects.select_for_update().filter(estate_id=estate_id, id=waiver_id).first()
        if waiver is None:
            raise NotFound
        if waiver.state != "asked":
            raise AlreadyDecided
        if actor.user_id is None or actor.user_id == waiver.asked_by:
            raise NeedsASecondPerson
        waiver.state = "approved" if approve else "refused"
        waiver.decided_by = actor.user_id
        waiver.decided_at = at
        waiver.save(update_fields=["state", "decided_by", "decided_at"])
        home = places.home_for(actor=actor, estate_id=estate_id, home_id=waiver.home_id)
        audit.record(
            "billing.waiver_approved" if approve else "billing.waiver_refused",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="billing.waiver",
            subject_id=waiver.id,
            percent=waiver.percent,
            home=home.label,
        )
