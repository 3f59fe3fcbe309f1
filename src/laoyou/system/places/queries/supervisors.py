"""Who supervises an estate, what somebody asked to change in that, and what changed so far."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from laoyou.core.decisions import Decision
from laoyou.infra.actor import Actor, Right
from laoyou.infra.decisions import Asked, asked_view
from laoyou.system.places.models import Division, Estate, SupervisorCorrection, SupervisorMove
from laoyou.system.places.queries.estates import estate_names

SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class Supervisor:
    """A street office and a community, of which there may be none. `division_ids` are theirs, and those of the district
    and the city around: whoever looks after one of these sees the estate. An unknown community has no id yet.
    """

    district: str
    street_office: str
    community: str
    division_ids: frozenset[int]

    @property
    def where(self) -> str:
        return " ".join(part for part in (self.district, self.street_office, self.community) if part)


@dataclass(frozen=True, slots=True)
class CorrectionView:
    """A change of supervisor that somebody asked for. `is_stale`: the estate stands elsewhere by now."""

    asked: Asked
    before: Supervisor
    after: Supervisor
    is_stale: bool


@dataclass(frozen=True, slots=True)
class CorrectionToDecide:
    """A change that waits: of which estate, and to whom it would go."""

    estate_id: int
    estate_name: str
    street_office: str
    community: str
    asked_at: datetime


@dataclass(frozen=True, slots=True)
class SupervisorMoveView:
    before: Supervisor
    after: Supervisor
    at: datetime


def may_ask_correction(*, actor: Actor, estate_id: int) -> bool:
    return actor.may(Right.SEE_ESTATE, estate_id) and (
        actor.may(Right.EDIT_PLACES, estate_id) or actor.may(Right.CORRECT_SUPERVISOR, estate_id)
    )


def supervisor_of(*, actor: Actor, estate_id: int) -> Supervisor:
    """Return under whom the estate stands. Raises: NotFound for a stranger to it."""
    actor.require(Right.SEE_ESTATE, estate_id)
    row = Estate.objects.select_related("street_office__parent", "community").get(id=estate_id)
    return _supervisor(row.street_office, row.community, "")


def corrections_for(*, actor: Actor, estate_id: int) -> list[CorrectionView]:
    """Return what was asked, the newest first; the one that waits, if any, is therefore the first."""
    actor.require(Right.SEE_ESTATE, estate_id)
    now = Estate.objects.values("street_office_id", "community_id").get(id=estate_id)
    may_decide = actor.may(Right.CORRECT_SUPERVISOR, estate_id)
    rows = SupervisorCorrection.objects.filter(estate_id=estate_id).select_related(
        "from_street_office__parent", "from_community", "to_street_office__parent"
    )
    views = []
    for row in rows.order_by("-asked_at", "-id")[:SHOWN_AT_MOST]:
        community = Division.objects.filter(parent=row.to_street_office, name=row.to_community_name).first()
        is_stale = row.state == Decision.ASKED and now != {
            "street_office_id": row.from_street_office_id,
            "community_id": row.from_community_id,
        }
        views.append(
            CorrectionView(
                asked=asked_view(row, actor=actor, may_approve=may_decide and not is_stale, may_refuse=may_decide),
                before=_supervisor(row.from_street_office, row.from_community, ""),
                after=_supervisor(row.to_street_office, community, row.to_community_name),
                is_stale=is_stale,
            )
        )
    return views


def corrections_to_decide(actor: Actor) -> list[CorrectionToDecide]:
    """Return what waits for this official of the bureau, the oldest first."""
    if Right.CORRECT_SUPERVISOR not in actor.everywhere:
        return []
    waiting = SupervisorCorrection.objects.filter(state=Decision.ASKED.value).exclude(asked_by=actor.user_id or 0)
    rows = waiting.select_related("to_street_office").order_by("asked_at", "id")[:SHOWN_AT_MOST]
    names = estate_names(row.estate_id for row in rows)
    return [
        CorrectionToDecide(
            estate_id=row.estate_id,
            estate_name=names.get(row.estate_id, ""),
            street_office=row.to_street_office.name,
            community=row.to_community_name,
            asked_at=row.asked_at,
        )
        for row in rows
    ]


def supervisor_moves(*, actor: Actor, estate_id: int) -> list[SupervisorMoveView]:
    """Return each change of supervisor, the newest first."""
    actor.require(Right.SEE_ESTATE, estate_id)
    rows = SupervisorMove.objects.filter(estate_id=estate_id).select_related(
        "from_street_office__parent", "from_community", "to_street_office__parent", "to_community"
    )
    return [
        SupervisorMoveView(
            before=_supervisor(row.from_street_office, row.from_community, ""),
            after=_supervisor(row.to_street_office, row.to_community, ""),
            at=row.at,
        )
        for row in rows.order_by("-at", "-id")[:SHOWN_AT_MOST]
    ]


def _supervisor(street_office: Division, community: Division | None, community_name: str) -> Supervisor:
    district = street_office.parent
    ids = {
        street_office.id,
        street_office.parent_id,
        district.parent_id if district else None,
        community.id if community else None,
    }
    return Supervisor(
        district=district.name if district else "",
        street_office=street_office.name,
        community=community.name if community else community_name,
        division_ids=frozenset(division_id for division_id in ids if division_id is not None),
    )
