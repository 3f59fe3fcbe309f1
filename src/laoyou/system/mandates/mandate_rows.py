"""Rows of mandates: found and locked, moved from state to state, written down; and the estate that follows them."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit
from laoyou.infra.actor import Actor
from laoyou.system.mandates.belonging import refuse_another_companys
from laoyou.system.mandates.errors import NoSuchStep, OverlapsAnother, ServedByAnother
from laoyou.system.mandates.models import Mandate, MandateMove, Tariff
from laoyou.system.mandates.rules.basis import ContractBasis, makes_contracted
from laoyou.system.mandates.rules.readiness import Readiness, is_second_person
from laoyou.system.mandates.rules.states import WAS_IN_FORCE, MandateState, may_move
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM
from laoyou.system.places import use_cases as places
from laoyou.system.places.rules.estate_states import EstateState


def locked(actor: Actor, estate_id: int, mandate_id: int, *, by_its_principal: bool = False) -> Mandate:
    """Lock the estate's mandates, in order, so that two people can't put two in force at once; return the one meant.

    It is one of the actor's own company, or, where that is asked, one that the actor's organisation gives.
    """
    rows = Mandate.objects.select_for_update(of=("self",)).filter(estate_id=estate_id).order_by("id")
    found = next((row for row in rows if row.id == mandate_id), None)
    if found is None:
        raise NotFound
    if by_its_principal and found.principal_id == actor.organisation_id:
        return found
    refuse_another_companys(actor, found)
    return found


def note_edit(actor: Actor, mandate: Mandate) -> None:
    """Remember who changed a draft last, its prices and its paper included: somebody else has to put it in force."""
    if mandate.state == MandateState.DRAFT:
        Mandate.objects.filter(estate_id=mandate.estate_id, id=mandate.id).update(edited_by=actor.user_id)


def readiness(actor: Actor, mandate: Mandate) -> Readiness:
    """Return what is there for the actor to put the draft in force."""
    service = Tariff.objects.filter(
        estate_id=mandate.estate_id, mandate_id=mandate.id, item=SERVICE_ITEM, starts_on__lt=mandate.ends_before
    )
    return Readiness(
        has_paper=mandate.document_id is not None,
        has_price=service.exists(),
        is_second_person=is_second_person(actor.user_id, drafted_by=mandate.drafted_by, edited_by=mandate.edited_by),
    )


def refuse_overlap(estate_id: int, company_id: int, starts_on: date, ends_before: date, *, draft: bool) -> None:
    """Raises: ServedByAnother company, OverlapsAnother mandate of the same one, which a draft may do."""
    others = Mandate.objects.filter(
        estate_id=estate_id, state__in=WAS_IN_FORCE, starts_on__lt=ends_before, ends_before__gt=starts_on
    )
    others = others.exclude(company_id=company_id) if draft else others
    other = others.order_by("-ends_before").first()
    if other is None:
        return
    if other.company_id != company_id:
        last_day = other.ends_before - timedelta(days=1)
        raise ServedByAnother(company=other.company_name, day=last_day.isoformat())
    raise OverlapsAnother(number=other.document_number, day=other.ends_before.isoformat())


def move(actor: Actor, mandate: Mandate, after: MandateState, reason: str, at: datetime, **facts: object) -> None:
    """Move a mandate: the only place where its state changes. The row must be locked. `facts` are set with it."""
    before = MandateState(mandate.state)
    if not may_move(before, after):
        raise NoSuchStep
    Mandate.objects.filter(estate_id=mandate.estate_id, id=mandate.id).update(state=after.value, **facts)
    mandate.state = after.value
    MandateMove.objects.create(
        estate_id=mandate.estate_id,
        mandate_id=mandate.id,
        from_state=before.value,
        to_state=after.value,
        reason=reason,
        actor=actor.audit_name(),
        at=at,
    )
    write_down(f"mandates.is_{after.value}", actor, mandate, at, reason=reason)


def let_the_estate_follow(actor: Actor, gone: Mandate, reason: str, at: datetime) -> None:
    """Bring the estate to where its other mandates leave it, or to unmanaged when there are none."""
    others = Mandate.objects.filter(
        estate_id=gone.estate_id, state=MandateState.IN_FORCE.value, ends_before__gt=city_day(at)
    ).exclude(id=gone.id)
    states = {state_under(mandate) for mandate in others}
    if EstateState.CONTRACTED in states:
        after = EstateState.CONTRACTED
    elif states:
        after = EstateState.MANDATED
    elif gone.state == MandateState.WITHDRAWN and not _was_put_in_force(gone):
        return
    else:
        after = EstateState.UNMANAGED
    places.follow_mandate(actor=actor, estate_id=gone.estate_id, to_state=after, reason=reason, at=at)


def state_under(mandate: Mandate) -> EstateState:
    contracted = makes_contracted(ContractBasis(mandate.contract_basis))
    return EstateState.CONTRACTED if contracted else EstateState.MANDATED


def write_down(action: str, actor: Actor, mandate: Mandate, at: datetime, *, reason: str = "", **details: str) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=mandate.estate_id,
        at=at,
        subject="mandate",
        subject_id=mandate.id,
        reason=reason,
        number=mandate.document_number,
        principal=mandate.principal_name,
        company=mandate.company_name,
        **details,
    )


def _was_put_in_force(mandate: Mandate) -> bool:
    moves = MandateMove.objects.filter(estate_id=mandate.estate_id, mandate_id=mandate.id)
    return moves.filter(to_state=MandateState.IN_FORCE.value).exists()
