"""Cash entered by mistake: asked for at the payment, listed and decided by a second person."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding, payments
from laoyou.platforms.operations.forms import page_of
from laoyou.system.payments import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def cancellations(request: access.Request, estate_id: int) -> HttpResponse:
    """Show what the desk entered by mistake, what waits for a second person first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.cancellations_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": deciding.state_choices(),
        "names": deciding.STATES,
        "channels": payments.CHANNELS,
    }
    return render(request, "operations/cancellations.html", context)


@access.staff(Right.TAKE_CASH)
def cancellations_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.cancellations_for(
        actor=actor, estate_id=estate_id, state=request.GET.get("state", ""), size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Cash entered by mistake')} {city_day(request.at).isoformat()}",
        title=gettext("Cash entered by mistake"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Paid at"), kind.MOMENT),
            exports.Column(gettext("Receipt number"), width=16),
            exports.Column(gettext("Taken by"), width=12),
            *deciding.columns(),
        ],
        rows=(
            (
                *(row.home_label, row.amount, row.paid_at, row.receipt_number, row.taken_by_name),
                *deciding.cells(row.asked),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
@require_POST
def ask(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Say that the payment was entered by mistake, and why."""
    try:
        use_cases.ask_cancellation(
            actor=request.actor,
            estate_id=estate_id,
            payment_id=payment_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return payments.payment_with(request, estate_id, payment_id, refusal)
    flash.say(request, gettext("A second person has to confirm it. Until then the money stays where it is."))
    return redirect("operations:payment", estate_id=estate_id, payment_id=payment_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def decide(request: access.Request, estate_id: int, cancellation_id: int) -> HttpResponse:
    """Take the money back that somebody else says was never there, or refuse; withdraw one's own request."""
    act = partial(use_cases.decide_cancellation, estate_id=estate_id, cancellation_id=cancellation_id)
    return deciding.decided(request, act, otherwise=reverse("operations:cancellations", args=[estate_id]))
