"""Estates: the list with its filters, opening one, and the page of one with all that hangs on it."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import TypedDict

import segno
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import errors_of, given, number_or_none, page_of
from laoyou.platforms.operations.shell import address_of
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates.queries import MandateView
from laoyou.system.places import queries, use_cases
from laoyou.system.places.errors import (
    EstateCodeWrong,
    HouseholdsWrong,
    NameMissing,
    NoSuchStreetOffice,
    NotOnTheMap,
    YearWrong,
)
from laoyou.system.places.queries import BuildingView, EstateView
from laoyou.system.places.rules.estate_states import EstateState, is_served, steps_by_hand

WARN_WITHIN_DAYS = 90
ENDING_SHOWN = 6


class Wanted(TypedDict):
    """What the list is narrowed to."""

    search: str
    state: str
    sort: str
    district_code: str


class EstateFacts(TypedDict):
    """The fields of the form as the use cases take them."""

    name: str
    street_office_code: str
    community_name: str
    address: str
    telephone: str
    year_built: int | None
    households: int | None
    lat: Decimal | None
    lng: Decimal | None


@dataclass(frozen=True, slots=True)
class EstateLine:
    estate: EstateView
    mandate: MandateView | None
    days_left: int | None


@dataclass(frozen=True, slots=True)
class StateStep:
    """One of the five steps of an estate's life, as the page draws them."""

    state: str
    is_now: bool
    is_past: bool


@access.staff()
def estates(request: access.Request) -> HttpResponse:
    """Show the estates of this person: by state, district, name, initials or code. Also to those who have none yet."""
    actor, day = request.actor, city_day(request.at)
    wanted = _wanted(request)
    page = queries.estates_page(actor=actor, page=page_of(request), **wanted)
    serving = mandates.serving_mandates(actor=actor, day=day)
    ending = mandates.mandates_ending(actor=actor, within_days=WARN_WITHIN_DAYS, day=day)
    names = queries.estate_names(mandate.estate_id for mandate in ending[:ENDING_SHOWN])
    context = {
        "page": page,
        "lines": [_line(estate, serving, day) for estate in page.rows],
        "wanted": wanted,
        "counts": [(state, count) for state, count in queries.state_counts(actor=actor).items()],
        "districts": [("", gettext("All districts")), *((one.code, one.name) for one in queries.districts())],
        "ending": [(mandate, names[mandate.estate_id]) for mandate in ending[:ENDING_SHOWN]],
        "ending_count": len(ending),
        "is_narrowed": bool(wanted["search"] or wanted["state"] or wanted["district_code"]),
        "may_open": actor.may(Right.OPEN_ESTATE, 0),
        "reads_mandates": actor.may_somewhere(Right.SEE_MANDATES),
    }
    return render(request, "operations/estates.html", context)


@access.staff(Right.SEE_ESTATE)
def estates_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor, day = request.actor, city_day(request.at)
    page = queries.estates_page(actor=actor, size=exports.ROWS_OF_A_SHEET, **_wanted(request))
    serving = mandates.serving_mandates(actor=actor, day=day)
    lines = [_line(estate, serving, day) for estate in page.rows]
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Estates')} {day.isoformat()}",
        title=gettext("Estates"),
        columns=[
            exports.Column(gettext("Estate code")),
            exports.Column(gettext("Estate"), width=24),
            exports.Column(gettext("District")),
            exports.Column(gettext("Street office"), width=16),
            exports.Column(gettext("Community"), width=16),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Households"), kind.NUMBER),
            exports.Column(gettext("Principal"), width=28),
            exports.Column(gettext("Company"), width=28),
            exports.Column(gettext("Since"), kind.DAY),
            exports.Column(gettext("Last day"), kind.DAY),
        ],
        rows=(
            (
                *(line.estate.code, line.estate.name, line.estate.district, line.estate.street_office),
                *(line.estate.community, place_words.word("estate_state", line.estate.state), line.estate.households),
                *((line.mandate.principal_name, line.mandate.company_name) if line.mandate else ("", "")),
                *((line.mandate.starts_on, line.mandate.last_day) if line.mandate else (None, None)),
            )
            for line in lines
        ),
    )


