"""Parking spaces: the list of an estate, who holds them, from when until when."""

from __future__ import annotations

from datetime import date
from typing import TypedDict

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import day_of, errors_of, page_of
from laoyou.system.places import queries, use_cases
from laoyou.system.places.errors import NoSuchHomeNumber


@access.staff(Right.SEE_ESTATE)
def parking(request: access.Request, estate_id: int) -> HttpResponse:
    return _parking(request, estate_id)


@access.staff(Right.SEE_ESTATE)
def parking_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    estate = queries.estate_for(actor=request.actor, estate_id=estate_id)
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Parking spaces')} {city_day(request.at).isoformat()}",
        title=gettext("Parking spaces"),
        columns=[
            exports.Column(gettext("Parking space")),
            exports.Column(gettext("Kind"), width=14),
            exports.Column(gettext("Held by"), width=20),
            exports.Column(gettext("Plate"), width=12),
            exports.Column(gettext("Since"), kind.DAY),
            exports.Column(gettext("Note"), width=24),
        ],
        rows=(
            (
                *(space.number, place_words.word("parking_kind", space.kind)),
                *(
                    (space.holding.home, space.holding.plate, space.holding.starts_on)
                    if space.holding
                    else ("", "", None)
                ),
                space.note,
            )
            for space in queries.spaces_to_export(**_wanted(request, estate_id))
        ),
    )


@access.staff(Right.EDIT_PLACES)
@require_POST
def add_space(request: access.Request, estate_id: int) -> HttpResponse:
    typed = request.POST
    try:
        use_cases.add_parking_space(
            actor=request.actor,
            estate_id=estate_id,
            number=typed.get("number", ""),
            kind=typed.get("kind", ""),
            note=typed.get("note", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _parking(request, estate_id, "add", refusal)
    return _done(request, estate_id, gettext("Added."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def edit_space(request: access.Request, estate_id: int, space_id: int) -> HttpResponse:
    typed = request.POST
    try:
        use_cases.edit_parking_space(
            actor=request.actor,
            estate_id=estate_id,
            space_id=space_id,
            number=typed.get("number", ""),
            kind=typed.get("kind", ""),
            note=typed.get("note", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _parking(request, estate_id, "edit", refusal, space_id)
    return _done(request, estate_id, gettext("Saved."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def hold_space(request: access.Request, estate_id: int, space_id: int) -> HttpResponse:
    """Give the space to the home that the person named."""
    typed, checks = request.POST, Checks()
    try:
        with checks:
            home_id = _home_named(request, estate_id)
        with checks:
            starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
        checks.end()
        use_cases.hold_parking_space(
            actor=request.actor,
            estate_id=estate_id,
            space_id=space_id,
            home_id=home_id,
            plate=typed.get("plate", ""),
            starts_on=starts_on,
            at=request.at,
        )
    except Refusal as refusal:
        return _parking(request, estate_id, "hold", refusal, space_id)
    return _done(request, estate_id, gettext("Given. If it is paid for, set the count on the home's page too."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def release_space(request: access.Request, estate_id: int, space_id: int) -> HttpResponse:
    try:
        use_cases.release_parking_space(
            actor=request.actor,
            estate_id=estate_id,
            space_id=space_id,
            ends_before=day_of(request.POST.get("ends_before", ""), field="ends_before"),
            at=request.at,
        )
    except Refusal as refusal:
        return _parking(request, estate_id, "release", refusal, space_id)
    return _done(request, estate_id, gettext("Ended."))


@access.staff(Right.SEE_ESTATE)
def space(request: access.Request, estate_id: int, space_id: int) -> HttpResponse:
    """Show one space: who holds it, and who held it before."""
    return _parking(request, estate_id, space_id=space_id)


def _home_named(request: access.Request, estate_id: int) -> int:
    text = request.POST.get("home", "").strip()
    home_id = queries.home_id_by_text(actor=request.actor, estate_id=estate_id, text=text)
    if home_id is None:
        raise NoSuchHomeNumber(text=text)
    return home_id


def _done(request: access.Request, estate_id: int, words: str) -> HttpResponse:
    flash.say(request, words)
    return redirect("operations:parking", estate_id=estate_id)


class Wanted(TypedDict):
    """What the list is narrowed to, as the queries take it."""

    actor: Actor
    estate_id: int
    day: date
    search: str
    free: bool


def _wanted(request: access.Request, estate_id: int) -> Wanted:
    return Wanted(
        actor=request.actor,
        estate_id=estate_id,
        day=city_day(request.at),
        search=request.GET.get("search", "").strip(),
        free=bool(request.GET.get("free")),
    )


def _parking(
    request: access.Request, estate_id: int, opening: str = "", refusal: Refusal | None = None, space_id: int = 0
) -> HttpResponse:
    """Show the list; with `space_id` one space, and the dialog that was refused."""
    actor, day = request.actor, city_day(request.at)
    context = {
        "estate": queries.estate_for(actor=actor, estate_id=estate_id),
        "kinds": place_words.choices("parking_kind"),
        "may_edit": actor.may(Right.EDIT_PLACES, estate_id),
        "typed": request.POST,
        "opening": opening,
        "errors": errors_of(refusal),
        "day": day,
    }
    if space_id:
        context["space"] = queries.space_for(actor=actor, estate_id=estate_id, space_id=space_id, day=day)
        context["holdings"] = queries.holdings_of_space(actor=actor, estate_id=estate_id, space_id=space_id)
        return render(request, "operations/parking_space.html", context, status=422 if refusal else 200)
    wanted = _wanted(request, estate_id)
    context |= {"page": queries.spaces_for(**wanted, page=page_of(request)), **wanted}
    return render(request, "operations/parking.html", context, status=422 if refusal else 200)
