"""Lists that leave the system as files: who took them, and how long they were, is written down."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.errors import NotAllowed
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.people import queries
from laoyou.system.people.queries import OrganisationView, StaffView


def hand_out_staff(
    *, actor: Actor, at: datetime, day: date, search: str = "", role: str = "", most: int
) -> list[StaffView]:
    """Return the staff whom the actor keeps, as they are filtered, to be taken away."""
    page = queries.staff_for(actor=actor, at=at, day=day, search=search, role=role, size=most)
    with scope.estate(0):
        audit.record("people.staff_handed_out", actor=actor, estate_id=0, at=at, subject="user", rows=len(page.rows))
    return list(page.rows)


def hand_out_organisations(*, actor: Actor, at: datetime, search: str = "", kind: str = "") -> list[OrganisationView]:
    """Return the organisations as they are filtered, to be taken away."""
    actor.require(Right.MANAGE_ORGANISATIONS, 0)
    rows = queries.organisations_for(actor=actor, search=search, kind=kind)
    with scope.estate(0):
        audit.record(
            "people.organisations_handed_out",
            actor=actor,
            estate_id=0,
            at=at,
            subject="organisation",
            rows=len(rows),
        )
    return rows


def write_down_acts_handed_out(*, actor: Actor, at: datetime, rows: int) -> None:
    """Write down that the actor takes so many lines of the audit log away. Raises: NotAllowed."""
    if not actor.may_somewhere(Right.SEE_AUDIT):
        raise NotAllowed
    with scope.estate(0):
        audit.record("people.acts_handed_out", actor=actor, estate_id=0, at=at, subject="audit", rows=rows)
