"""The life of a mandate: draft, in force, ended; and with it the life of its estate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import tariff_rows
from laoyou.system.mandates.belonging import refuse_another_companys
from laoyou.system.mandates.errors import (
    DocumentNumberMissing,
    EndOutsideTerm,
    EndsBeforeItStarts,
    NoSuchStep,
    NotBegunCanBeWithdrawn,
    NotYourCompany,
    OnlyDraftsChange,
    OverlapsAnother,
    PrincipalDoesNotFit,
    ReasonMissing,
    ScopeMissing,
    ServedByAnother,
    TermIsOver,
    TooLong,
    UnknownChoice,
)
from laoyou.system.mandates.models import Mandate, MandateMove, Tariff
from laoyou.system.mandates.rules.basis import ContractBasis, FeeMode, makes_contracted
from laoyou.system.mandates.rules.states import MandateState, may_move
from laoyou.system.people import queries as people
from laoyou.system.places import use_cases as places
from laoyou.system.places.rules.estate_states import EstateState


def draft_mandate(
    *,
    actor: Actor,
    estate_id: int,
    principal_id: int,
    company_id: int,
    contract_basis: str,
    fee_mode: str,
    document_number: str,
    scope_text: str,
    starts_on: date,
    ends_before: date,
    at: datetime,
    document_file_id: int | None = None,
) -> int:
    """Draft a mandate and return its id. It must say who, what, since when and until when. Law: CIVIL-938, CIVIL-939.

    A manager may draft one for their company where nobody serves yet; the draft lets them survey there.
    Raises: ServedByAnother, PrincipalDoesNotFit and other refusals of a field.
    """
    with scope.estate(estate_id):
        _may_draft(actor, estate_id, company_id, city_day(at))
        facts = _facts(
            principal_id=principal_id,
            company_id=company_id,
            contract_basis=contract_basis,
            fee_mode=fee_mode,
            document_number=document_number,
            scope_text=scope_text,
            starts_on=starts_on,
            ends_before=ends_before,
        )
        mandate = Mandate.objects.create(
            estate_id=estate_id, document_id=document_file_id, created_at=at, state=MandateState.DRAFT.value, **facts
        )
        _record("mandates.drafted", actor, mandate, at)
    return mandate.id


def edit_draft(
    *,
    actor: Actor,
    estate_id: int,
    mandate_id: int,
    principal_id: int,
    contract_basis: str,
    fee_mode: str,
    document_number: str,
    scope_text: str,
    starts_on: date,
    ends_before: date,
    at: datetime,
) -> None:
    """Change a draft. Raises: OnlyDraftsChange."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = _locked(actor, estate_id, mandate_id)
        if mandate.state != MandateState.DRAFT:
            raise OnlyDraftsChange
        facts = _facts(
            principal_id=principal_id,
            company_id=mandate.company_id,
            contract_basis=contract_basis,
            fee_mode=fee_mode,
            document_number=document_number,
            scope_text=scope_text,
            starts_on=starts_on,
            ends_before=ends_before,
        )
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(**facts)
        _record("mandates.edited", actor, mandate, at)


def attach_document(*, actor: Actor, estate_id: int, mandate_id: int, file_id: int, at: datetime) -> None:
    """Keep the signed paper with the mandate. Once it is in force, a paper that is there stays.

    Raises: OnlyDraftsChange.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = _locked(actor, estate_id, mandate_id)
        if mandate.state != MandateState.DRAFT and mandate.document_id is not None:
            raise OnlyDraftsChange
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(document_id=file_id)
        _record("mandates.document_attached", actor, mandate, at)


def put_in_force(*, actor: Actor, estate_id: int, mandate_id: int, at: datetime) -> None:
    """Let a drafted mandate count: its company's people get their rights from its first day on, the estate moves on.

    Raises: OverlapsAnother when the company has one in force for part of the term, TermIsOver, NoSuchStep.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = _locked(actor, estate_id, mandate_id)
        if mandate.ends_before <= city_day(at):
            raise TermIsOver(day=mandate.ends_before.isoformat())
        other = _that_overlaps(mandate)
        if other is not None:
            raise OverlapsAnother(number=other.document_number, day=other.ends_before.isoformat())
        _move(actor, mandate, MandateState.IN_FORCE, "", at)
        places.follow_mandate(
            actor=actor,
            estate_id=estate_id,
            to_state=_state_under(mandate),
            reason=mandate.document_number,
            at=at,
        )


