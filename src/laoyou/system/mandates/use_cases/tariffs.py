"""Prices by date. A new price ends the old one the day before; the past never changes."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.mandates import mandate_rows, tariff_rows
from laoyou.system.mandates.belonging import refuse_another_companys
from laoyou.system.mandates.errors import (
    FORMULA_REFUSALS,
    LADDER_REFUSALS,
    CountIsNeverDefault,
    ItemWrong,
    LaterPriceExists,
    MandateIsOver,
    NameMissing,
    PassedOnOnly,
    PriceHasBegun,
    PriceInThePast,
    PriceOutsideMandate,
    RateWrong,
    TooLong,
    UnknownChoice,
)
from laoyou.system.mandates.models import Mandate, Tariff
from laoyou.system.mandates.rules.formulas import FormulaFault, Input, names_of, read_formula
from laoyou.system.mandates.rules.ladders import LadderFault, read_ladder, written_ladder
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.mandates.rules.tariffs import (
    PASSED_ON_FUND,
    Method,
    NewPrice,
    PriceProblem,
    new_price,
    plain_rate,
    rate_of,
)
from laoyou.system.mandates.rules.words import FUNDS
from laoyou.system.places.rules.words import HOME_KINDS


def set_tariff(
    *,
    actor: Actor,
    estate_id: int,
    mandate_id: int,
    item: str,
    name: str,
    method: str,
    rate: Decimal,
    fund: str,
    starts_on: date,
    at: datetime,
    is_default: bool = True,
    home_kind: str = "",
    formula: str = "",
) -> int:
    """Set what an item costs under a mandate from a day on, and return the price's id.

    A default applies to every home, or every home of a kind, that has no price of its own; there is one per item and
    kind. Other prices are told apart by name, and apply to the homes they are given to (`give_home_tariff`). The price
    of the same kind that runs ends the day before, and the homes that had it get the new one. A price by formula keeps
    its formula, which is read now: one that can't be is never saved.

    Raises: FormulaWrong and its kin, PriceInThePast, LaterPriceExists, PriceOutsideMandate, other refusals of a field.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = _locked(actor, estate_id, mandate_id)
        tariff = Tariff(
            estate_id=estate_id,
            mandate_id=mandate_id,
            company_id=mandate.company_id,
            item=item.strip(),
            name=name.strip(),
            method=method,
            rate=rate,
            formula=formula.strip() if method in (Method.BY_FORMULA, Method.BY_METER) else "",
            fund=fund,
            is_default=is_default,
            home_kind=home_kind if is_default else "",
            starts_on=starts_on,
        )
        _check(tariff)
        found = _place(tariff, mandate, city_day(at))
        _write(tariff, found)
        mandate_rows.note_edit(actor, mandate)
        _record(
            *("mandates.tariff_set", actor, tariff, at),
            rate=plain_rate(rate),
            day=starts_on.isoformat(),
        )
    return tariff.id


def end_tariff(*, actor: Actor, estate_id: int, tariff_id: int, ends_before: date, at: datetime) -> None:
    """Let a price end: from that day on the item isn't charged. Raises: PriceInThePast, PriceHasBegun."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        tariff = _tariff(actor, estate_id, tariff_id)
        if ends_before < city_day(at) or ends_before <= tariff.starts_on:
            raise PriceInThePast
        if tariff.ends_before is not None and tariff.ends_before <= ends_before:
            raise LaterPriceExists(day=tariff.ends_before.isoformat())
        tariff_rows.end(Tariff.objects.filter(estate_id=estate_id, id=tariff_id), ends_before)
        mandate_rows.note_edit(actor, tariff.mandate)
        _record("mandates.tariff_ended", actor, tariff, at, day=ends_before.isoformat())


def drop_tariff(*, actor: Actor, estate_id: int, tariff_id: int, at: datetime) -> None:
    """Take back a price that hasn't begun, or a draft's; what it would have ended goes on. Raises: PriceHasBegun."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        tariff = _tariff(actor, estate_id, tariff_id)
        if tariff.starts_on <= city_day(at) and tariff.mandate.state != MandateState.DRAFT:
            raise PriceHasBegun
        tariff_rows.drop(tariff)
        mandate_rows.note_edit(actor, tariff.mandate)
        _record("mandates.tariff_dropped", actor, tariff, at, rate=plain_rate(tariff.rate))


