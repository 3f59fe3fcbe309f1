"""Homes: the list of an estate, one home with its history, and adding and correcting by hand."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypedDict

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.area import Area, NotAnArea
from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal
from laoyou.core.money import Money, round_to_fen
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import (
    day_of,
    day_or_none,
    errors_of,
    given,
    number_given,
    number_or_none,
    page_of,
)
from laoyou.platforms.operations.shell import address_of
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates import use_cases as mandate_use_cases
from laoyou.system.mandates.errors import CountWrong, UnknownChoice
from laoyou.system.mandates.queries import TariffOfHome
from laoyou.system.places import queries, use_cases
from laoyou.system.places.errors import FloorWrong, NumberMissing, PlaceRefusal
from laoyou.system.places.queries import HomesFilter, HomeView


class AreaWrong(PlaceRefusal):
    code = "operations.area_wrong"
    field = "area"
    sentence = NotAnArea.sentence


class HomeFacts(TypedDict):
    """The fields of the form as the use cases take them."""

    building_id: int
    entrance_id: int | None
    number: str
    floor: int | None
    kind: str
    occupancy: str
    note: str


@dataclass(frozen=True, slots=True)
class PriceLine:
    """What the home pays for an item, with a full month's sum where it can be said."""

    tariff: TariffOfHome
    month: Money | None


@access.staff(Right.SEE_ESTATE)
def homes(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's homes: by number, building, occupancy and use."""
    actor = request.actor
    wanted = _wanted(request)
    page = queries.homes_for(actor=actor, estate_id=estate_id, wanted=wanted, page=page_of(request))
    context = {
        "estate": queries.estate_for(actor=actor, estate_id=estate_id),
        "page": page,
        "wanted": wanted,
        "is_narrowed": bool(wanted.search or wanted.building_id or wanted.occupancy or wanted.kind),
        "buildings": [
            ("", gettext("All buildings")),
            *queries.building_names(actor=actor, estate_id=estate_id),
        ],
        "occupancies": place_words.choices("occupancy", none=gettext("All")),
        "kinds": place_words.choices("home_kind", none=gettext("All")),
        "may_edit": actor.may(Right.EDIT_PLACES, estate_id),
        "import_page": address_of("import_homes", estate_id=estate_id)
        if actor.may(Right.IMPORT_HOMES, estate_id)
        else "",
    }
    return render(request, "operations/homes.html", context)


@access.staff(Right.SEE_ESTATE)
def homes_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    estate = queries.estate_for(actor=request.actor, estate_id=estate_id)
    rows = queries.homes_to_export(actor=request.actor, estate_id=estate_id, wanted=_wanted(request))
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('List of homes')} {city_day(request.at).isoformat()}",
        title=gettext("List of homes"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Floor"), kind.NUMBER),
            exports.Column(gettext("Area (m²)"), kind.AREA),
            exports.Column(gettext("What it is used for"), width=12),
            exports.Column(gettext("Occupancy"), width=14),
        ],
        rows=(
            (
                *(row.label, row.floor, row.area),
                place_words.word("home_kind", row.kind),
                place_words.word("occupancy", row.occupancy),
            )
            for row in rows
        ),
    )