def withdraw_mandate(*, actor: Actor, estate_id: int, mandate_id: int, reason: str, at: datetime) -> None:
    """Call a mandate off before its first day. What its prices would have ended goes on.

    Raises: NotBegunCanBeWithdrawn when it has begun, NoSuchStep, ReasonMissing.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not reason.strip():
            raise ReasonMissing
        mandate = _locked(actor, estate_id, mandate_id)
        if mandate.state == MandateState.IN_FORCE and mandate.starts_on <= city_day(at):
            raise NotBegunCanBeWithdrawn
        for tariff in Tariff.objects.filter(estate_id=estate_id, mandate_id=mandate_id).order_by("-starts_on"):
            tariff_rows.drop(tariff)
        _move(actor, mandate, MandateState.WITHDRAWN, reason.strip(), at)
        _let_the_estate_follow(actor, mandate, reason.strip(), at)


def end_mandate(*, actor: Actor, estate_id: int, mandate_id: int, ended_on: date, reason: str, at: datetime) -> None:
    """End a mandate. `ended_on` is the first day without service: from then on its people see nothing there.

    An end still to come shortens the term; the mandate is in force until then.
    Raises: EndOutsideTerm, ReasonMissing, NoSuchStep when it isn't in force.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not reason.strip():
            raise ReasonMissing
        mandate = _locked(actor, estate_id, mandate_id)
        if mandate.state != MandateState.IN_FORCE:
            raise NoSuchStep
        if not mandate.starts_on < ended_on <= mandate.ends_before:
            last = mandate.ends_before - timedelta(days=1)
            raise EndOutsideTerm(first=mandate.starts_on.isoformat(), last=last.isoformat())
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(ends_before=ended_on)
        mandate.ends_before = ended_on
        tariff_rows.end_with_mandate(mandate)
        if ended_on <= city_day(at):
            _end(actor, mandate, reason.strip(), at)
        else:
            _record("mandates.end_agreed", actor, mandate, at, reason=reason.strip(), day=ended_on.isoformat())