def take_over_tariffs(*, actor: Actor, estate_id: int, mandate_id: int, at: datetime) -> int:
    """Let a new mandate begin with the prices of the one before it, unchanged, and return how many.

    Homes keep prices of their own; from another company's they come over on the day that its mandate ends. An item that
    the new mandate has a price for already is left alone.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_MANDATES, estate_id)
        mandate = _locked(actor, estate_id, mandate_id)
        earlier = tariff_rows.mandate_before(mandate)
        if earlier is None:
            return 0
        taken = 0
        for old in tariff_rows.last_prices(earlier, mandate.starts_on):
            new = Tariff(
                estate_id=estate_id,
                mandate_id=mandate_id,
                company_id=mandate.company_id,
                item=old.item,
                name=old.name,
                method=old.method,
                rate=old.rate,
                formula=old.formula,
                fund=old.fund,
                is_default=old.is_default,
                home_kind=old.home_kind,
                starts_on=mandate.starts_on,
            )
            if any(version.starts_on >= mandate.starts_on for version in tariff_rows.versions_of(new)):
                continue
            _write(new, NewPrice(ends=old.id))
            taken += 1
        if taken:
            mandate_rows.note_edit(actor, mandate)
            audit.record(
                "mandates.tariffs_taken_over",
                actor=actor,
                estate_id=estate_id,
                at=at,
                subject="mandate",
                subject_id=mandate_id,
                prices=taken,
                number=earlier.document_number,
            )
    return taken


def _write(tariff: Tariff, place: NewPrice) -> None:
    before = Tariff.objects.filter(estate_id=tariff.estate_id, id=place.ends).first() if place.ends else None
    # Also a price whose mandate's term is over on paper runs on in its row until it is told to end.
    tariff_rows.end(tariff_rows.same_price(tariff), tariff.starts_on)
    tariff.save(force_insert=True)
    if before is not None and not tariff.is_default:
        tariff_rows.carry_homes_over(before=before, after=tariff)


def _place(tariff: Tariff, mandate: Mandate, today: date) -> NewPrice:
    versions = tariff_rows.versions_of(tariff)
    term = tariff_rows.term_of(mandate)
    found = new_price(versions, starts_on=tariff.starts_on, today=today, mandate=term)
    if isinstance(found, NewPrice):
        return found
    if found is PriceProblem.BEFORE_TODAY:
        raise PriceInThePast
    if found is PriceProblem.LATER_PRICE:
        later = max(version.starts_on for version in versions)
        raise LaterPriceExists(day=later.isoformat())
    last_day = date.fromordinal(mandate.ends_before.toordinal() - 1)
    raise PriceOutsideMandate(starts_on=mandate.starts_on.isoformat(), last_day=last_day.isoformat())


def _check(tariff: Tariff) -> None:
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,29}", tariff.item):
        raise ItemWrong
    if not tariff.name:
        raise NameMissing
    if len(tariff.name) > 60:
        raise TooLong(field="name", text=tariff.name, most=60)
    for field, value, known in (
        ("method", tariff.method, set(Method)),
        ("fund", tariff.fund, set(FUNDS)),
        ("home_kind", tariff.home_kind, {"", *HOME_KINDS}),
    ):
        if value not in known:
            raise UnknownChoice(field=field)
    if rate_of(f"{tariff.rate:f}") is None:
        raise RateWrong
    if tariff.method == Method.BY_COUNT and tariff.is_default:
        raise CountIsNeverDefault
    if tariff.method == Method.BY_FORMULA:
        _check_formula(tariff)
    if tariff.method == Method.BY_METER:
        _check_ladder(tariff)


def _check_formula(tariff: Tariff) -> None:
    try:
        formula = read_formula(tariff.formula)
    except FormulaFault as fault:
        raise FORMULA_REFUSALS[fault.problem](place=fault.place, near=fault.near) from fault
    if Input.COUNT in names_of(formula) and tariff.is_default:
        raise CountIsNeverDefault


def _check_ladder(tariff: Tariff) -> None:
    if tariff.fund != PASSED_ON_FUND:
        raise PassedOnOnly
    try:
        ladder = read_ladder(tariff.formula)
    except LadderFault as fault:
        raise LADDER_REFUSALS[fault.problem](near=fault.near) from fault
    tariff.is_default = True
    tariff.formula, tariff.rate = written_ladder(ladder), ladder.steps[0].rate


def _locked(actor: Actor, estate_id: int, mandate_id: int) -> Mandate:
    """Lock the mandate, so that two prices of one kind are set one after the other."""
    mandate = Mandate.objects.select_for_update(of=("self",)).filter(estate_id=estate_id, id=mandate_id).first()
    if mandate is None:
        raise NotFound
    refuse_another_companys(actor, mandate)
    if mandate.state not in (MandateState.DRAFT, MandateState.IN_FORCE):
        raise MandateIsOver
    return mandate


def _tariff(actor: Actor, estate_id: int, tariff_id: int) -> Tariff:
    rows = Tariff.objects.select_related("mandate").select_for_update(of=("self",))
    tariff = rows.filter(estate_id=estate_id, id=tariff_id).first()
    if tariff is None:
        raise NotFound
    refuse_another_companys(actor, tariff.mandate)
    if tariff.mandate.state not in (MandateState.DRAFT, MandateState.IN_FORCE):
        raise MandateIsOver
    return tariff


def _record(action: str, actor: Actor, tariff: Tariff, at: datetime, **details: str) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=tariff.estate_id,
        at=at,
        subject="tariff",
        subject_id=tariff.id,
        reason="",
        name=tariff.name,
        **details,
    )
