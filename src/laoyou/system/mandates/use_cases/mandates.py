"""The life of a mandate: in force, ended, or called off; and with it the life of its estate."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed
from laoyou.infra import audit, events, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates import mandate_rows, queries, tariff_rows
from laoyou.system.mandates.errors import (
    EndOutsideTerm,
    NoSuchStep,
    NotBegunCanBeWithdrawn,
    PaperMissing,
    PriceMissing,
    ReasonMissing,
    SamePerson,
    TermIsOver,
)
from laoyou.system.mandates.events import MandateShortened
from laoyou.system.mandates.models import Mandate, Tariff
from laoyou.system.mandates.queries import MandateView, PriceLine
from laoyou.system.mandates.rules.states import MandateState, may_move
from laoyou.system.places import use_cases as places


def put_in_force(*, actor: Actor, estate_id: int, mandate_id: int, at: datetime) -> None:
    """Let a drafted mandate count: its company's people get their rights from its first day on, the estate moves on.

    A colleague of who drafted it does that, or an official of the principal: the strongest word there is.
    Raises: PaperMissing, PriceMissing, SamePerson, ServedByAnother or OverlapsAnother when one is in force for part of
    the term, TermIsOver, NoSuchStep; NotAllowed for the calendar: a mandate is people's word.
    """
    with scope.estate(estate_id):
        is_an_official = actor.may(Right.CONFIRM_MANDATES, estate_id)
        if not is_an_official:
            actor.require(Right.EDIT_MANDATES, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        mandate = mandate_rows.locked(actor, estate_id, mandate_id, by_its_principal=is_an_official)
        if not may_move(MandateState(mandate.state), MandateState.IN_FORCE):
            raise NoSuchStep
        if mandate.ends_before <= city_day(at):
            raise TermIsOver(day=mandate.ends_before.isoformat())
        mandate_rows.refuse_overlap(estate_id, mandate.company_id, mandate.starts_on, mandate.ends_before, draft=False)
        _refuse_unready(actor, mandate)
        mandate_rows.move(actor, mandate, MandateState.IN_FORCE, "", at, put_in_force_by=actor.user_id)
        gone = Mandate.objects.filter(
            estate_id=estate_id, state=MandateState.ENDED.value, ends_before=mandate.starts_on
        )
        for one in gone.exclude(company_id=mandate.company_id):
            tariff_rows.hand_homes_over(one, mandate)
        places.follow_mandate(
            actor=actor,
            estate_id=estate_id,
            to_state=mandate_rows.state_under(mandate),
            reason=mandate.document_number,
            at=at,
        )


def _refuse_unready(actor: Actor, mandate: Mandate) -> None:
    found = mandate_rows.readiness(actor, mandate)
    if not found.has_paper:
        raise PaperMissing
    if not found.has_price:
        raise PriceMissing
    if not found.is_second_person:
        raise SamePerson


def withdraw_mandate(*, actor: Actor, estate_id: int, mandate_id: int, reason: str, at: datetime) -> None:
    """Call a mandate off before its first day. What its prices would have ended goes on.

    Raises: NotBegunCanBeWithdrawn when it has begun, NoSuchStep, ReasonMissing.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not reason.strip():
            raise ReasonMissing
        mandate = mandate_rows.locked(actor, estate_id, mandate_id)
        if mandate.state == MandateState.IN_FORCE and mandate.starts_on <= city_day(at):
            raise NotBegunCanBeWithdrawn
        for tariff in Tariff.objects.filter(estate_id=estate_id, mandate_id=mandate_id).order_by("-starts_on"):
            tariff_rows.drop(tariff)
        mandate_rows.move(actor, mandate, MandateState.WITHDRAWN, reason.strip(), at)
        mandate_rows.let_the_estate_follow(actor, mandate, reason.strip(), at)


def end_mandate(*, actor: Actor, estate_id: int, mandate_id: int, ended_on: date, reason: str, at: datetime) -> None:
    """End a mandate. `ended_on` is the first day without service: from then on its people see nothing there.

    An end still to come shortens the term; the mandate is in force until then.
    Raises: EndOutsideTerm, ReasonMissing, NoSuchStep when it isn't in force; what those refuse who did something for
    days after the end, such as bills that are out (`events.MandateShortened`).
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        if not reason.strip():
            raise ReasonMissing
        mandate = mandate_rows.locked(actor, estate_id, mandate_id)
        if mandate.state != MandateState.IN_FORCE:
            raise NoSuchStep
        if not mandate.starts_on < ended_on <= mandate.ends_before:
            last = mandate.ends_before - timedelta(days=1)
            raise EndOutsideTerm(first=mandate.starts_on.isoformat(), last=last.isoformat())
        if ended_on < mandate.ends_before:
            events.raise_event(
                MandateShortened(
                    estate_id=estate_id,
                    mandate_id=mandate_id,
                    ends_before=ended_on,
                    ended_before=mandate.ends_before,
                    at=at,
                )
            )
        Mandate.objects.filter(estate_id=estate_id, id=mandate_id).update(ends_before=ended_on)
        mandate.ends_before = ended_on
        tariff_rows.end_with_mandate(mandate)
        if ended_on <= city_day(at):
            _end(actor, mandate, reason.strip(), at)
        else:
            mandate_rows.write_down(
                "mandates.end_agreed", actor, mandate, at, reason=reason.strip(), day=ended_on.isoformat()
            )


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


def hand_out_list(
    *, actor: Actor, at: datetime, search: str = "", state: str = "", most: int
) -> tuple[list[MandateView], dict[int, list[PriceLine]]]:
    """Return the list of mandates as it is filtered, with their prices, to be taken away; and write that down."""
    found = list(queries.mandates_page(actor=actor, search=search, state=state, size=most).rows)
    prices = queries.prices_of(found)
    with scope.estate(0):
        audit.record("mandates.list_handed_out", actor=actor, estate_id=0, at=at, subject="mandate", rows=len(found))
    return found, prices


def _end(actor: Actor, mandate: Mandate, reason: str, at: datetime) -> None:
    mandate_rows.move(actor, mandate, MandateState.ENDED, reason, at)
    next_ones = Mandate.objects.filter(
        estate_id=mandate.estate_id, state=MandateState.IN_FORCE.value, starts_on=mandate.ends_before
    )
    for successor in next_ones.exclude(company_id=mandate.company_id):
        tariff_rows.hand_homes_over(mandate, successor)
    mandate_rows.let_the_estate_follow(actor, mandate, reason, at)