def settle_terms(*, actor: Actor, estate_id: int, at: datetime) -> int:
    """End each mandate of the estate whose term is over, and return how many: what the calendar does every night."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        over = Mandate.objects.select_for_update().filter(
            estate_id=estate_id, state=MandateState.IN_FORCE.value, ends_before__lte=city_day(at)
        )
        mandates = list(over.order_by("id"))
        for mandate in mandates:
            tariff_rows.end_with_mandate(mandate)
            _end(actor, mandate, mandate.ends_before.isoformat(), at)
    return len(mandates)


def _end(actor: Actor, mandate: Mandate, reason: str, at: datetime) -> None:
    _move(actor, mandate, MandateState.ENDED, reason, at)
    _let_the_estate_follow(actor, mandate, reason, at)


def _move(actor: Actor, mandate: Mandate, after: MandateState, reason: str, at: datetime) -> None:
    """Move a mandate: the only place where its state changes. The row must be locked."""
    before = MandateState(mandate.state)
    if not may_move(before, after):
        raise NoSuchStep
    Mandate.objects.filter(estate_id=mandate.estate_id, id=mandate.id).update(state=after.value)
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
    _record(f"mandates.is_{after.value}", actor, mandate, at, reason=reason)


def _let_the_estate_follow(actor: Actor, gone: Mandate, reason: str, at: datetime) -> None:
    """Bring the estate to where its other mandates leave it, or to unmanaged when there are none."""
    others = Mandate.objects.filter(
        estate_id=gone.estate_id, state=MandateState.IN_FORCE.value, ends_before__gt=city_day(at)
    ).exclude(id=gone.id)
    states = {_state_under(mandate) for mandate in others}
    if EstateState.CONTRACTED in states:
        after = EstateState.CONTRACTED
    elif states:
        after = EstateState.MANDATED
    elif gone.state == MandateState.WITHDRAWN and not _was_put_in_force(gone):
        return
    else:
        after = EstateState.UNMANAGED
    places.follow_mandate(actor=actor, estate_id=gone.estate_id, to_state=after, reason=reason, at=at)


def _was_put_in_force(mandate: Mandate) -> bool:
    moves = MandateMove.objects.filter(estate_id=mandate.estate_id, mandate_id=mandate.id)
    return moves.filter(to_state=MandateState.IN_FORCE.value).exists()


def _state_under(mandate: Mandate) -> EstateState:
    contracted = makes_contracted(ContractBasis(mandate.contract_basis))
    return EstateState.CONTRACTED if contracted else EstateState.MANDATED


def _that_overlaps(mandate: Mandate) -> Mandate | None:
    same = Mandate.objects.filter(
        estate_id=mandate.estate_id,
        company_id=mandate.company_id,
        state__in=[MandateState.IN_FORCE.value, MandateState.ENDED.value],
        starts_on__lt=mandate.ends_before,
        ends_before__gt=mandate.starts_on,
    )
    return same.exclude(id=mandate.id).order_by("starts_on").first()


def _may_draft(actor: Actor, estate_id: int, company_id: int, day: date) -> None:
    if actor.kind is not ActorKind.SYSTEM and not actor.everywhere and actor.organisation_id != company_id:
        actor.require(Right.EDIT_MANDATES, estate_id)
        raise NotYourCompany
    if actor.may(Right.EDIT_MANDATES, estate_id):
        return
    # Where nobody serves yet, whoever may open estates may also draft: nothing there is hidden by a mandate.
    if not actor.may(Right.OPEN_ESTATE, 0):
        actor.require(Right.EDIT_MANDATES, estate_id)
    serving = Mandate.objects.filter(
        estate_id=estate_id, state=MandateState.IN_FORCE.value, ends_before__gt=day
    ).first()
    if serving is not None:
        raise ServedByAnother(company=serving.company_name, day=serving.ends_before.isoformat())


def _facts(
    *,
    principal_id: int,
    company_id: int,
    contract_basis: str,
    fee_mode: str,
    document_number: str,
    scope_text: str,
    starts_on: date,
    ends_before: date,
) -> dict[str, object]:
    if contract_basis not in list(ContractBasis):
        raise UnknownChoice(field="contract_basis")
    if fee_mode not in list(FeeMode):
        raise UnknownChoice(field="fee_mode")
    number, text = document_number.strip(), scope_text.strip()
    if not number:
        raise DocumentNumberMissing
    if len(number) > 60:
        raise TooLong(field="document_number", text=number, most=60)
    if not text:
        raise ScopeMissing
    if ends_before <= starts_on:
        raise EndsBeforeItStarts
    principal = people.organisation_for(principal_id)
    company = people.organisation_for(company_id)
    if principal is None:
        raise UnknownChoice(field="principal_id")
    if company is None or company.kind != "company":
        raise UnknownChoice(field="company_id")
    if principal.kind != contract_basis:
        raise PrincipalDoesNotFit(name=principal.name)
    return {
        "principal_id": principal.id,
        "principal_name": principal.name,
        "company_id": company.id,
        "company_name": company.name,
        "contract_basis": contract_basis,
        "fee_mode": fee_mode,
        "document_number": number,
        "scope": text,
        "starts_on": starts_on,
        "ends_before": ends_before,
    }


def _locked(actor: Actor, estate_id: int, mandate_id: int) -> Mandate:
    """Lock the estate's mandates, in order, so that two people can't put two in force at once; return the one meant."""
    rows = Mandate.objects.select_for_update(of=("self",)).filter(estate_id=estate_id).order_by("id")
    found = next((row for row in rows if row.id == mandate_id), None)
    if found is None:
        raise NotFound
    refuse_another_companys(actor, found)
    return found


def _record(action: str, actor: Actor, mandate: Mandate, at: datetime, *, reason: str = "", **details: str) -> None:
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
