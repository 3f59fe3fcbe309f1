"""One work order: all that is known of it, and what the dispatcher does with it; a new order."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import files
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_or_none, errors_of, number_or_none
from laoyou.platforms.operations.orders import words
from laoyou.platforms.operations.orders.lists import instant_of
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.places import queries as places
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries, use_cases
from laoyou.system.work.orders.errors import CrewNeeded, QuoteUnclear
from laoyou.system.work.orders.rules.states import OrderState, may_move

MINUTES = (15, 30, 45, 60, 90, 120, 180, 240, 480)


@access.staff(Right.SEE_ORDERS)
def order(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Show one order."""
    return _order(request, estate_id, order_id)


def _order(
    request: access.Request, estate_id: int, order_id: int, refusal: Refusal | None = None, opening: str = ""
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    story = queries.story_of(actor=actor, estate_id=estate_id, order_id=order_id, at=request.at)
    found = story.order
    state = OrderState(found.state)
    may_dispatch = actor.may(Right.DISPATCH_ORDERS, estate_id)
    fit = [
        crew
        for crew in (crews.crews_for(actor=actor, day=today, skill=found.skill) if may_dispatch else [])
        if not crew.only_estates or estate_id in crew.only_estates
    ]
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "story": story,
        "order": found,
        "is_late": found.is_late(request.at),
        "may_dispatch": may_dispatch,
        "may_assign": may_dispatch and may_move(state, OrderState.ASSIGNED),
        "may_unassign": may_dispatch and may_move(state, OrderState.OPEN),
        "may_cancel": (may_dispatch or actor.may(Right.HANDLE_REQUESTS, estate_id))
        and may_move(state, OrderState.CANCELLED),
        "may_check": may_dispatch and may_move(state, OrderState.CHECKED),
        "may_quote": may_dispatch and found.is_to_do and found.home_id is not None,
        "may_answer": found.price_state == "quoted" and found.is_to_do,
        "may_bill": actor.may(Right.TAKE_CASH, estate_id),
        "crew_choices": [(crew.id, f"{crew.name}（{len(crew.members)}）") for crew in fit],
        "contractor_link": _link(request, found) if may_dispatch and found.is_to_do else "",
        "consent_choices": list(words.ANSWERED.items()),
        "prices": words.PRICES,
        "consents": words.ANSWERED,
        "evidence": words.EVIDENCE,
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
        **words.SHOWN,
    }
    return render(request, "operations/order.html", context, status=422 if refusal else 200)


def _link(request: access.Request, found: queries.OrderView) -> str:
    """Return the address by which a contractor opens the order; '' when none has it."""
    code = queries.contractor_code(actor=request.actor, estate_id=found.estate_id, order_id=found.id)
    return request.build_absolute_uri(reverse("operations:contractor", args=[code])) if code else ""


@access.staff(Right.SEE_ORDERS)
def order_photo(request: access.Request, estate_id: int, order_id: int, file_id: int) -> HttpResponseBase:
    """Hand out one of the order's photos."""
    found = queries.photo_of(
        actor=request.actor, estate_id=estate_id, order_id=order_id, file_id=file_id, at=request.at
    )
    return files.response(files.open_stored(estate_id=estate_id, file_id=found))


