"""Entries taken back: asked for at the entry, listed and decided by a second person."""

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
from laoyou.platforms.operations import deciding, entries
from laoyou.platforms.operations.forms import page_of
from laoyou.system.ledger import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.RECORD_EXPENSE)
def reversals(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the entries that somebody asked to take back, what waits for a second person first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.reversals_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": deciding.state_choices(),
        "names": deciding.STATES,
    }
    return render(request, "operations/books_reversals.html", context)


@access.staff(Right.RECORD_EXPENSE)
def reversals_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.reversals_for(
        actor=actor, estate_id=estate_id, state=request.GET.get("state", ""), size=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Reversals')} {city_day(request.at).isoformat()}",
        title=gettext("Reversals"),
        columns=[
            exports.Column(gettext("Entry number"), kind.NUMBER),
            exports.Column(gettext("Date of entry"), kind.DAY),
            exports.Column(gettext("Description"), width=40),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Taken back by entry"), kind.NUMBER),
            *deciding.columns(),
        ],
        rows=(
            (
                *(row.entry_id, row.posted_on, row.text, row.amount, row.reversing_entry_id),
                *deciding.cells(row.asked),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def ask(request: access.Request, estate_id: int, entry_id: int) -> HttpResponse:
    """Say that the entry is wrong, and why."""
    reason = request.POST.get("reason", "")
    try:
        use_cases.ask_reversal(
            actor=request.actor, estate_id=estate_id, entry_id=entry_id, reason=reason, at=request.at
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return entries.entry_with(request, estate_id, entry_id, refusal, reason)
    flash.say(request, gettext("A second person has to take it back. Until then the books stay as they are."))
    return redirect("operations:books_entry", estate_id=estate_id, entry_id=entry_id)


@access.staff(Right.RECORD_EXPENSE)
@require_POST
def decide(request: access.Request, estate_id: int, reversal_id: int) -> HttpResponse:
    """Take back the entry that somebody else found wrong, or refuse; withdraw one's own request."""
    act = partial(use_cases.decide_reversal, estate_id=estate_id, reversal_id=reversal_id)
    return deciding.decided(request, act, otherwise=reverse("operations:reversals", args=[estate_id]))
