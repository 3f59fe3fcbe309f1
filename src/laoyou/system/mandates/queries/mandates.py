"""Mandates: of an estate, in force on a day, about to end, and what anybody may know of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import mandate_rows
from laoyou.system.mandates.belonging import mandates_seen_by
from laoyou.system.mandates.models import Mandate, MandateMove, Tariff
from laoyou.system.mandates.rules.basis import (
    PATH_TO_THE_VOTE,
    ContractBasis,
    binds_all_owners,
    may_carry_late_penalty,
)
from laoyou.system.mandates.rules.penalty_clause import PenaltyClause
from laoyou.system.mandates.rules.readiness import Readiness
from laoyou.system.mandates.rules.states import WAS_IN_FORCE, MandateState
from laoyou.system.mandates.rules.tariffs import SERVICE_ITEM, plain_rate
from laoyou.system.mandates.rules.terms import TermNote, review_on, term_notes


@dataclass(frozen=True, slots=True)
class MandateInForce:
    id: int
    estate_id: int
    principal_id: int
    principal_name: str
    company_id: int
    company_name: str
    contract_basis: str
    fee_mode: str
    document_number: str
    starts_on: date
    ends_before: date
    penalty: PenaltyClause

    @property
    def last_day(self) -> date:
        return self.ends_before - timedelta(days=1)

    @property
    def binds_all_owners(self) -> bool:
        return binds_all_owners(ContractBasis(self.contract_basis))

    @property
    def may_carry_late_penalty(self) -> bool:
        """False under a street office or community. Law: CIVIL-939."""
        return may_carry_late_penalty(ContractBasis(self.contract_basis))

    @property
    def path_to_the_vote(self) -> str:
        """Return the sentence, in English, to be translated at the edge."""
        return PATH_TO_THE_VOTE[ContractBasis(self.contract_basis)]


@dataclass(frozen=True, slots=True)
class MandateView(MandateInForce):
    state: str
    scope: str
    document_id: int | None
    public_copy_id: int | None
    created_at: datetime
    drafted_by: int | None
    edited_by: int | None

    @property
    def review_on(self) -> date | None:
        return review_on(ContractBasis(self.contract_basis), self.starts_on)

    def is_in_force_on(self, day: date) -> bool:
        return self.state == MandateState.IN_FORCE and self.starts_on <= day < self.ends_before

    def days_left(self, day: date) -> int:
        return (self.ends_before - day).days

    def notes_on(self, day: date) -> list[TermNote]:
        """Return what to take care of about its term, the most urgent first; nothing once it has ended."""
        if self.state not in (MandateState.DRAFT, MandateState.IN_FORCE):
            return []
        return term_notes(ContractBasis(self.contract_basis), self.starts_on, self.ends_before, day)


@dataclass(frozen=True, slots=True)
class MandateMoveView:
    from_state: str
    to_state: str
    reason: str
    actor: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PublicTariff:
    """A price as it is made public; `method` says what the rate is per."""

    item: str
    name: str
    method: str
    rate: Decimal
    formula: str
    is_default: bool
    home_kind: str
    since: date

    @property
    def plain_rate(self) -> str:
        return plain_rate(self.rate)


@dataclass(frozen=True, slots=True)
class PublicMandate:
    """Who serves, under what, from–to, at which prices: what anybody may know, the paper where a copy is shown."""

    mandate: MandateInForce
    public_copy_id: int | None
    scope: str
    tariffs: tuple[PublicTariff, ...]


def mandates_for(*, actor: Actor, estate_id: int) -> list[MandateView]:
    """Return the estate's mandates that the actor may see, the newest term first: of others, none that is a draft."""
    rows = mandates_seen_by(actor, estate_id).order_by("-starts_on", "-id")
    return [view(row) for row in rows]


def mandate_for(*, actor: Actor, estate_id: int, mandate_id: int) -> MandateView:
    """Return one mandate. Raises: NotFound."""
    return view(_seen(actor, estate_id, mandate_id))


def moves_of_mandate(*, actor: Actor, estate_id: int, mandate_id: int) -> list[MandateMoveView]:
    """Return the steps of a mandate's life, the oldest first."""
    _seen(actor, estate_id, mandate_id)
    rows = MandateMove.objects.filter(estate_id=estate_id, mandate_id=mandate_id).order_by("at", "id")
    return [MandateMoveView(**row) for row in rows.values("from_state", "to_state", "reason", "actor", "at")]


def readiness_of(*, actor: Actor, estate_id: int, mandate_id: int) -> Readiness:
    """Return what is there, and what is missing, for the actor to put the draft in force. Raises: NotFound."""
    return mandate_rows.readiness(actor, _seen(actor, estate_id, mandate_id))


def mandate_in_force(estate_id: int, day: date) -> MandateInForce | None:
    """Return the mandate that was or is in force in the estate on the day: what bills of that day rest on.

    To be called in the estate's scope. With two companies in one estate, the later mandate.
    """
    row = _row_in_force(estate_id, day)
    return _in_force(row) if row else None


def mandates_in_month(estate_id: int, month: Month) -> list[MandateInForce]:
    """Return the mandates in force on any day of the month, the earliest first. To be called in the estate's scope."""
    rows = Mandate.objects.filter(
        estate_id=estate_id,
        state__in=WAS_IN_FORCE,
        starts_on__lt=month.ends_before,
        ends_before__gt=month.first,
    )
    return [_in_force(row) for row in rows.order_by("starts_on", "id")]


