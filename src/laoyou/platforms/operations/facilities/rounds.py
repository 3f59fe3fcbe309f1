"""A round on the telephone of who does it: which facilities wait, and the steps at each, ticked with one thumb."""

from __future__ import annotations

from typing import BinaryIO, cast
from uuid import uuid4

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities import words
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.rules.rounds import Tick, Ticked


@access.staff(Right.DO_ORDERS)
def field_rounds(request: access.Request) -> HttpResponse:
    """Show the rounds that are due where I work."""
    today = city_day(request.at)
    context = {
        "rounds": queries.my_rounds(actor=request.actor, today=today),
        "kinds": words.kinds(),
        "icons": words.icons(),
        "today": today,
    }
    return render(request, "operations/field_rounds.html", context)


@access.staff(Right.DO_ORDERS)
def inspection_round(request: access.Request, estate_id: int, round_id: int) -> HttpResponse:
    """Show a round: its facilities, and what was found at each."""
    story = queries.round_for(actor=request.actor, estate_id=estate_id, round_id=round_id)
    context = {
        "story": story,
        "round": story.round,
        "is_late": story.round.is_late(city_day(request.at)),
        "states": words.rounds(),
        "ticks": words.ticks(),
        "may_drop": story.round.state == "due" and request.actor.may(Right.DISPATCH_ORDERS, estate_id),
        "sees_orders": request.actor.may(Right.SEE_ORDERS, estate_id),
    }
    return render(request, "operations/inspection_round.html", context)


@access.staff(Right.DO_ORDERS)
def check_facility(request: access.Request, estate_id: int, round_id: int, facility_id: int) -> HttpResponse:
    """Tick the steps at one facility; then the next one follows."""
    story = queries.round_for(actor=request.actor, estate_id=estate_id, round_id=round_id)
    here = next((each for each in story.checks if each.facility_id == facility_id), None)
    if here is None:
        raise NotFound
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            opened = _check(request, estate_id, round_id, facility_id, len(story.steps))
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            return _on(request, story, facility_id, len(opened))
    waiting = [each for each in story.checks if each.checked_at is None]
    context = {
        "story": story,
        "round": story.round,
        "here": here,
        "number": len(story.checks) - len(waiting) + 1,
        "steps": [
            (number, step, request.POST.get(f"step_{number}", ""), request.POST.get(f"note_{number}", ""))
            for number, step in enumerate(story.steps)
        ],
        "ticks": words.ticks(),
        "client_id": request.POST.get("client_id") or uuid4().hex,
        "refusal": refusal,
    }
    return render(request, "operations/field_check.html", context, status=422 if refusal else 200)


@access.staff(Right.DO_ORDERS)
def scanned_facility(request: access.Request, estate_id: int, facility_id: int) -> HttpResponse:
    """Lead from a scanned label to the round in which this facility waits, else to what is known of it."""
    round_id = queries.round_of_facility(actor=request.actor, estate_id=estate_id, facility_id=facility_id)
    if round_id is not None:
        return redirect("operations:check_facility", estate_id=estate_id, round_id=round_id, facility_id=facility_id)
    if request.actor.may(Right.SEE_ORDERS, estate_id):
        return redirect("operations:facility", estate_id=estate_id, facility_id=facility_id)
    flash.say(request, gettext("Nothing is due at this facility."))
    return redirect("operations:field_rounds")


def _check(request: access.Request, estate_id: int, round_id: int, facility_id: int, steps: int) -> list[int]:
    ticked = []
    for number in range(steps):
        said = request.POST.get(f"step_{number}", "")
        if said not in set(Tick):
            continue
        photo, file_id = request.FILES.get(f"photo_{number}"), None
        if photo is not None and said == Tick.FAILED:
            request.actor.require(Right.DO_ORDERS, estate_id)
            with scope.estate(estate_id):
                file_id = files.store(
                    estate_id=estate_id,
                    name=photo.name or "",
                    content=cast(BinaryIO, photo),
                    purpose="photo",
                    actor=request.actor,
                    at=request.at,
                )
        ticked.append(Ticked(number, Tick(said), request.POST.get(f"note_{number}", ""), file_id))
    return use_cases.check_facility(
        actor=request.actor,
        estate_id=estate_id,
        round_id=round_id,
        facility_id=facility_id,
        ticked=ticked,
        at=request.at,
        client_id=request.POST.get("client_id", ""),
    )


def _on(request: access.Request, story: queries.RoundStory, facility_id: int, opened: int) -> HttpResponse:
    """Lead to the next facility that waits, or back to the round when all are done."""
    if opened:
        said = ngettext(
            "Written down. %(count)s work order puts it right.",
            "Written down. %(count)s work orders put it right.",
            opened,
        )
        flash.say(request, said % {"count": opened})
    else:
        flash.say(request, gettext("Written down: all in order."))
    ids = [each.facility_id for each in story.checks if each.checked_at is None and each.facility_id != facility_id]
    estate_id, round_id = story.round.estate_id, story.round.id
    after = [each for each in ids if each > facility_id] or ids
    if after:
        return redirect("operations:check_facility", estate_id=estate_id, round_id=round_id, facility_id=after[0])
    return redirect("operations:inspection_round", estate_id=estate_id, round_id=round_id)
