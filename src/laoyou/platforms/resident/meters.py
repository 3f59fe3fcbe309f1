"""The meters of a home: what they showed, and a reading sent with a picture of the dial."""

from __future__ import annotations

from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.words import METER_KINDS, READING_STATES
from laoyou.system.billing.meters import queries, use_cases
from laoyou.system.billing.meters.errors import PhotoMissing, ValueWrong
from laoyou.system.billing.meters.rules.readings import value_of

READINGS_SHOWN = 6


@access.resident
def meters(request: HttpRequest) -> HttpResponse:
    """Show the meters of the home in hand, each with a form for what it shows now."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    return _page(request, chosen)


@access.resident
@require_POST
def send_reading(request: HttpRequest, estate_id: int, meter_id: int) -> HttpResponse:
    """Send what a meter shows, with its picture; the desk looks at it."""
    actor, at = frame.actor_of(request), frame.at_of(request)
    home = next((home for home in actor.homes if home[0] == estate_id and _hangs_in(request, home, meter_id)), None)
    if home is None:
        raise NotFound
    photo, typed = request.FILES.get("photo"), request.POST.get("value", "")
    try:
        value = value_of(typed)
        if value is None:
            raise ValueWrong(text=typed)
        if photo is None:
            raise PhotoMissing
        file_id = files.store(
            estate_id=estate_id,
            name=getattr(photo, "name", "") or "photo",
            content=cast(Any, photo),
            purpose="photo",
            actor=actor,
            at=at,
        )
        use_cases.take_reading(
            actor=actor,
            estate_id=estate_id,
            meter_id=meter_id,
            value=value,
            read_on=frame.today(request),
            is_rolled=bool(request.POST.get("is_rolled")),
            file_id=file_id,
            at=at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, home, refusal, meter_id)
    flash.say(request, gettext("Thank you. The desk looks at your reading."))
    return redirect("resident:meters")


def _hangs_in(request: HttpRequest, home: frame.Home, meter_id: int) -> bool:
    month = Month.of(frame.today(request))
    found = queries.meters_of_home(actor=frame.actor_of(request), estate_id=home[0], home_id=home[1], month=month)
    return any(meter.id == meter_id for meter in found)


def _page(request: HttpRequest, home: frame.Home, refusal: Refusal | None = None, about: int = 0) -> HttpResponse:
    actor, month = frame.actor_of(request), Month.of(frame.today(request))
    found = queries.meters_of_home(actor=actor, estate_id=home[0], home_id=home[1], month=month)
    shown = [
        (
            meter,
            METER_KINDS[meter.kind],
            [
                (reading, READING_STATES[reading.state])
                for reading in queries.readings_of_meter(actor=actor, estate_id=home[0], meter_id=meter.id)
            ][:READINGS_SHOWN],
        )
        for meter in found
    ]
    context = {
        "meters": shown,
        "trouble": access.sentence(refusal) if refusal else "",
        "about": about,
        "value": request.POST.get("value", ""),
    }
    hand = frame.hand_of(request, home)
    return frame.page(request, "resident/meters.html", context, hand=hand, status=422 if refusal else 200)