@access.staff(Right.SEE_ESTATE)
def home_page(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Show one home: who owns and lives in it, its area now and before, what it pays."""
    return _home(request, estate_id, home_id)


@access.staff(Right.EDIT_PLACES)
def add_home(request: access.Request, estate_id: int) -> HttpResponse:
    """Add a home by hand."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            checks = Checks()
            with checks:
                facts = _facts(request)
            with checks:
                area = _area(request)
            with checks:
                starts_on = day_of(request.POST.get("starts_on", ""), field="starts_on")
            checks.end()
            home_id = use_cases.add_home(
                actor=request.actor,
                estate_id=estate_id,
                area=area,
                source=request.POST.get("source", ""),
                starts_on=starts_on,
                at=request.at,
                **facts,
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Added."))
            return redirect("operations:home_page", estate_id=estate_id, home_id=home_id)
    start = {
        "building": request.GET.get("building", ""),
        "kind": "residential",
        "occupancy": "unknown",
        "source": "register",
        "starts_on": city_day(request.at).isoformat(),
    }
    return _form(request, estate_id, None, request.POST or start, refusal)


@access.staff(Right.EDIT_PLACES)
def edit_home(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Correct where a home is, what it is used for, and who is in it."""
    home = queries.home_for(actor=request.actor, estate_id=estate_id, home_id=home_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            use_cases.edit_home(
                actor=request.actor,
                estate_id=estate_id,
                home_id=home_id,
                at=request.at,
                **_facts(request),
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Saved."))
            return redirect("operations:home_page", estate_id=estate_id, home_id=home_id)
    now = {
        "building": home.building_id,
        "entrance": home.entrance_id or "",
        "number": home.number,
        "floor": "" if home.floor is None else home.floor,
        "kind": home.kind,
        "occupancy": home.occupancy,
        "note": home.note,
    }
    return _form(request, estate_id, home, request.POST or now, refusal)


@access.staff(Right.EDIT_PLACES)
@require_POST
def set_area(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Let an area hold from a day on."""
    try:
        checks = Checks()
        with checks:
            area = _area(request)
        with checks:
            starts_on = day_of(request.POST.get("starts_on", ""), field="starts_on")
        checks.end()
        use_cases.set_area(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            area=area,
            source=request.POST.get("source", ""),
            starts_on=starts_on,
            at=request.at,
        )
    except Refusal as refusal:
        return _home(request, estate_id, home_id, opening="area", errors=errors_of(refusal))
    flash.say(request, gettext("Saved. Bills already issued stay as they are."))
    return redirect("operations:home_page", estate_id=estate_id, home_id=home_id)


@access.staff(Right.PREPARE_BILLS)
@require_POST
def give_tariff(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Give the home a price of its own, or a count of things."""
    typed = request.POST
    try:
        checks = Checks()
        with checks:
            tariff_id = number_given(typed.get("tariff_id", ""), UnknownChoice(field="tariff_id"))
        with checks:
            count = number_given(typed.get("count", "1"), CountWrong())
        with checks:
            starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
        with checks:
            ends_before = day_or_none(typed.get("ends_before", ""), field="ends_before")
        checks.end()
        mandate_use_cases.give_home_tariff(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            tariff_id=tariff_id,
            count=count,
            starts_on=starts_on,
            ends_before=ends_before,
            at=request.at,
        )
    except Refusal as refusal:
        return _home(request, estate_id, home_id, opening="tariff", errors=errors_of(refusal))
    flash.say(request, gettext("Saved."))
    return redirect("operations:home_page", estate_id=estate_id, home_id=home_id)


@access.staff(Right.PREPARE_BILLS)
@require_POST
def end_tariff(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """End what the home has of an item."""
    item = request.POST.get("item", "")
    try:
        mandate_use_cases.end_home_tariff(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            item=item,
            ends_before=day_of(request.POST.get("ends_before", ""), field="ends_before"),
            at=request.at,
        )
    except Refusal as refusal:
        return _home(request, estate_id, home_id, opening=f"end-{item}", errors={"ends_before": refusal})
    flash.say(request, gettext("Ended."))
    return redirect("operations:home_page", estate_id=estate_id, home_id=home_id)


def _home(
    request: access.Request,
    estate_id: int,
    home_id: int,
    *,
    opening: str = "",
    errors: dict[str, Refusal] | None = None,
) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    home = queries.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    prices = mandates.tariffs_of_home(actor=actor, estate_id=estate_id, home_id=home_id, day=day)
    may_price = actor.may(Right.PREPARE_BILLS, estate_id)
    context = {
        "estate": queries.estate_for(actor=actor, estate_id=estate_id),
        "home": home,
        "areas": queries.area_history(actor=actor, estate_id=estate_id, home_id=home_id),
        "prices": [PriceLine(price, full_month(price, home.area)) for price in prices],
        "parking": queries.parking_of_home(actor=actor, estate_id=estate_id, home_id=home_id, day=day),
        "doors": _doors(request, estate_id, home_id),
        "sources": place_words.choices("area_source"),
        "givable": _givable(request, estate_id, day) if may_price else [],
        "may_edit": actor.may(Right.EDIT_PLACES, estate_id),
        "may_price": may_price,
        "day": day,
        "typed": request.POST,
        "errors": errors or {},
        "opening": opening,
    }
    return render(request, "operations/home.html", context, status=422 if errors else 200)


def full_month(price: TariffOfHome, area: Area | None) -> Money | None:
    """Return what a whole month of the price comes to for a home of that area."""
    if price.method == "by_area":
        return round_to_fen(area.centiares * price.rate) if area else None
    if price.method in ("by_formula", "by_meter"):
        return None  # the bill says it, with the home's own values
    return round_to_fen(price.rate * price.count * Decimal(100))


def _doors(request: access.Request, estate_id: int, home_id: int) -> list[tuple[str, str, str]]:
    wanted = (
        ("home_bills", "receipt-yuan", gettext("Bills"), Right.TAKE_CASH),
        ("cash_home", "cash", gettext("Take cash"), Right.TAKE_CASH),
        ("statement", "file-text", gettext("Statement"), Right.TAKE_CASH),
        ("home_arrears", "calendar-due", gettext("Arrears and reminders"), Right.TAKE_CASH),
    )
    found = [
        (address_of(page, estate_id=estate_id, home_id=home_id), icon, words)
        for page, icon, words, right in wanted
        if request.actor.may(right, estate_id)
    ]
    return [door for door in found if door[0]]


def _givable(request: access.Request, estate_id: int, day: date) -> list[tuple[int, str]]:
    """Return the prices that can be given to a home: those that apply to no home by themselves, first."""
    tariffs = mandates.tariffs_for(actor=request.actor, estate_id=estate_id)
    open_ones = [tariff for tariff in tariffs if not tariff.is_over(day)]
    return [
        (
            tariff.id,
            f"{tariff.name} {tariff.plain_rate} {place_words.word('tariff_unit', tariff.method)}",
        )
        for tariff in sorted(open_ones, key=lambda tariff: tariff.is_default)
    ]


def _wanted(request: access.Request) -> HomesFilter:
    given = request.GET
    return HomesFilter(
        search=given.get("search", "").strip(),
        building_id=number_or_none(given.get("building", "")),
        occupancy=given.get("occupancy", ""),
        kind=given.get("kind", ""),
        sort=given.get("sort", "place"),
    )


def _area(request: access.Request) -> Area:
    try:
        return Area.parse(request.POST.get("area", ""))
    except NotAnArea as refusal:
        raise AreaWrong(**refusal.params) from None


def _facts(request: access.Request) -> HomeFacts:
    """Return what the form says. Raises: what is missing or no number, all of it at once."""
    typed, checks = request.POST, Checks()
    with checks:
        number = given(typed.get("number", ""), NumberMissing)
    with checks:
        floor = typed.get("floor", "").strip()
        if floor and not floor.lstrip("-").isdecimal():
            raise FloorWrong
    checks.end()
    return HomeFacts(
        building_id=number_or_none(typed.get("building", "")) or 0,
        entrance_id=number_or_none(typed.get("entrance", "")),
        number=number,
        floor=int(floor) if floor else None,
        kind=typed.get("kind", ""),
        occupancy=typed.get("occupancy", ""),
        note=typed.get("note", ""),
    )


def _form(
    request: access.Request, estate_id: int, home: HomeView | None, typed: object, refusal: Refusal | None
) -> HttpResponse:
    actor = request.actor
    entrances = queries.entrance_names(actor=actor, estate_id=estate_id)
    context = {
        "estate": queries.estate_for(actor=actor, estate_id=estate_id),
        "home": home,
        "sees_note": home is None or actor.may(Right.SEE_PEOPLE, estate_id),
        "typed": typed,
        "errors": errors_of(refusal),
        "buildings": queries.building_names(actor=actor, estate_id=estate_id),
        "entrances": [
            ("", gettext("none, the home is entered from outside")),
            *((id_, name) for id_, name, _ in entrances),
        ],
        "kinds": place_words.choices("home_kind"),
        "occupancies": place_words.choices("occupancy"),
        "sources": place_words.choices("area_source"),
    }
    return render(request, "operations/home_form.html", context, status=422 if refusal else 200)
