"""The service levels of an estate: what is promised now, and setting another promise from a day on."""

from __future__ import annotations

from datetime import datetime, time

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.system.places import queries as places
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.errors import PromiseUnclear
from laoyou.system.work.requests.rules.levels import LEVEL_NAMES, Level, Times


@access.staff(Right.EDIT_MANDATES)
def promises(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the promise of today; a sent form sets one from a day on."""
    if request.method != "POST":
        return _page(request, estate_id)
    typed = request.POST
    try:
        use_cases.set_promise(
            actor=request.actor,
            estate_id=estate_id,
            starts_on=day_of(typed.get("starts_on", ""), field="starts_on"),
            opens=_clock(typed.get("opens", "")),
            closes=_clock(typed.get("closes", "")),
            times={
                level: Times(
                    _number(typed.get(f"{level.value}-answer", "")),
                    _number(typed.get(f"{level.value}-arrive", "")),
                    _number(typed.get(f"{level.value}-finish", "")),
                )
                for level in Level
            },
            source=typed.get("source", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, refusal)
    flash.say(request, gettext("Promised. What came in before keeps its clocks."))
    return redirect("operations:promises", estate_id=estate_id)


def _page(request: access.Request, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    estate = places.estate_for(actor=request.actor, estate_id=estate_id)
    found = queries.promise_on(estate_id, city_day(request.at))
    context = {
        "estate": estate,
        "found": found,
        "levels": [(level.value, gettext(LEVEL_NAMES[level]), found.promise.times[level]) for level in Level],
        "typed": request.POST,
        "errors": errors_of(refusal),
        "today": city_day(request.at),
    }
    return render(request, "operations/requests/promises.html", context, status=422 if refusal else 200)


def _clock(text: str) -> time:
    try:
        return datetime.strptime(text.strip()[:5], "%H:%M").time()  # noqa: DTZ007 a time of day has no zone
    except ValueError:
        raise PromiseUnclear from None


def _number(text: str) -> int | None:
    """Return the number typed, None for nothing promised. Raises: PromiseUnclear."""
    if not text.strip():
        return None
    number = number_or_none(text.strip())
    if number is None or number > 60 * 24 * 31:
        raise PromiseUnclear
    return number
