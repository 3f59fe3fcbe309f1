"""Credit notes: asked for at the bill by one person, listed and decided here by another."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import month_name
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing import bills
from laoyou.platforms.operations.forms import page_of
from laoyou.system.billing import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.WRITE_CREDIT_NOTE)
def credit_notes(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's credit notes, those that wait for a second person first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.corrections_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": deciding.state_choices(),
        "names": deciding.STATES,
    }
    return render(request, "operations/billing_credit_notes.html", context)


@access.staff(Right.WRITE_CREDIT_NOTE)
def credit_notes_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.corrections_for(
        actor=actor, estate_id=estate_id, state=request.GET.get("state", ""), size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Credit notes')} {city_day(request.at).isoformat()}",
        title=gettext("Credit notes"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Month"), width=12),
            exports.Column(gettext("Item"), width=16),
            exports.Column(gettext("Billed"), kind.MONEY),
            exports.Column(gettext("Credit note"), kind.MONEY),
            *deciding.columns(),
        ],
        rows=(
            (
                *(row.home_label, month_name(row.month), row.item_name, row.billed, row.amount),
                *deciding.cells(row.asked),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.WRITE_CREDIT_NOTE)
@require_POST
def ask(request: access.Request, estate_id: int, bill_id: int) -> HttpResponse:
    """Ask for an amount to be taken off the bill, with the reason."""
    try:
        use_cases.ask_credit_note(
            actor=request.actor,
            estate_id=estate_id,
            bill_id=bill_id,
            amount=Money.parse(request.POST.get("amount", "")),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except Refusal as refusal:
        return bills.bill_with(request, estate_id, bill_id, refusal)
    flash.say(request, gettext("The credit note waits for a second person. The bill stays as it is until then."))
    return redirect("operations:bill", estate_id=estate_id, bill_id=bill_id)


@access.staff(Right.WRITE_CREDIT_NOTE)
@require_POST
def decide(request: access.Request, estate_id: int, correction_id: int) -> HttpResponse:
    """Write the credit note that somebody else asked for, or refuse it; take back one's own."""
    act = partial(use_cases.decide_credit_note, estate_id=estate_id, correction_id=correction_id)
    return deciding.decided(request, act, otherwise=reverse("operations:credit_notes", args=[estate_id]))
