"""Ordered services at the desk: the price list, and the orders of the estate's homes."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy, pgettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.billing.bookings import queries, use_cases
from laoyou.system.billing.bookings.errors import OfferOver
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.places import queries as places

STATES: Words = {
    "asked": gettext_lazy("To be accepted"),
    "accepted": gettext_lazy("To be done"),
    "done": gettext_lazy("Done and billed"),
    "cancelled": gettext_lazy("Cancelled"),
}
CONSENTS: Words = {
    "app": gettext_lazy("ordered by themselves"),
    "telephone": gettext_lazy("agreed by telephone"),
    "counter": gettext_lazy("agreed at the counter"),
    "visit": gettext_lazy("agreed at home"),
}


@access.staff(Right.TAKE_CASH)
def bookings(request: access.Request, estate_id: int) -> HttpResponse:
    """Show what is to be accepted and done, and the price list."""
    return bookings_with(request, estate_id)


def bookings_with(
    request: access.Request, estate_id: int, refusal: Refusal | None = None, opening: str = ""
) -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    where: dict[str, Any] = {"actor": actor, "estate_id": estate_id}
    state = request.GET.get("state", "")
    offers = queries.offers_for(**where, day=today)
    context = {
        "estate": places.estate_for(**where),
        "page": queries.bookings_for(**where, state=state, page=page_of(request)),
        "offers": offers,
        "offer_choices": [
            (f"{each.id}-{each.price.fen}", f"{each.name} · ¥{each.price} / {each.unit}")
            for each in offers
            if each.starts_on <= today
        ],
        "consent_choices": [(code, word) for code, word in CONSENTS.items() if code != "app"],
        "state": state,
        "state_choices": [("", gettext("All")), *STATES.items()],
        "states": STATES,
        "consents": CONSENTS,
        "may_price": actor.may(Right.EDIT_MANDATES, estate_id),
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
    }
    return render(request, "operations/bookings.html", context, status=422 if refusal else 200)


@access.staff(Right.TAKE_CASH)
def bookings_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the orders that the list shows."""
    actor, kind, state = request.actor, exports.Kind, request.GET.get("state", "")
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.bookings_for(actor=actor, estate_id=estate_id, state=state, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{estate.name} {gettext('Ordered services')} {city_day(request.at).isoformat()}",
        title=gettext("Ordered services"),
        columns=[
            exports.Column(pgettext("place", "Home"), width=20),
            exports.Column(gettext("What"), width=24),
            exports.Column(gettext("Price"), kind.MONEY),
            exports.Column(gettext("Unit"), width=8),
            exports.Column(gettext("How many"), kind.NUMBER),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Wanted on"), kind.DAY),
            exports.Column(gettext("State"), width=14),
            exports.Column(gettext("Done on"), kind.DAY),
            exports.Column(gettext("Note"), width=24),
        ],
        rows=(
            (
                row.home_label,
                row.name,
                row.price,
                row.unit,
                row.quantity,
                row.amount,
                row.wanted_on,
                STATES[row.state],
                row.done_on,
                row.reason or row.note,
            )
            for row in page.rows
        ),
    )


@access.staff(Right.EDIT_MANDATES)
@require_POST
def set_offer(request: access.Request, estate_id: int) -> HttpResponse:
    """Offer something, or at another price."""
    typed = request.POST
    try:
        use_cases.set_offer(
            actor=request.actor,
            estate_id=estate_id,
            name=typed.get("name", ""),
            text=typed.get("text", ""),
            unit=typed.get("unit", ""),
            price=Money.parse(typed.get("price", "")),
            starts_on=day_of(typed.get("starts_on", ""), field="starts_on"),
            at=request.at,
        )
    except Refusal as refusal:
        return bookings_with(request, estate_id, refusal, "offer")
    flash.say(request, gettext("It is on the price list."))
    return redirect("operations:bookings", estate_id=estate_id)


@access.staff(Right.EDIT_MANDATES)
@require_POST
def end_offer(request: access.Request, estate_id: int, offer_id: int) -> HttpResponse:
    """Take something off the price list."""
    use_cases.end_offer(actor=request.actor, estate_id=estate_id, offer_id=offer_id, at=request.at)
    flash.say(request, gettext("It is no longer offered. What was ordered stays ordered."))
    return redirect("operations:bookings", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def book(request: access.Request, estate_id: int) -> HttpResponse:
    """Order for a home whose people agreed to the price."""
    typed, actor, checks = request.POST, request.actor, Checks()
    try:
        with checks:
            home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=typed.get("home", ""))
            if home_id is None:
                raise HomeUnclear
        with checks:
            wanted_on = day_of(typed.get("wanted_on", ""), field="wanted_on")
        checks.end()
        offer_id, _, fen = typed.get("offer", "").partition("-")
        if not offer_id.isdecimal() or not fen.isdecimal():
            raise OfferOver
        use_cases.book(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id or 0,
            offer_id=int(offer_id),
            quantity=number_or_none(typed.get("quantity", "")) or 0,
            wanted_on=wanted_on,
            price=Money(int(fen)),
            consent=typed.get("consent", ""),
            note=typed.get("note", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return bookings_with(request, estate_id, refusal, "book")
    flash.say(request, gettext("Ordered. It is billed when it is done."))
    return redirect("operations:bookings", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def move_booking(request: access.Request, estate_id: int, booking_id: int) -> HttpResponse:
    """Accept an order, finish it, or cancel it."""
    what, actor, at = request.POST.get("move", ""), request.actor, request.at
    try:
        if what == "accept":
            use_cases.accept_booking(actor=actor, estate_id=estate_id, booking_id=booking_id, at=at)
            said = gettext("Accepted.")
        elif what == "finish":
            use_cases.finish_booking(actor=actor, estate_id=estate_id, booking_id=booking_id, at=at)
            said = gettext("Done. The bill is out.")
        else:
            reason = request.POST.get("reason", "")
            use_cases.cancel_booking(actor=actor, estate_id=estate_id, booking_id=booking_id, reason=reason, at=at)
            said = gettext("Cancelled.")
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, said)
    return redirect("operations:bookings", estate_id=estate_id)
