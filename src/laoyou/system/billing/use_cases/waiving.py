"""减免: asked for by one person with the reason, decided by another, counted from the next issue on; its end too."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.errors import (
    EndOutsideWaiver,
    NeedsAReason,
    TooLong,
    UnknownKind,
    WaiverEndWaits,
    WaiverNotRunning,
    WrongPercent,
    WrongPeriod,
)
from laoyou.system.billing.models import Waiver, WaiverEnd
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
        places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
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
            starts_on=starts_on,
            ends_before=ends_before,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _audit("billing.waiver_asked", waiver, reason=waiver.reason, actor=actor, at=at)
        return int(waiver.id)


def decide_waiver(
    *, actor: Actor, estate_id: int, waiver_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Approve or refuse a waiver that somebody else asked for; who asked may take it back. Issued bills stay.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy.
    """
    with scope.estate(estate_id):
        waiver = Waiver.objects.select_for_update().filter(estate_id=estate_id, id=waiver_id).first()
        is_own = waiver is not None and waiver.asked_by == actor.user_id and not approve
        actor.require(Right.REQUEST_WAIVER if is_own else Right.APPROVE_WAIVER, estate_id)
        if waiver is None:
            raise NotFound
        after = decisions.decide(waiver, actor=actor, approve=approve, reason=reason, at=at)
        _audit(f"billing.waiver_{after.value}", waiver, reason=waiver.decision_reason, actor=actor, at=at)
        return after


def ask_waiver_end(
    *, actor: Actor, estate_id: int, waiver_id: int, ends_before: date, reason: str, at: datetime
) -> int:
    """Ask to end an approved waiver earlier, and return the request's id.

    `ends_before` is the first day without it; the day it begins undoes it whole, but for bills that are out.

    Raises: NotFound; WaiverNotRunning; EndOutsideWaiver; WaiverEndWaits; NeedsAReason.
    """
    with scope.estate(estate_id):
        actor.require(Right.REQUEST_WAIVER, estate_id)
        waiver = Waiver.objects.select_for_update().filter(estate_id=estate_id, id=waiver_id).first()
        if waiver is None:
            raise NotFound
        if not reason.strip():
            raise NeedsAReason
        _refuse_end(waiver, ends_before)
        if WaiverEnd.objects.filter(estate_id=estate_id, waiver=waiver, state=Decision.ASKED.value).exists():
            raise WaiverEndWaits
        row = WaiverEnd.objects.create(
            estate_id=estate_id,
            waiver=waiver,
            ends_before=ends_before,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _audit("billing.waiver_end_asked", waiver, reason=row.reason, actor=actor, at=at, ends_before=ends_before)
        return int(row.id)


def decide_waiver_end(
    *, actor: Actor, estate_id: int, end_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """End, as a second person, a waiver early, or refuse; who asked may take it back. Issued bills stay as they are.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; EndOutsideWaiver.
    """
    with scope.estate(estate_id):
        row = WaiverEnd.objects.select_for_update().filter(estate_id=estate_id, id=end_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.REQUEST_WAIVER if is_own else Right.APPROVE_WAIVER, estate_id)
        if row is None:
            raise NotFound
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        waiver = Waiver.objects.select_for_update().get(estate_id=estate_id, id=row.waiver_id)
        if after is Decision.APPROVED:
            _refuse_end(waiver, row.ends_before)
            waiver.ends_before = row.ends_before
            waiver.save(update_fields=["ends_before"])
        _audit(
            f"billing.waiver_end_{after.value}",
            waiver,
            reason=row.decision_reason,
            actor=actor,
            at=at,
            ends_before=row.ends_before,
        )
        return after


def _refuse_end(waiver: Waiver, ends_before: date) -> None:
    if waiver.state != Decision.APPROVED:
        raise WaiverNotRunning
    if not waiver.starts_on <= ends_before < waiver.ends_before:
        first, last = waiver.starts_on - timedelta(days=1), waiver.ends_before - timedelta(days=1)
        raise EndOutsideWaiver(first=first.isoformat(), last=last.isoformat())


def _audit(
    action: str, waiver: Waiver, *, reason: str, actor: Actor, at: datetime, ends_before: date | None = None
) -> None:
    labels = places.home_labels(estate_id=waiver.estate_id, home_ids=[waiver.home_id])
    last = (ends_before or waiver.ends_before) - timedelta(days=1)
    audit.record(
        action,
        actor=actor,
        estate_id=waiver.estate_id,
        at=at,
        subject="billing.waiver",
        subject_id=waiver.id,
        reason=reason,
        percent=waiver.percent,
        home=labels.get(waiver.home_id, "–"),
        starts_on=waiver.starts_on.isoformat(),
        last_day=last.isoformat(),
    )
