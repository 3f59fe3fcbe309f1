"""Reporting in three taps: what it is, and send. Where, words, photos, voice, the time at home are offered beside it.

The same form stands behind a code at a lift or a gate, where nobody has to sign in.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any, cast

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right
from laoyou.infra.place_codes import Place, place_of
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.requests.words import TIMES_AT_HOME
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries as facilities
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.rules.categories import CATEGORIES, KIND_NAMES, URGENCY_NAMES
from laoyou.system.work.requests.rules.suggesting import suggest

OFFERED = ("photos", "voice")
TILES = tuple(CATEGORIES.values())
Show = Callable[[HttpRequest, Refusal | None], HttpResponse]


@access.resident
def report(request: HttpRequest) -> HttpResponseBase:
    """Show the form for the home in hand, and enter what is sent."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    if request.method != "POST":
        return _form(request)
    home = frame.home_of_key(request, request.POST.get("home", ""))
    estate_id = home[0] if home else chosen[0]
    at_home = request.POST.get("where", "home") == "home"
    given = {"home_id": (home or chosen)[1] if at_home else None, "place": request.POST.get("place", "")}
    return _entered(request, estate_id, frame.actor_of(request), given, _form)


@access.public
@access.slow(most=20, minutes=60)
def report_here(request: HttpRequest, code: str) -> HttpResponseBase:
    """Report what the code hangs at, signed in or not; who inspects there goes on to what is due."""
    labelled = _facility_of(code)
    place = place_of(code) if labelled is None else Place(labelled.estate_id, labelled.words, labelled.facility_id)
    if labelled is not None and request.actor.may(Right.DO_ORDERS, labelled.estate_id):  # type: ignore[attr-defined]
        return redirect("operations:scanned_facility", estate_id=labelled.estate_id, facility_id=labelled.facility_id)
    actor = frame.actor_of(request)
    is_mine = actor.kind is ActorKind.RESIDENT and place.estate_id in actor.estate_ids
    reporter = actor if is_mine else VISITOR

    def show(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
        return _form_here(request, place, refusal, knows_us=is_mine)

    if request.method != "POST":
        return show(request)
    more = request.POST.get("place", "").strip()
    given = {
        "place": f"{place.words} {more}".strip(),
        "facility_id": place.facility_id,
        "channel": "qr",
        "asker_telephone": "" if is_mine else request.POST.get("telephone", ""),
    }
    return _entered(request, place.estate_id, reporter, given, show)


@access.resident
@require_POST
def suggest_for(request: HttpRequest) -> HttpResponse:
    """Say how the words are understood, and which troubles near by may be the same."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return HttpResponse(status=204)
    category = request.POST.get("category", "")
    found = suggest(request.POST.get("text", "")[:2000], category)
    near = queries.near_by(
        actor=frame.actor_of(request), estate_id=chosen[0], category=found.category, at=frame.at_of(request)
    )
    context = {
        "found": found,
        "category": CATEGORIES[found.category],
        **_names(found.kind, found.urgency),
        "near": near,
    }
    return render(request, "resident/requests/suggestion.html", context)


@access.resident
@require_POST
def me_too(request: HttpRequest, estate_id: int, request_id: int) -> HttpResponse:
    """Join a neighbour's request instead of making another."""
    use_cases.me_too(actor=frame.actor_of(request), estate_id=estate_id, request_id=request_id, at=frame.at_of(request))
    flash.say(request, gettext("Noted: you hear of it as your neighbour does."))
    return redirect("resident:request", estate_id=estate_id, request_id=request_id)


def _entered(request: HttpRequest, estate_id: int, actor: Actor, given: dict[str, Any], show: Show) -> HttpResponseBase:
    """Enter the request and lead on; told again with its refusal where it can't be."""
    typed, at = request.POST, frame.at_of(request)
    is_anonymous = typed.get("anonymous") == "on"
    urgency = typed.get("urgency", "")
    try:
        file_ids = [
            use_cases.keep_file(
                actor=actor,
                estate_id=estate_id,
                name=file.name or "file",
                content=cast(Any, file),
                kind="photo" if field == "photos" else "voice",
                is_anonymous=is_anonymous,
                at=at,
            )
            for field in OFFERED
            for file in request.FILES.getlist(field)[: use_cases.MOST_FILES]
            if file.size
        ]
        request_id = use_cases.report(
            actor=actor,
            estate_id=estate_id,
            client_id=typed.get("client_id", "") or uuid.uuid4().hex,
            category=typed.get("category", "") or "other",
            text=typed.get("text", ""),
            kind=typed.get("kind", ""),
            urgency=int(urgency) if urgency in ("0", "1", "2", "3") else None,
            at_home=typed.get("at_home", ""),
            is_anonymous=is_anonymous,
            file_ids=file_ids,
            at=at,
            **given,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        if _wants_json(request):
            return JsonResponse({"trouble": access.sentence(refusal)}, status=422)
        return show(request, refusal)
    return _led_on(request, estate_id, request_id, is_known=actor.kind is ActorKind.RESIDENT and not is_anonymous)


def _led_on(request: HttpRequest, estate_id: int, request_id: int, *, is_known: bool) -> HttpResponseBase:
    if is_known:
        address = reverse("resident:request", kwargs={"estate_id": estate_id, "request_id": request_id})
    else:
        address = reverse("resident:reported")
    return JsonResponse({"address": address}) if _wants_json(request) else redirect(address)


@access.public
def reported(request: HttpRequest) -> HttpResponse:
    """Thank who reported without a name: there is no page of theirs to lead to."""
    return frame.page(request, "resident/requests/reported.html", {})


def _form(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    chosen = frame.chosen_home(request)
    hand = frame.hand_of(request, chosen) if chosen else None
    context = {**_form_words(request, refusal), "place": None}
    return frame.page(request, "resident/requests/report.html", context, hand=hand, status=422 if refusal else 200)


def _facility_of(code: str) -> facilities.Labelled | None:
    """Return the facility on whose label the code stands, none for a code of another kind."""
    try:
        return facilities.labelled(code)
    except NotFound:
        return None


def _form_here(request: HttpRequest, place: Place, refusal: Refusal | None, *, knows_us: bool) -> HttpResponse:
    estate = places.estate_names([place.estate_id]).get(place.estate_id)
    if estate is None:
        raise NotFound
    context = {**_form_words(request, refusal), "place": place, "estate": estate, "knows_us": knows_us}
    return frame.page(request, "resident/requests/report.html", context, status=422 if refusal else 200)


def _form_words(request: HttpRequest, refusal: Refusal | None) -> dict[str, Any]:
    typed = request.POST
    category = typed.get("category", "") or request.GET.get("category", "")
    return {
        "tiles": [(tile, gettext(tile.name)) for tile in TILES],
        "category": category,
        "typed": typed,
        "trouble": access.sentence(refusal) if refusal else "",
        "client_id": typed.get("client_id", "") or uuid.uuid4().hex,
        "times": TIMES_AT_HOME,
        "kinds": [(code, gettext(name)) for code, name in KIND_NAMES.items()],
        "urgencies": [(str(code), gettext(name)) for code, name in URGENCY_NAMES.items()],
    }


def _names(kind: str, urgency: int) -> dict[str, str]:
    return {"kind_name": gettext(KIND_NAMES[kind]), "urgency_name": gettext(URGENCY_NAMES[urgency])}


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("Accept", "").startswith("application/json")
