"""Drafting a mandate: what it says, and the signed paper that goes with it."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.infra import files, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import mandate_rows
from laoyou.system.mandates.errors import (
    DocumentNumberMissing,
    EndsBeforeItStarts,
    NoPenaltyHere,
    NotAPaper,
    NotYourCompany,
    OnlyDraftsChange,
    PenaltyImpossible,
    PrincipalDoesNotFit,
    ScopeMissing,
    TooLong,
    UnknownChoice,
)
from laoyou.system.mandates.models import Mandate
from laoyou.system.mandates.rules.basis import ContractBasis, FeeMode
from laoyou.system.mandates.rules.penalty_clause import (
    HIGHEST_RATE,
    MOST_CAP_PERCENT,
    MOST_FREE_DAYS,
    NO_PENALTY,
    PenaltyClause,
    may_agree,
)
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.people import queries as people


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
    penalty: PenaltyClause = NO_PENALTY,
) -> int:
    """Draft a mandate and return its id. It must say who, what, since when and until when. Law: CIVIL-938, CIVIL-939.

    A manager may draft one for their company in any estate. Where nobody ever served, the draft lets them survey there;
    where another company serves, it begins after that one's end and opens nothing but itself.
    Raises: ServedByAnother, PrincipalDoesNotFit and other refusals of a field.
    """
    with scope.estate(estate_id):
        _may_draft(actor, estate_id, company_id)
        mandate_rows.refuse_overlap(estate_id, company_id, starts_on, ends_before, draft=True)
        facts = _facts(
            principal_id=principal_id,
            company_id=company_id,
            contract_basis=contract_basis,
            fee_mode=fee_mode,
            document_number=document_number,
            scope_text=scope_text,
            starts_on=starts_on,
            ends_before=ends_before,
            penalty=penalty,
        )
        mandate = Mandate.objects.create(
            estate_id=estate_id,
            document_id=document_file_id,
            created_at=at,
            drafted_by=actor.user_id,
            state=MandateState.DRAFT.value,
            **facts,
        )
        mandate_rows.write_down("mandates.drafted", actor, mandate, at)
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
    penalty: PenaltyClause = NO_PENALTY,
) -> None:
    """Change a draft. Raises: OnlyDraftsChange, ServedByAnother, and the refusals of a field."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = mandate_rows.locked(actor, estate_id, mandate_id)
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
            penalty=penalty,
        )
        mandate_rows.refuse_overlap(estate_id, mandate.company_id, starts_on, ends_before, draft=True)
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(**facts)
        mandate_rows.note_edit(actor, mandate)
        mandate_rows.write_down("mandates.edited", actor, mandate, at)


def attach_document(*, actor: Actor, estate_id: int, mandate_id: int, file_id: int, at: datetime) -> None:
    """Keep the signed paper with the mandate. Once it is in force, a paper that is there stays.

    Raises: OnlyDraftsChange, NotAPaper for a file that was handed in for something else.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = mandate_rows.locked(actor, estate_id, mandate_id)
        if mandate.state != MandateState.DRAFT and mandate.document_id is not None:
            raise OnlyDraftsChange
        if not files.are_kept(estate_id=estate_id, file_ids=[file_id], purpose="document"):
            raise NotAPaper
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(document_id=file_id)
        mandate_rows.note_edit(actor, mandate)
        mandate_rows.write_down("mandates.document_attached", actor, mandate, at)


def show_public_copy(*, actor: Actor, estate_id: int, mandate_id: int, file_id: int | None, at: datetime) -> None:
    """Show everybody a copy of the paper, on which whoever uploads it has covered what is personal; None takes it away.

    It is shown while the mandate is in force. Law: CIVIL-943. Raises: NotAPaper.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = mandate_rows.locked(actor, estate_id, mandate_id)
        if file_id is not None and not files.are_kept(estate_id=estate_id, file_ids=[file_id], purpose="document"):
            raise NotAPaper
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(public_copy_id=file_id)
        if file_id is not None:
            mandate_rows.write_down("mandates.public_copy_shown", actor, mandate, at)
        elif mandate.public_copy_id is not None:
            mandate_rows.write_down("mandates.public_copy_taken_away", actor, mandate, at)


def _may_draft(actor: Actor, estate_id: int, company_id: int) -> None:
    if not actor.may(Right.OPEN_ESTATE, 0):  # whoever may open estates may also draft in them
        actor.require(Right.EDIT_MANDATES, estate_id)
    if actor.kind is not ActorKind.SYSTEM and actor.organisation_id != company_id:
        raise NotYourCompany


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
    penalty: PenaltyClause,
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
    if not penalty.is_possible:
        percent = HIGHEST_RATE * 100
        raise PenaltyImpossible(rate=f"{percent.normalize():f}", days=MOST_FREE_DAYS, cap=MOST_CAP_PERCENT)
    if not may_agree(penalty, ContractBasis(contract_basis)):
        raise NoPenaltyHere
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
        "penalty_rate": penalty.rate_per_day,
        "penalty_free_days": penalty.free_days,
        "penalty_cap_percent": penalty.cap_percent,
    }
