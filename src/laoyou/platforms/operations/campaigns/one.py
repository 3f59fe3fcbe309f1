"""One campaign: what it is to reach, who took part, the places before and after, its work orders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, BinaryIO, cast

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import files, pictures, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.campaigns.lists import about_of, form
from laoyou.platforms.operations.facilities.words import skills
from laoyou.platforms.operations.forms import number_or_none
from laoyou.platforms.operations.surveys import words
from laoyou.system.places import queries as places
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.rules.states import STATE_NAMES, Source
from laoyou.system.work.surveys import queries, use_cases

PICTURE = 960


@access.staff(Right.SURVEY)
def campaign(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Show a campaign."""
    actor = request.actor
    view = queries.campaign_for(actor=actor, estate_id=estate_id, campaign_id=campaign_id)
    sees_orders = actor.may(Right.SEE_ORDERS, estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id)
        if actor.may(Right.SEE_ESTATE, estate_id)
        else None,
        "campaign": view,
        "orders": (
            orders.orders_of(source=Source.CAMPAIGN.value, estate_id=estate_id, source_id=campaign_id)
            if sees_orders
            else []
        ),
        "order_states": {code: gettext(name) for code, name in STATE_NAMES.items()},
        "states": words.campaigns(),
        "skill_choices": list(skills().items()),
        "may_edit": actor.may(Right.DISPATCH_ORDERS, estate_id) and view.state != "cancelled",
        "may_photograph": view.state != "cancelled",
    }
    return render(request, "operations/campaign.html", context)


@access.staff(Right.DISPATCH_ORDERS)
def edit_campaign(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Change what is told of a campaign: its result and cost, and thanks, once it is over."""
    view = queries.campaign_for(actor=request.actor, estate_id=estate_id, campaign_id=campaign_id)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            use_cases.change_campaign(
                actor=request.actor,
                estate_id=estate_id,
                campaign_id=campaign_id,
                about=about_of(request),
                at=request.at,
            )
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("Saved."))
            return redirect("operations:campaign", estate_id=estate_id, campaign_id=campaign_id)
    names = ("name", "goals", "places", "starts_on", "last_day", "cost_note", "result", "thanks")
    known = {name: getattr(view, name) for name in names}
    return form(request, estate_id, refusal, request.POST or {**known, "cost": str(view.cost)}, view)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def move_campaign(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Begin, finish or cancel a campaign."""

    def act(where: dict[str, Any]) -> str:
        to_state = request.POST.get("to", "")
        use_cases.move_campaign(**where, to_state=to_state, reason=request.POST.get("reason", ""))
        return gettext("The campaign is now: %(state)s.") % {"state": words.campaigns()[to_state]}

    return _acted(request, estate_id, campaign_id, act)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def add_person(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Write down who took part."""
    typed = request.POST

    def act(where: dict[str, Any]) -> str:
        use_cases.add_person(
            **where,
            name=typed.get("person", ""),
            is_volunteer=bool(typed.get("is_volunteer")),
            people=number_or_none(typed.get("people", "")) or 0,
            minutes=round(_hours(typed.get("hours", "")) * 60),
        )
        return gettext("Written down.")

    return _acted(request, estate_id, campaign_id, act)


@access.staff(Right.SURVEY)
@require_POST
def add_pair(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Add a place with its photo of before, of after, or both."""

    def act(where: dict[str, Any]) -> str:
        use_cases.add_pair(
            **where,
            place=request.POST.get("place", ""),
            before_id=_photo(request, estate_id, "before"),
            after_id=_photo(request, estate_id, "after"),
        )
        return gettext("The place is in the campaign.")

    return _acted(request, estate_id, campaign_id, act)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def order_campaign_work(request: access.Request, estate_id: int, campaign_id: int) -> HttpResponse:
    """Open a work order for a part of the campaign."""
    typed = request.POST

    def act(where: dict[str, Any]) -> str:
        use_cases.order_work(
            **where,
            title=typed.get("title", ""),
            skill=typed.get("skill", ""),
            minutes=number_or_none(typed.get("minutes", "")) or 0,
            place=typed.get("place", ""),
        )
        return gettext("The work order waits for a crew.")

    return _acted(request, estate_id, campaign_id, act)


@access.staff(Right.SURVEY)
def campaign_photo(request: access.Request, estate_id: int, campaign_id: int, file_id: int) -> HttpResponseBase:
    """Hand out a photo of a campaign."""
    kept = queries.campaign_photo(actor=request.actor, estate_id=estate_id, campaign_id=campaign_id, file_id=file_id)
    return files.response(pictures.small_copy(estate_id=estate_id, file_id=kept, side=PICTURE))


def _hours(text: str) -> float:
    """Return hours that were typed, 0 for nonsense."""
    try:
        return max(float(text.strip()), 0.0)
    except ValueError:
        return 0.0


def _photo(request: access.Request, estate_id: int, field: str) -> int | None:
    handed = request.FILES.get(field)
    if handed is None:
        return None
    with scope.estate(estate_id):
        return files.store(
            estate_id=estate_id,
            name=handed.name or "",
            content=cast(BinaryIO, handed),
            purpose="photo",
            actor=request.actor,
            at=request.at,
        )


def _acted(
    request: access.Request, estate_id: int, campaign_id: int, act: Callable[[dict[str, Any]], str]
) -> HttpResponse:
    where = {"actor": request.actor, "estate_id": estate_id, "campaign_id": campaign_id, "at": request.at}
    try:
        said = act(where)
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, said)
    return redirect("operations:campaign", estate_id=estate_id, campaign_id=campaign_id)
