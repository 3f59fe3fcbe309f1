"""The principal's own word: a street office or community puts in force the mandate that it gave."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.queries import MandateView
from laoyou.system.places import queries as places


@access.staff(Right.CONFIRM_MANDATES)
def mandate(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Show a draft that names the official's organisation: what it says, its paper and prices."""
    return _mandate(request, estate_id, mandate_id)


@access.staff(Right.CONFIRM_MANDATES)
def paper(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponseBase:
    """Hand out the signed paper, to be compared with the draft."""
    shown = _given_by_own(request, estate_id, mandate_id)
    if shown.document_id is None:
        raise NotFound
    return files.response(files.open_stored(estate_id=estate_id, file_id=shown.document_id))


@access.staff(Right.CONFIRM_MANDATES)
@require_POST
def confirm(request: access.Request, estate_id: int, mandate_id: int) -> HttpResponse:
    """Put the mandate in force, by word of the principal."""
    _given_by_own(request, estate_id, mandate_id)
    try:
        use_cases.put_in_force(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id, at=request.at)
    except Refusal as refusal:
        return _mandate(request, estate_id, mandate_id, refusal)
    return redirect("supervision:mandate", estate_id=estate_id, mandate_id=mandate_id)


def _given_by_own(request: access.Request, estate_id: int, mandate_id: int) -> MandateView:
    shown = queries.mandate_for(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id)
    if shown.principal_id != request.actor.organisation_id:
        raise NotFound
    return shown


def _mandate(request: access.Request, estate_id: int, mandate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    shown = _given_by_own(request, estate_id, mandate_id)
    context = {
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "mandate": shown,
        "ready": queries.readiness_of(actor=request.actor, estate_id=estate_id, mandate_id=mandate_id),
        "prices": queries.prices_of([shown]).get(mandate_id, []),
        "is_running": shown.is_in_force_on(city_day(request.at)),
        "trouble": access.sentence(refusal) if refusal else "",
    }
    return render(request, "supervision/mandate.html", context, status=422 if refusal else 200)
