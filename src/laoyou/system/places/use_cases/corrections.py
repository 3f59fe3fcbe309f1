"""Another street office or community for an estate, whatever its state: one person asks, the bureau decides.

Under a mandate nobody changes it by the form of the estate's facts: who is supervised doesn't choose by whom.
"""

from __future__ import annotations

from datetime import datetime

from laoyou.core.decisions import Decision, SayWhy
from laoyou.core.errors import Checks, NotAllowed, NotFound
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.places.errors import CorrectionWaits, SameSupervisor, SupervisorChangedMeanwhile
from laoyou.system.places.models import Division, Estate, SupervisorCorrection
from laoyou.system.places.supervisors import (
    community_name_of,
    community_of,
    locked_estate,
    place_under,
    street_office_of,
)


def ask_correction(
    *,
    actor: Actor,
    estate_id: int,
    street_office_code: str,
    reason: str,
    at: datetime,
    community_name: str = "",
) -> int:
    """Ask to put the estate under another street office or community, with the reason; return the request's id.

    Who may edit the estate's facts asks, and the bureau's officials.
    Raises: NoSuchStreetOffice, TooLong, SayWhy; SameSupervisor for what stands already; CorrectionWaits.
    """
    with scope.estate(estate_id):
        _require_asker(actor, estate_id)
        checks = Checks()
        with checks:
            to_office = street_office_of(street_office_code)
        with checks:
            to_community = community_name_of(community_name)
        with checks:
            if not reason.strip():
                raise SayWhy
        checks.end()
        estate = locked_estate(estate_id)
        if SupervisorCorrection.objects.filter(estate_id=estate_id, state=Decision.ASKED.value).exists():
            raise CorrectionWaits
        if (to_office.id, to_community) == (estate.street_office_id, _name(estate.community)):
            raise SameSupervisor
        row = SupervisorCorrection.objects.create(
            estate_id=estate_id,
            from_street_office_id=estate.street_office_id,
            from_community_id=estate.community_id,
            to_street_office=to_office,
            to_community_name=to_community,
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _audit("places.correction_asked", row, estate, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_correction(
    *, actor: Actor, estate_id: int, correction_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Put the estate, as a second person and of the bureau, under the other street office; from now on its people see
    the estate and those of the one before don't. Or refuse; who asked may withdraw.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; SupervisorChangedMeanwhile when the estate stands
    elsewhere by now than when it was asked.
    """
    with scope.estate(estate_id):
        row = SupervisorCorrection.objects.select_for_update().filter(estate_id=estate_id, id=correction_id).first()
        if row is not None and row.asked_by == actor.user_id and not approve:
            _require_asker(actor, estate_id)
        else:
            actor.require(Right.CORRECT_SUPERVISOR, estate_id)
        if row is None:
            raise NotFound
        estate = locked_estate(estate_id)
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        if after is Decision.APPROVED:
            if (row.from_street_office_id, row.from_community_id) != (estate.street_office_id, estate.community_id):
                raise SupervisorChangedMeanwhile
            community = community_of(row.to_street_office, row.to_community_name)
            place_under(
                estate, street_office=row.to_street_office, community=community, actor=actor, at=at, correction=row
            )
        _audit(f"places.correction_{after.value}", row, estate, reason=row.decision_reason, actor=actor, at=at)
        return after


def _require_asker(actor: Actor, estate_id: int) -> None:
    if not actor.may(Right.CORRECT_SUPERVISOR, estate_id):
        actor.require(Right.SEE_ESTATE, estate_id)  # a draft alone tells nothing of who supervises
        if not actor.may(Right.EDIT_PLACES, estate_id):
            raise NotAllowed


def _name(division: Division | None) -> str:
    return division.name if division else ""


def _audit(action: str, row: SupervisorCorrection, estate: Estate, *, reason: str, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="estate",
        subject_id=row.estate_id,
        reason=reason,
        name=estate.name,
        before=" ".join(filter(None, (row.from_street_office.name, _name(row.from_community)))),
        after=" ".join(filter(None, (row.to_street_office.name, row.to_community_name))),
    )
