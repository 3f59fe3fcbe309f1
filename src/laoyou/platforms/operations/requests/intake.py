"""Intake: what somebody tells the desk by telephone, at the counter or at a visit."""

from __future__ import annotations

import uuid

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import errors_of, number_or_none
from laoyou.platforms.operations.requests.words import BY_STAFF, CHANNELS, categories, kinds, urgencies
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.places import queries as places
from laoyou.system.work.requests import use_cases
from laoyou.system.work.requests.rules.categories import KIND_NAMES, URGENCY_NAMES, category_of
from laoyou.system.work.requests.rules.suggesting import suggest


@access.staff(Right.HANDLE_REQUESTS)
def take_in(request: access.Request) -> HttpResponse:
    """Show the form of the intake, over all my estates, and enter what is sent."""
    if request.method != "POST":
        return _page(request)
    typed, actor = request.POST, request.actor
    estate_id = number_or_none(typed.get("estate", "")) or 0
    urgency = typed.get("urgency", "")
    try:
        actor.require(Right.HANDLE_REQUESTS, estate_id)
        home = typed.get("home", "").strip()
        home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=home) if home else None
        if home and home_id is None:
            raise HomeUnclear
        request_id = use_cases.report(
            actor=actor,
            estate_id=estate_id,
            client_id=typed.get("client_id", "") or uuid.uuid4().hex,
            category=typed.get("category", "") or "other",
            text=typed.get("text", ""),
            kind=typed.get("kind", ""),
            urgency=int(urgency) if urgency in ("0", "1", "2", "3") else None,
            home_id=home_id,
            place=typed.get("place", ""),
            at_home=typed.get("at_home", ""),
            channel=typed.get("channel", "telephone"),
            asker_name=typed.get("name", ""),
            asker_telephone=typed.get("telephone", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, refusal)
    flash.say(request, gettext("Entered."))
    return redirect("operations:request", estate_id=estate_id, request_id=request_id)


@access.staff(Right.HANDLE_REQUESTS)
@require_POST
def suggest_intake(request: access.Request) -> HttpResponse:
    """Say how the words are understood, beside the form."""
    found = suggest(request.POST.get("text", "")[:2000], request.POST.get("category", ""))
    context = {
        "found": found,
        "category": category_of(found.category),
        "name": gettext(category_of(found.category).name),
        "kind": gettext(KIND_NAMES[found.kind]),
        "urgency": gettext(URGENCY_NAMES[found.urgency]),
    }
    return render(request, "operations/requests/suggestion.html", context)


def _page(request: access.Request, refusal: Refusal | None = None) -> HttpResponse:
    estates = places.estates_for(actor=request.actor)
    context = {
        "typed": request.POST,
        "errors": errors_of(refusal),
        "client_id": request.POST.get("client_id", "") or uuid.uuid4().hex,
        "chosen": request.POST.get("estate", "") or request.GET.get("estate", ""),
        "estates": [(each.id, each.name) for each in estates if request.actor.may(Right.HANDLE_REQUESTS, each.id)],
        "categories": categories(),
        "kinds": [("", gettext("as suggested")), *kinds()],
        "urgencies": [("", gettext("as suggested")), *urgencies()],
        "channels": [(code, CHANNELS[code]) for code in BY_STAFF],
    }
    return render(request, "operations/requests/intake.html", context, status=422 if refusal else 200)
