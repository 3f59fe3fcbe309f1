"""Services to choose from: the price list, an order at the price shown, and how the home's orders stand."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.platforms.resident.words import BOOKING_STATES
from laoyou.system.billing.bookings import queries, use_cases
from laoyou.system.billing.bookings.errors import QuantityWrong, WantedInThePast

ORDERS_SHOWN = 10


@access.resident
def bookings(request: HttpRequest) -> HttpResponse:
    """Show what can be ordered for the home in hand, and what was."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    return _page(request, chosen)


@access.resident
@require_POST
def book(request: HttpRequest) -> HttpResponse:
    """Order at the price that the page showed."""
    typed = request.POST
    home = frame.home_of_key(request, typed.get("home", ""))
    numbers = [typed.get(name, "") for name in ("offer", "fen")]
    if home is None or not all(text.isascii() and text.isdigit() and len(text) < 17 for text in numbers):
        raise NotFound
    try:
        quantity = typed.get("quantity", "")
        if not quantity.isascii() or not quantity.isdigit() or len(quantity) > 3:
            raise QuantityWrong
        use_cases.book(
            actor=frame.actor_of(request),
            estate_id=home[0],
            home_id=home[1],
            offer_id=int(numbers[0]),
            price=Money(int(numbers[1])),
            quantity=int(quantity),
            wanted_on=_day(typed.get("wanted_on", "")),
            note=typed.get("note", ""),
            at=frame.at_of(request),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, home, refusal)
    flash.say(request, gettext("Ordered. You pay when it is done, and at this price."))
    return redirect("resident:bookings")


@access.resident
@require_POST
def cancel_booking(request: HttpRequest, estate_id: int, booking_id: int) -> HttpResponse:
    """Take an order back that nobody has carried out yet."""
    actor = frame.actor_of(request)
    try:
        use_cases.cancel_booking(
            actor=actor, estate_id=estate_id, booking_id=booking_id, reason="", at=frame.at_of(request)
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    return redirect("resident:bookings")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise WantedInThePast from None


def _page(request: HttpRequest, home: frame.Home, refusal: Refusal | None = None) -> HttpResponse:
    actor, today = frame.actor_of(request), frame.today(request)
    orders = queries.bookings_of_home(actor=actor, estate_id=home[0], home_id=home[1])[:ORDERS_SHOWN]
    context = {
        "offers": queries.offers_for(actor=actor, estate_id=home[0], day=today),
        "orders": [(order, BOOKING_STATES[order.state]) for order in orders],
        "today": today,
        "trouble": access.sentence(refusal) if refusal else "",
        "typed": request.POST,
    }
    hand = frame.hand_of(request, home)
    return frame.page(request, "resident/bookings.html", context, hand=hand, status=422 if refusal else 200)
