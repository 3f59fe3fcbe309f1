"""Credit given back to its payer: asked for at the home, listed and decided by a second person."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing import home
from laoyou.platforms.operations.billing.words import WAYS_BACK
from laoyou.platforms.operations.forms import page_of
from laoyou.system.billing import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def give_backs(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the credit that went back to its payers, what waits for a second person first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.give_backs_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": deciding.state_choices(),
        "names": deciding.STATES,
        "ways": WAYS_BACK,
    }
    return render(request, "operations/billing_give_backs.html", context)


@access.staff(Right.TAKE_CASH)
def give_backs_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.give_backs_for(
        actor=actor, estate_id=estate_id, state=request.GET.get("state", ""), size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Credit given back')} {city_day(request.at).isoformat()}",
        title=gettext("Credit given back"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("How"), width=12),
            exports.Column(gettext("To whom"), width=14),
            exports.Column(gettext("Given back on"), kind.DAY),
            *deciding.columns(),
        ],
        rows=(
            (
                *(row.home_label, row.amount, WAYS_BACK.get(row.way, row.way), row.receiver, row.given_on),
                *deciding.cells(row.asked),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
@require_POST
def ask(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Ask for the home's credit, or a part of it, to be paid out to who paid it."""
    typed = request.POST
    try:
        use_cases.ask_give_back(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            amount=Money.parse(typed.get("amount", "")),
            way=typed.get("way", ""),
            receiver=typed.get("receiver", ""),
            reason=typed.get("reason", ""),
            is_former_owners=typed.get("whose") == "former",
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return home.home_with(request, estate_id, home_id, refusal)
    flash.say(request, gettext("A second person has to approve it. Pay nothing out before."))
    return redirect("operations:home_bills", estate_id=estate_id, home_id=home_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def decide(request: access.Request, estate_id: int, give_back_id: int) -> HttpResponse:
    """Let the credit go that somebody else asked for, or refuse; take back one's own request."""
    act = partial(use_cases.decide_give_back, estate_id=estate_id, give_back_id=give_back_id)
    return deciding.decided(request, act, otherwise=reverse("operations:give_backs", args=[estate_id]))
