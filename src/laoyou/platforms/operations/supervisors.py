"""Who supervises an estate: the organisations that see it, a correction asked for, and the bureau's decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.forms import errors_of
from laoyou.platforms.operations.words import ORGANISATION_KINDS
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.people.queries import Onlooker
from laoyou.system.places import queries, use_cases
from laoyou.system.places.queries import CorrectionView


@dataclass(frozen=True, slots=True)
class Change:
    """Who sees the estate before and after a correction, as of today."""

    lose: list[Onlooker]
    gain: list[Onlooker]
    keep: list[Onlooker]


@access.staff(Right.SEE_ESTATE)
def supervisor(request: access.Request, estate_id: int) -> HttpResponse:
    """Show who supervises the estate, what is asked to change in that and who would see the estate then."""
    return _supervisor(request, estate_id)


@access.staff(Right.SEE_ESTATE)
@require_POST
def ask_correction(request: access.Request, estate_id: int) -> HttpResponse:
    """Ask for another street office or community."""
    try:
        use_cases.ask_correction(
            actor=request.actor,
            estate_id=estate_id,
            street_office_code=request.POST.get("street_office_code", ""),
            community_name=request.POST.get("community_name", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _supervisor(request, estate_id, refusal)
    flash.say(request, gettext("The housing bureau decides. Until then everything stays as it is."))
    return redirect("operations:supervisor", estate_id=estate_id)


@access.staff(Right.SEE_ESTATE)
@require_POST
def decide_correction(request: access.Request, estate_id: int, correction_id: int) -> HttpResponse:
    """Put the estate under another street office, or refuse; withdraw one's own request."""
    act = partial(use_cases.decide_correction, estate_id=estate_id, correction_id=correction_id)
    return deciding.decided(request, act, otherwise=reverse("operations:supervisor", args=[estate_id]))


def _supervisor(request: access.Request, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    now = queries.supervisor_of(actor=actor, estate_id=estate_id)
    corrections = queries.corrections_for(actor=actor, estate_id=estate_id)
    waiting = next((one for one in corrections if one.asked.waits), None)
    typed = request.POST
    estate = queries.estate_for(actor=actor, estate_id=estate_id)
    serving = mandates.mandate_in_force(estate_id, day)
    context = {
        "estate": estate,
        "now_under": now,
        "onlookers": people.onlookers(division_ids=now.division_ids, estate_id=estate_id, day=day),
        "waiting": waiting,
        "change": _change(estate_id, waiting, request) if waiting else None,
        "past": [one for one in corrections if not one.asked.waits],
        "moves": queries.supervisor_moves(actor=actor, estate_id=estate_id),
        "serving": serving,
        "company": people.organisation_name(serving.company_id) if serving else "",
        "may_ask": queries.may_ask_correction(actor=actor, estate_id=estate_id) and waiting is None,
        "names": deciding.STATES,
        "kinds": ORGANISATION_KINDS,
        "districts": queries.districts(),
        "communities": queries.communities(typed.get("street_office_code", "") or estate.street_office_code),
        "typed": typed,
        "errors": errors_of(refusal),
    }
    return render(request, "operations/supervisor.html", context, status=422 if refusal else 200)


def _change(estate_id: int, waiting: CorrectionView, request: access.Request) -> Change:
    day = city_day(request.at)
    before, after = (
        people.onlookers(division_ids=place.division_ids, estate_id=estate_id, day=day)
        for place in (waiting.before, waiting.after)
    )
    return Change(
        lose=_without(before, after), gain=_without(after, before), keep=_without(before, _without(before, after))
    )


def _without(some: Iterable[Onlooker], others: Iterable[Onlooker]) -> list[Onlooker]:
    taken = {one.id for one in others}
    return [one for one in some if one.id not in taken]