@access.staff(Right.SEE_ORDERS)
@require_POST
def move_order(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Assign, take back, cancel, check, quote, or enter the resident's word on the price."""
    what = request.POST.get("move", "")
    act = _ACTS.get(what)
    if act is None:
        raise NotFound
    try:
        said = act(request, {"actor": request.actor, "estate_id": estate_id, "order_id": order_id, "at": request.at})
    except NotFound:
        raise
    except Refusal as refusal:
        return _order(request, estate_id, order_id, refusal, what)
    flash.say(request, said)
    return redirect("operations:order", estate_id=estate_id, order_id=order_id)


def _assign(request: access.Request, which: dict[str, Any]) -> str:
    typed = request.POST
    crew_id = number_or_none(typed.get("crew", ""))
    if crew_id is None:
        raise CrewNeeded
    day = day_or_none(typed.get("day", ""), field="day") or city_day(request.at)
    starts_at = instant_of(day, typed.get("clock", ""))
    minutes = number_or_none(typed.get("minutes", "")) or 60
    use_cases.assign(
        **which,
        crew_id=crew_id,
        starts_at=starts_at,
        ends_at=starts_at + timedelta(minutes=minutes) if starts_at else None,
        locked=bool(typed.get("locked")),
        reason=typed.get("reason", ""),
    )
    return gettext("The crew has it now.")


def _unassign(request: access.Request, which: dict[str, Any]) -> str:
    use_cases.unassign(**which, reason=request.POST.get("reason", ""))
    return gettext("Taken back. It waits for a crew.")


def _contract(request: access.Request, which: dict[str, Any]) -> str:
    typed = request.POST
    days = number_or_none(typed.get("days", "")) or 0
    use_cases.give_to_contractor(**which, contractor=typed.get("contractor", ""), days=days)
    return gettext("The firm has it now. Send them the link that stands here.")


def _cancel(request: access.Request, which: dict[str, Any]) -> str:
    use_cases.cancel(**which, reason=request.POST.get("reason", ""))
    return gettext("Cancelled.")


def _check(request: access.Request, which: dict[str, Any]) -> str:
    use_cases.check(**which, note=request.POST.get("note", ""))
    return gettext("Checked: it is well done.")


def _quote(request: access.Request, which: dict[str, Any]) -> str:
    price = Money.parse(request.POST.get("price", "")) if request.POST.get("price", "").strip() else None
    if price is None:
        raise QuoteUnclear
    use_cases.quote(**which, price=price, text=request.POST.get("text", ""))
    return gettext("The resident is asked to agree to the price.")


def _answer(request: access.Request, which: dict[str, Any]) -> str:
    typed = request.POST
    if typed.get("answer") == "refuse":
        use_cases.refuse_quote(**which, reason=typed.get("reason", ""), consent=typed.get("consent", ""))
        return gettext("The resident's refusal is entered, and the work ends here.")
    fen = number_or_none(typed.get("fen", "")) or 0
    use_cases.agree_to_quote(**which, price=Money(fen), consent=typed.get("consent", ""))
    return gettext("The resident's word is entered.")


_ACTS: dict[str, Callable[[access.Request, dict[str, Any]], str]] = {
    "assign": _assign,
    "unassign": _unassign,
    "contract": _contract,
    "cancel": _cancel,
    "check": _check,
    "quote": _quote,
    "answer": _answer,
}


@access.staff(Right.DISPATCH_ORDERS)
def new_order(request: access.Request, estate_id: int) -> HttpResponse:
    """Ask what is to be done, and open the order."""
    actor, typed = request.actor, request.POST
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            home_id = None
            if home := typed.get("home", "").strip():
                home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=home)
                if home_id is None:
                    raise HomeUnclear
            due_on = day_or_none(typed.get("due_on", ""), field="due_on")
            due_at = instant_of(due_on, typed.get("due_clock", "") or "18:00") if due_on else None
            order_id = use_cases.open_order(
                actor=actor,
                estate_id=estate_id,
                source="desk",
                title=typed.get("title", ""),
                text=typed.get("text", ""),
                skill=typed.get("skill", ""),
                priority=number_or_none(typed.get("priority", "2")) or 0,
                minutes=number_or_none(typed.get("minutes", "")) or 0,
                home_id=home_id,
                place=typed.get("place", ""),
                due_at=due_at,
                people=number_or_none(typed.get("people", "1")) or 1,
                evidence=typed.get("evidence", ""),
                contact=(typed.get("contact_name", ""), typed.get("contact_telephone", "")),
                at=request.at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("The order waits for a crew."))
            return redirect("operations:order", estate_id=estate_id, order_id=order_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "skill_choices": list(words.SKILLS.items()),
        "priority_choices": list(words.PRIORITIES.items()),
        "evidence_choices": list(words.EVIDENCE.items()),
        "minutes_choices": [(each, each) for each in MINUTES],
        "people_choices": [(1, "1"), (2, "2")],
        "typed": typed,
        "priority": typed.get("priority", "2"),
        "evidence": typed.get("evidence", "photo"),
        "minutes": typed.get("minutes", "45"),
        "errors": errors_of(refusal),
    }
    return render(request, "operations/order_new.html", context, status=422 if refusal else 200)
