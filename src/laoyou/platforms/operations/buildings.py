"""Buildings and entrances by hand."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of
from laoyou.system.places import queries, use_cases


@access.staff(Right.EDIT_PLACES)
def buildings(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the buildings with their entrances, to add and rename."""
    return _buildings(request, estate_id)


@access.staff(Right.EDIT_PLACES)
@require_POST
def add_building(request: access.Request, estate_id: int) -> HttpResponse:
    try:
        use_cases.add_building(
            actor=request.actor, estate_id=estate_id, name=request.POST.get("building", ""), at=request.at
        )
    except Refusal as refusal:
        return _buildings(request, estate_id, "add", refusal)
    return _done(request, estate_id, gettext("Added."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def rename_building(request: access.Request, estate_id: int, building_id: int) -> HttpResponse:
    try:
        use_cases.rename_building(
            actor=request.actor,
            estate_id=estate_id,
            building_id=building_id,
            name=request.POST.get("building", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _buildings(request, estate_id, f"rename-{building_id}", refusal)
    return _done(request, estate_id, gettext("Renamed, with all its homes."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def add_entrance(request: access.Request, estate_id: int, building_id: int) -> HttpResponse:
    try:
        use_cases.add_entrance(
            actor=request.actor,
            estate_id=estate_id,
            building_id=building_id,
            name=request.POST.get("entrance", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _buildings(request, estate_id, f"entrance-{building_id}", refusal)
    return _done(request, estate_id, gettext("Added."))


@access.staff(Right.EDIT_PLACES)
@require_POST
def rename_entrance(request: access.Request, estate_id: int, entrance_id: int) -> HttpResponse:
    try:
        use_cases.rename_entrance(
            actor=request.actor,
            estate_id=estate_id,
            entrance_id=entrance_id,
            name=request.POST.get("entrance", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return _buildings(request, estate_id, f"stairs-{entrance_id}", refusal)
    return _done(request, estate_id, gettext("Renamed, with all its homes."))


def _done(request: access.Request, estate_id: int, words: str) -> HttpResponse:
    flash.say(request, words)
    return redirect("operations:buildings", estate_id=estate_id)


def _buildings(
    request: access.Request, estate_id: int, opening: str = "", refusal: Refusal | None = None
) -> HttpResponse:
    context = {
        "estate": queries.estate_for(actor=request.actor, estate_id=estate_id),
        "buildings": queries.buildings_for(actor=request.actor, estate_id=estate_id),
        "typed": request.POST,
        "opening": opening,
        "errors": errors_of(refusal),
        "error": refusal,
    }
    return render(request, "operations/buildings.html", context, status=422 if refusal else 200)