def serving_mandates(*, actor: Actor, day: date) -> dict[int, MandateView]:
    """Return the mandate in force on the day for each of the actor's estates that has one."""
    rows = _of_actor(actor).filter(state=MandateState.IN_FORCE.value, starts_on__lte=day, ends_before__gt=day)
    return {row.estate_id: view(row) for row in rows.order_by("starts_on", "id")}


def mandates_ending(*, actor: Actor, within_days: int, day: date) -> list[MandateView]:
    """Return the mandates in force that end within so many days, or whose six months without a vote are over.

    The soonest end first. Law: CIVIL-939.
    """
    rows = _of_actor(actor).filter(state=MandateState.IN_FORCE.value, starts_on__lte=day, ends_before__gt=day)
    views = [view(row) for row in rows.order_by("ends_before", "id")]
    return [one for one in views if one.days_left(day) <= within_days or TermNote.SIX_MONTHS_OVER in one.notes_on(day)]


def mandates_of_company(*, company_id: int, estate_ids: Iterable[int], day: date, back: int) -> list[MandateView]:
    """Return a company's mandates in these estates that have begun, and ended at most so many days back, if at all.

    The earliest end first. For the packages above, which check the right.
    """
    rows = Mandate.objects.filter(
        estate_id__in=list(estate_ids),
        company_id=company_id,
        state__in=WAS_IN_FORCE,
        starts_on__lte=day,
        ends_before__gt=day - timedelta(days=back),
    )
    return [view(row) for row in rows.order_by("ends_before", "estate_id")]


def estates_served_by(company_id: int, day: date) -> list[int]:
    """Return the estates in which the company has a mandate in force on the day. Who serves where is public."""
    with scope.everything():
        rows = Mandate.objects.filter(
            company_id=company_id, state=MandateState.IN_FORCE.value, starts_on__lte=day, ends_before__gt=day
        )
        return sorted(set(rows.values_list("estate_id", flat=True)))


def estates_with_terms_over(day: date) -> list[int]:
    """Return the estates that have a mandate in force whose term is over: what the nightly job works off."""
    with scope.everything():  # a job looks for work in all estates
        rows = Mandate.objects.filter(state=MandateState.IN_FORCE.value, ends_before__lte=day)
        return sorted(set(rows.values_list("estate_id", flat=True)))


def public_mandate(estate_id: int, day: date) -> PublicMandate | None:
    """Return who serves the estate on the day, and at which prices. Anybody may ask: it opens the scope itself."""
    with scope.estate(estate_id):
        row = _row_in_force(estate_id, day)
        if row is None:
            return None
        tariffs = Tariff.objects.filter(
            Q(ends_before__isnull=True) | Q(ends_before__gt=day),
            estate_id=estate_id,
            mandate_id=row.id,
            starts_on__lte=day,
        ).order_by("item", "-is_default", "home_kind", "rate")
        return PublicMandate(
            mandate=_in_force(row),
            public_copy_id=row.public_copy_id,
            scope=row.scope,
            tariffs=tuple(
                PublicTariff(
                    item=row.item,
                    name=row.name,
                    method=row.method,
                    rate=row.rate,
                    formula=row.formula,
                    is_default=row.is_default,
                    home_kind=row.home_kind,
                    since=row.starts_on,
                )
                for row in sorted(tariffs, key=lambda row: row.item != SERVICE_ITEM)
            ),
        )


def _seen(actor: Actor, estate_id: int, mandate_id: int) -> Mandate:
    row = mandates_seen_by(actor, estate_id).filter(id=mandate_id).first()
    if row is None:
        raise NotFound
    return row


def _row_in_force(estate_id: int, day: date) -> Mandate | None:
    rows = Mandate.objects.filter(estate_id=estate_id, state__in=WAS_IN_FORCE, starts_on__lte=day, ends_before__gt=day)
    return rows.order_by("-starts_on", "-id").first()


def _of_actor(actor: Actor) -> QuerySet[Mandate]:
    if actor.kind is ActorKind.SYSTEM or Right.SEE_ESTATE in actor.everywhere:
        return Mandate.objects.all()
    return Mandate.objects.filter(estate_id__in=actor.estates_with(Right.SEE_ESTATE))


def _in_force(row: Mandate) -> MandateInForce:
    return MandateInForce(
        id=row.id,
        estate_id=row.estate_id,
        principal_id=row.principal_id,
        principal_name=row.principal_name,
        company_id=row.company_id,
        company_name=row.company_name,
        contract_basis=row.contract_basis,
        fee_mode=row.fee_mode,
        document_number=row.document_number,
        starts_on=row.starts_on,
        ends_before=row.ends_before,
        penalty=_penalty(row),
    )


def _penalty(row: Mandate) -> PenaltyClause:
    return PenaltyClause(row.penalty_rate, row.penalty_free_days, row.penalty_cap_percent)


def view(row: Mandate) -> MandateView:
    return MandateView(
        id=row.id,
        estate_id=row.estate_id,
        principal_id=row.principal_id,
        principal_name=row.principal_name,
        company_id=row.company_id,
        company_name=row.company_name,
        contract_basis=row.contract_basis,
        fee_mode=row.fee_mode,
        document_number=row.document_number,
        starts_on=row.starts_on,
        ends_before=row.ends_before,
        penalty=_penalty(row),
        state=row.state,
        scope=row.scope,
        document_id=row.document_id,
        public_copy_id=row.public_copy_id,
        created_at=row.created_at,
        drafted_by=row.drafted_by,
        edited_by=row.edited_by,
    )
