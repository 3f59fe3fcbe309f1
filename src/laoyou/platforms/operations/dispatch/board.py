"""The board's page, and the planner's proposal decided on it."""

from __future__ import annotations

from typing import cast

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound, Refusal
from laoyou.infra import work
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import clock
from laoyou.platforms.operations.dispatch import words
from laoyou.platforms.operations.dispatch.plan_map import map_of
from laoyou.platforms.operations.dispatch.timeline import timeline_of
from laoyou.platforms.operations.forms import number_or_none
from laoyou.system.dispatch import queries, use_cases

CENTRE = 0
MOST_LISTENED = 48  # a stream has room for fifty topics


@access.staff(Right.DISPATCH_ORDERS)
def board(request: access.Request) -> HttpResponse:
    """Show today's crews and orders, what waits, and what the planner proposes."""
    actor, kind = request.actor, request.GET.get("trade", "")
    today = city_day(request.at)
    found = queries.board(actor=actor, day=today, at=request.at, skills=words.skills_of(kind))
    newest = work.newest(estate_id=CENTRE, kind="dispatch")
    is_planning = newest is not None and newest.state in ("waiting", "running")
    context = {
        "board": found,
        "timeline": timeline_of(found),
        "map": map_of(found),
        "plan": found.proposal,
        "told": words.told(found.proposal) if found.proposal else None,
        "trade": kind,
        "trades": [(code, label) for code, (label, _) in words.KINDS_OF_WORK.items()],
        "skills": words.SKILLS,
        "is_planning": is_planning,
        "planning_failed": newest.message if newest is not None and newest.state == "failed" else "",
        "topics": ["0/dispatch", *(f"{estate}/orders" for estate in _listened(request))],
    }
    return render(request, "operations/dispatch.html", context)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def plan_anew(request: access.Request) -> HttpResponse:
    """Ask the planner for a plan of today; the page says when it is there."""
    try:
        use_cases.ask_for_plan(actor=request.actor, day=city_day(request.at), at=request.at)
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    return _back(request)


@access.staff(Right.DISPATCH_ORDERS)
@access.in_own_transactions
@require_POST
def decide_plan(request: access.Request, plan_id: int) -> HttpResponse:
    """Accept the proposal, or keep everything as it is."""
    try:
        if request.POST.get("decision") == "accept":
            done = use_cases.accept(actor=request.actor, plan_id=plan_id, at=request.at)
            said = ngettext("%(count)s order was given out.", "%(count)s orders were given out.", done.given)
            flash.say(request, said % {"count": done.given})
            if done.moved:
                moved = gettext("Had moved meanwhile and stayed as they are: %(numbers)s.")
                flash.say(request, moved % {"numbers": ", ".join(done.moved)}, tone="soon")
        else:
            use_cases.refuse(actor=request.actor, plan_id=plan_id, at=request.at)
            flash.say(request, gettext("Everything stays as it was."))
    except Refusal as refusal:
        if isinstance(refusal, NotFound | NotAllowed):
            raise
        flash.say(request, access.sentence(refusal), tone="late")
    return _back(request)


@access.staff(Right.DISPATCH_ORDERS)
def offers(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Show who could take an order today, what it would do to others, and the buttons that do it."""
    found = queries.who_could(actor=request.actor, estate_id=estate_id, order_id=order_id, at=request.at)
    order = queries.order_on_board(actor=request.actor, estate_id=estate_id, order_id=order_id, at=request.at)
    chosen = number_or_none(request.GET.get("crew", ""))
    lines = [
        {
            "offer": offer,
            "margin": words.margin(offer.late_min, order.due_at, offer.ends_at),
            "way": words.way_there(offer),
            "consequences": words.consequences(offer),
            "is_chosen": offer.crew_id == chosen,
        }
        for offer in found
    ]
    lines.sort(key=lambda line: not line["is_chosen"])
    context = {
        "order": order,
        "lines": lines,
        "chosen_has_no_room": chosen is not None and chosen not in {offer.crew_id for offer in found},
        "at": request.at,
    }
    return render(request, "operations/dispatch_offers.html", context)


@access.staff(Right.DISPATCH_ORDERS)
@access.in_own_transactions
@require_POST
def place_order(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Give an order to the chosen crew, or let it wait again."""
    where = {"actor": request.actor, "estate_id": estate_id, "order_id": order_id, "at": request.at}
    crew_id = number_or_none(request.POST.get("crew", ""))
    try:
        if crew_id is None:
            use_cases.waits_again(**where)  # type: ignore[arg-type]
            flash.say(request, gettext("The order waits for a crew again."))
        else:
            offer = use_cases.place(**where, crew_id=crew_id)  # type: ignore[arg-type]
            said = gettext("%(crew)s does it, from %(time)s on.")
            flash.say(request, said % {"crew": offer.crew_name, "time": clock(offer.starts_at)})
    except Refusal as refusal:
        if isinstance(refusal, NotFound | NotAllowed):
            raise
        flash.say(request, access.sentence(refusal), tone="late")
    return _back(request)


def _back(request: access.Request) -> HttpResponse:
    trade = request.POST.get("trade", "")
    address = reverse("operations:dispatch")
    return cast(
        HttpResponse, redirect(f"{address}?trade={trade}" if trade in words.KINDS_OF_WORK and trade else address)
    )


def _listened(request: access.Request) -> list[int]:
    return request.actor.estates_with(Right.SEE_ORDERS)[:MOST_LISTENED]