@access.staff(Right.OPEN_ESTATE)
def open_estate(request: access.Request) -> HttpResponse:
    """Enter an estate into the directory."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            checks = Checks()
            with checks:
                code = given(request.POST.get("code", ""), EstateCodeWrong)
            with checks:
                facts = _facts(request)
            checks.end()
            estate_id = use_cases.open_estate(actor=request.actor, code=code, at=request.at, **facts)
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("The estate is in the directory. Next: the survey, or a draft of the mandate."))
            return redirect("operations:estate", estate_id=estate_id)
    return _facts_form(request, None, request.POST, refusal)


@access.staff(Right.EDIT_PLACES)
def edit_estate(request: access.Request, estate_id: int) -> HttpResponse:
    """Correct the facts of an estate."""
    estate = queries.estate_for(actor=request.actor, estate_id=estate_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            use_cases.edit_estate(actor=request.actor, estate_id=estate_id, at=request.at, **_facts(request))
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Saved."))
            return redirect("operations:estate", estate_id=estate_id)
    typed = request.POST if request.method == "POST" else _typed_of(estate)
    return _facts_form(request, estate, typed, refusal)


@access.staff()
def communities(request: access.Request) -> HttpResponse:
    """Return the known communities of a street office, as suggestions to the form."""
    found = queries.communities(request.GET.get("street_office_code", "") or "none")
    return render(request, "operations/parts/communities.html", {"communities": found})


@access.staff(Right.SEE_ESTATE)
def estate(request: access.Request, estate_id: int) -> HttpResponse:
    """Show one estate: where it stands and what comes next, its homes, its mandates and prices."""
    return _estate(request, estate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def move_estate(request: access.Request, estate_id: int) -> HttpResponse:
    """Take a step of the estate's life by hand."""
    try:
        use_cases.move_estate(
            actor=request.actor,
            estate_id=estate_id,
            to_state=request.POST.get("to_state", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _estate(request, estate_id, refusal)
    flash.say(request, gettext("Written down."))
    return redirect("operations:estate", estate_id=estate_id)


@access.staff(Right.SEE_ESTATE)
def estate_qr(request: access.Request, estate_id: int) -> HttpResponse:
    """Hand out the QR of the public page as a picture to be printed on a poster."""
    estate = queries.estate_for(actor=request.actor, estate_id=estate_id)
    drawn = io.BytesIO()
    segno.make(public_address(estate), error="m", micro=False).save(drawn, kind="png", scale=20, border=4)
    answer = HttpResponse(drawn.getvalue(), content_type="image/png")
    answer.headers["Content-Disposition"] = f'attachment; filename="{estate.code}-books.png"'
    return answer


def public_address(estate: EstateView) -> str:
    """Return the whole address of the estate's open books, which anybody may open."""
    return f"{settings.PUBLIC_ADDRESS}{reverse('resident:public_books', kwargs={'key': estate.public_key})}"


def _estate(request: access.Request, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    shown = queries.estate_for(actor=actor, estate_id=estate_id)
    buildings = queries.buildings_for(actor=actor, estate_id=estate_id)
    all_mandates = mandates.mandates_for(actor=actor, estate_id=estate_id)
    serving = next((mandate for mandate in all_mandates if mandate.is_in_force_on(day)), None)
    tariffs = mandates.tariffs_for(actor=actor, estate_id=estate_id, day=day)
    state = EstateState(shown.state)
    may_mandate = actor.may(Right.EDIT_MANDATES, estate_id)
    context = {
        "estate": shown,
        "steps": _steps(state),
        "next_steps": [(step.value, gettext(place_words.NEXT_STEPS[step])) for step in steps_by_hand(state)],
        "is_served": is_served(state),
        "moves": queries.moves_of_estate(actor=actor, estate_id=estate_id),
        "mandates": all_mandates,
        "serving": serving,
        "draft": next((mandate for mandate in all_mandates if mandate.state == "draft"), None),
        "notes": serving.notes_on(day) if serving else [],
        "tariffs": [tariff for tariff in tariffs if not tariff.is_over(day)],
        "buildings": buildings,
        "building": _chosen(buildings, request.GET.get("building", "")),
        "homes": sum(building.homes for building in buildings),
        "occupancies": _occupancies(buildings),
        "day": day,
        "public_address": public_address(shown),
        "qr": _qr(public_address(shown)),
        "import_page": address_of("import_homes", estate_id=estate_id)
        if actor.may(Right.IMPORT_HOMES, estate_id)
        else "",
        "doors": _doors(request, estate_id),
        "may_edit": actor.may(Right.EDIT_PLACES, estate_id),
        "may_mandate": may_mandate,
        "may_draft": may_mandate or actor.may(Right.OPEN_ESTATE, 0),
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": request.POST.get("to_state", "") if refusal else "",
    }
    return render(request, "operations/estate.html", context, status=422 if refusal else 200)


def _doors(request: access.Request, estate_id: int) -> list[tuple[str, str, str]]:
    """Return the pages of this estate that the person may open: (address, icon, word)."""
    wanted = (
        ("homes", "home", gettext("List of homes"), Right.SEE_ESTATE),
        ("people", "users", gettext("Owners and residents"), Right.SEE_PEOPLE),
        ("parking", "parking", gettext("Parking spaces"), Right.SEE_ESTATE),
        ("estate_billing", "receipt-yuan", gettext("Bills"), Right.PREPARE_BILLS),
        ("estate_books", "book-2", gettext("Books"), Right.SEE_BOOKS),
    )
    found = [
        (address_of(page, estate_id=estate_id), icon, words)
        for page, icon, words, right in wanted
        if request.actor.may(right, estate_id)
    ]
    return [door for door in found if door[0]]


def _steps(state: EstateState) -> list[StateStep]:
    """Return the five steps; an estate contracted without a mandate before has gone past it all the same."""
    order = list(EstateState)
    now = order.index(state)
    return [StateStep(step.value, place == now, place < now) for place, step in enumerate(order)]


def _chosen(buildings: list[BuildingView], text: str) -> BuildingView | None:
    wanted = number_or_none(text)
    return next((building for building in buildings if building.id == wanted), buildings[0] if buildings else None)


def _occupancies(buildings: list[BuildingView]) -> list[tuple[str, int]]:
    totals = dict.fromkeys(place_words.TABLES["occupancy"], 0)
    for building in buildings:
        for code, count in building.occupancies.items():
            totals[code] += count
    return [(code, count) for code, count in totals.items() if count]


def _line(estate: EstateView, serving: dict[int, MandateView], day: date) -> EstateLine:
    mandate = serving.get(estate.id)
    return EstateLine(estate, mandate, mandate.days_left(day) if mandate else None)


def _wanted(request: access.Request) -> Wanted:
    given = request.GET
    return Wanted(
        search=given.get("search", "").strip(),
        state=given.get("state", ""),
        sort=given.get("sort", "code"),
        district_code=given.get("district", ""),
    )


def _qr(address: str) -> SafeString:
    drawn = segno.make(address, error="m", micro=False)
    return mark_safe(drawn.svg_inline(scale=4, border=2, dark="#17211c", light="#fff", svgclass="qr", lineclass=None))  # noqa: S308 drawn by us


def _facts(request: access.Request) -> EstateFacts:
    """Return what the form says. Raises: what is missing or no number, all of it at once."""
    typed, checks = request.POST, Checks()
    with checks:
        name = given(typed.get("name", ""), NameMissing)
    with checks:
        street_office_code = given(typed.get("street_office_code", ""), NoSuchStreetOffice)
    with checks:
        year_built = _whole(typed.get("year_built", ""), YearWrong)
    with checks:
        households = _whole(typed.get("households", ""), HouseholdsWrong)
    with checks:
        lat, lng = _degrees(typed.get("lat", "")), _degrees(typed.get("lng", ""))
    checks.end()
    return EstateFacts(
        name=name,
        street_office_code=street_office_code,
        community_name=typed.get("community_name", ""),
        address=typed.get("address", ""),
        telephone=typed.get("telephone", ""),
        year_built=year_built,
        households=households,
        lat=lat,
        lng=lng,
    )


def _whole(text: str, refusal: type[Refusal]) -> int | None:
    if not text.strip():
        return None
    number = number_or_none(text.strip())
    if number is None:
        raise refusal
    return number


def _degrees(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip()) if text.strip() else None
    except InvalidOperation:
        raise NotOnTheMap from None


def _typed_of(estate: EstateView) -> dict[str, object]:
    return {
        "code": estate.code,
        "name": estate.name,
        "street_office_code": estate.street_office_code,
        "community_name": estate.community,
        "address": estate.address,
        "telephone": estate.telephone,
        "year_built": estate.year_built,
        "households": estate.households,
        "lat": estate.lat,
        "lng": estate.lng,
    }


def _facts_form(
    request: access.Request, estate: EstateView | None, typed: object, refusal: Refusal | None
) -> HttpResponse:
    street = typed.get("street_office_code", "")  # type: ignore[attr-defined]
    context = {
        "estate": estate,
        "typed": typed,
        "errors": errors_of(refusal),
        "districts": queries.districts(),
        "communities": queries.communities(str(street)) if street else [],
    }
    return render(request, "operations/estate_form.html", context, status=422 if refusal else 200)
