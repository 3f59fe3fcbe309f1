"""The register of facilities: the list over one estate or all, as a file too, and the form for a new one."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right, system
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities import words
from laoyou.platforms.operations.forms import day_or_none, errors_of, number_or_none, page_of
from laoyou.platforms.operations.surveys.tabs import tabs_of
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.errors import LocationUnclear
from laoyou.system.work.facilities.rules.kinds import KINDS
from laoyou.system.work.facilities.use_cases import About


@access.staff(Right.SEE_ORDERS)
def facilities(request: access.Request) -> HttpResponse:
    """Show the facilities of all my estates."""
    return _list(request, None)


@access.staff(Right.SEE_ORDERS)
def estate_facilities(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the facilities of one estate."""
    return _list(request, estate_id)


@access.staff(Right.SEE_ORDERS)
def facilities_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    today, kind, kinds, standings = city_day(request.at), exports.Kind, words.kinds(), words.standings()
    page = queries.facilities_for(
        actor=request.actor, today=today, wanted=wanted_of(request, None), size=exports.READ_AT_MOST
    )
    return exports.response(
        file_name=f"{gettext('Facilities')} {today.isoformat()}",
        title=gettext("Facilities"),
        columns=[
            exports.Column(gettext("Estate"), width=16),
            exports.Column(gettext("Number"), width=10),
            exports.Column(gettext("Kind"), width=14),
            exports.Column(gettext("Name"), width=22),
            exports.Column(gettext("Where"), width=24),
            exports.Column(gettext("Maker"), width=18),
            exports.Column(gettext("Model"), width=14),
            exports.Column(gettext("Serial number"), width=16),
            exports.Column(gettext("Installed on"), kind.DAY),
            exports.Column(gettext("Certificate"), width=18),
            exports.Column(gettext("Valid until"), kind.DAY),
            exports.Column(gettext("State of the certificate"), width=14),
            exports.Column(gettext("Last inspected"), kind.DAY),
        ],
        rows=(
            (
                *(row.estate_name, row.number, kinds[row.kind], row.name, row.where),
                *(row.maker, row.model, row.serial, row.installed_on),
                *(
                    (row.paper.name, row.paper.valid_until, standings[row.paper.standing])
                    if row.paper
                    else ("", None, "")
                ),
                city_day(row.checked_at) if row.checked_at else None,
            )
            for row in page.rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
def add_facility(request: access.Request, estate_id: int) -> HttpResponse:
    """Enter a facility."""
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            facility_id = use_cases.add_facility(
                actor=request.actor,
                estate_id=estate_id,
                kind=request.POST.get("kind", ""),
                about=about_of(request),
                at=request.at,
            )
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("The facility is entered. Print its label, so that people can report by it."))
            return redirect("operations:facility", estate_id=estate_id, facility_id=facility_id)
    return form(request, estate_id, refusal, request.POST or {"kind": request.GET.get("kind", "lift")}, None)


def form(
    request: access.Request,
    estate_id: int,
    refusal: Refusal | None,
    typed: Any,
    facility: queries.FacilityView | None,
) -> HttpResponse:
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "facility": facility,
        "typed": typed,
        "errors": errors_of(refusal),
        "kind_choices": list(words.kinds().items()),
        "where_choices": _where_choices(estate_id),
    }
    return render(request, "operations/facility_form.html", context, status=422 if refusal else 200)


def about_of(request: access.Request) -> About:
    """Return what was typed of a facility. Raises: NotADay; LocationUnclear; several at once."""
    typed, checks = request.POST, Checks()
    building_id, entrance_id = where_of(typed.get("where", ""))
    location, installed_on = None, None
    with checks:
        location = _location(typed.get("lat", ""), typed.get("lng", ""))
    with checks:
        installed_on = day_or_none(typed.get("installed_on", ""), field="installed_on")
    checks.end()
    return About(
        name=typed.get("name", ""),
        building_id=building_id,
        entrance_id=entrance_id,
        place=typed.get("place", ""),
        location=location,
        maker=typed.get("maker", ""),
        model=typed.get("model", ""),
        serial=typed.get("serial", ""),
        installed_on=installed_on,
        note=typed.get("note", ""),
    )


def where_of(text: str) -> tuple[int | None, int | None]:
    """Return the building and the entrance that a choice names: 12 or 12-34."""
    building, _, entrance = text.partition("-")
    return number_or_none(building), number_or_none(entrance)


def _location(lat: str, lng: str) -> tuple[Decimal, Decimal] | None:
    if not lat.strip() and not lng.strip():
        return None
    try:
        return Decimal(lat.strip()), Decimal(lng.strip())
    except InvalidOperation:
        raise LocationUnclear from None


def _where_choices(estate_id: int) -> list[tuple[str, str]]:
    """Return buildings, each followed by its entrances."""
    looker = system("operations.facilities")
    stairs: dict[int, list[tuple[str, str]]] = {}
    for entrance_id, name, building_id in places.entrance_names(actor=looker, estate_id=estate_id):
        stairs.setdefault(building_id, []).append((f"{building_id}-{entrance_id}", name))
    choices = [("", gettext("Outside the buildings"))]
    for building_id, name in places.building_names(actor=looker, estate_id=estate_id):
        choices += [(str(building_id), name), *stairs.get(building_id, [])]
    return choices


def wanted_of(request: access.Request, estate_id: int | None) -> queries.FacilitiesWanted:
    chosen = estate_id if estate_id is not None else number_or_none(request.GET.get("estate", ""))
    return queries.FacilitiesWanted(
        estate_ids=[chosen] if chosen else None,
        kind=request.GET.get("kind", ""),
        standing=request.GET.get("paper", ""),
        search=request.GET.get("search", "").strip(),
        gone=bool(request.GET.get("gone")),
    )


def _list(request: access.Request, estate_id: int | None) -> HttpResponse:
    actor, today, wanted = request.actor, city_day(request.at), wanted_of(request, estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id) if estate_id is not None else None,
        "page": queries.facilities_for(actor=actor, today=today, wanted=wanted, page=page_of(request)),
        "wanted": wanted,
        "chosen": wanted.estate_ids[0] if wanted.estate_ids else "",
        "kinds": words.kinds(),
        "icons": {code: kind.icon for code, kind in KINDS.items()},
        "standings": words.standings(),
        "kind_choices": words.with_all(words.kinds()),
        "paper_choices": words.with_all(words.standings()),
        "estate_choices": [("", gettext("All")), *words.estates(actor, Right.SEE_ORDERS)],
        "is_filtered": bool(wanted.kind or wanted.standing or wanted.search or wanted.gone),
        "may_edit": estate_id is not None and actor.may(Right.DISPATCH_ORDERS, estate_id),
        "tabs": tabs_of(actor, estate_id, "facilities"),
    }
    return render(request, "operations/facilities.html", context)
