"""Paying: the open bills with their sum first, an order, and what became of it."""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods, require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.platforms import access
from laoyou.platforms.formats import month_name
from laoyou.platforms.resident import frame, in_wechat, shown_bills
from laoyou.platforms.resident.words import channel_name
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_use_cases
from laoyou.system.billing.deposits.queries import deposits_of_payment
from laoyou.system.billing.endings import queries as endings
from laoyou.system.billing.meters import queries as meters
from laoyou.system.billing.queries import BillView
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payments_use_cases
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.queries import OrderView
from laoyou.system.payments.rules.orders import OPEN, TRANSFER, State

SECONDS_BETWEEN_LOOKS = 10
"""The slow way, for a page whose stream is broken: the stream tells at once."""
CHANNEL_LAST_USED = "channel last used"
HANDED_OVER = "handed over to the cashier"


@dataclass(frozen=True, slots=True)
class OrderLine:
    words: str
    amount: Money


@access.resident
def pay(request: HttpRequest) -> HttpResponse:
    """Show what is open at the home in hand, all of it ticked, or the bills that the address names."""
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    if way := in_wechat.detour(request):
        return redirect(way)
    named = {text for text in request.GET.getlist("bill") if text.isdigit()}
    return _pay_page(request, chosen, ticked=named, channel=request.session.get(CHANNEL_LAST_USED, ""))


@access.resident
@require_POST
def start(request: HttpRequest) -> HttpResponse:
    """Open an order for the ticked bills. A second tap meets the first one's order."""
    home = frame.home_of_key(request, request.POST.get("home", ""))
    ticked = request.POST.getlist("bill")
    if home is None or not all(text.isascii() and text.isdigit() and len(text) < 19 for text in ticked):
        raise NotFound
    channel = request.POST.get("channel", "")
    try:
        if channel not in _channels():
            raise ChannelNotReady
        order = billing_use_cases.start_payment(
            actor=frame.actor_of(request),
            estate_id=home[0],
            home_id=home[1],
            bill_ids=[int(text) for text in ticked],
            channel=channel,
            at=frame.at_of(request),
            payer_ip=request.META.get("REMOTE_ADDR", ""),
            **in_wechat.way_to_pay(request, channel),
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _pay_page(request, home, ticked=set(ticked), channel=channel, trouble=access.sentence(refusal))
    request.session[CHANNEL_LAST_USED] = channel
    return redirect("resident:order", estate_id=home[0], order_id=order.id)


def _channels() -> list[str]:
    """Return the ways to pay from here: what has its keys, and a transfer where there is an account for it."""
    return [*payments.ready_channels(), *([TRANSFER] if payments.transfer_account() is not None else [])]


def _pay_page(
    request: HttpRequest, home: frame.Home, *, ticked: Collection[str], channel: str, trouble: str = ""
) -> HttpResponse:
    hand, today = frame.hand_of(request, home), frame.today(request)
    bills = billing.open_bills(actor=frame.actor_of(request), estate_id=home[0], home_id=home[1])
    known = {str(bill.id) for bill in bills}
    wanted = known & set(ticked) or known
    ready = _channels()
    context: dict[str, Any] = {
        "due": shown_bills.due_of(bills, today=today),
        "years": shown_bills.by_year(
            shown_bills.shown(bill, today=today, is_ticked=str(bill.id) in wanted) for bill in bills
        ),
        "chosen": len(wanted),
        "chosen_sum": Money.total(bill.open for bill in bills if str(bill.id) in wanted),
        "ending": endings.ending_of_home(
            actor=frame.actor_of(request), estate_id=home[0], home_id=home[1], at=frame.at_of(request)
        ),
        "credit": billing.credit_of_home(actor=frame.actor_of(request), estate_id=home[0], home_id=home[1]),
        "channels": ready,
        "channel": channel if channel in ready else next(iter(ready), ""),
        "trouble": trouble,
        "has_meters": meters.has_meters(estate_id=home[0], home_id=home[1]),
    }
    return frame.page(request, "resident/pay.html", context, hand=hand, status=422 if trouble else 200)


@access.resident
@require_http_methods(["GET", "HEAD", "POST"])
def order(request: HttpRequest, estate_id: int, order_id: int) -> HttpResponse:
    """Show how a payment stands, again and again until it is decided; nothing is lost by leaving or loading anew.

    The payer who says “I have paid” lets the channel be asked at once.
    """
    actor = frame.actor_of(request)
    found = payments.order_for(actor=actor, estate_id=estate_id, order_id=order_id)
    if request.method == "POST":
        payments_use_cases.look_again(actor=actor, estate_id=estate_id, order_id=order_id, at=frame.at_of(request))
        return redirect("resident:order", estate_id=estate_id, order_id=order_id)
    is_open = State(found.state) in OPEN
    context = {
        "order": found,
        "is_open": is_open,
        "bridge": json.dumps(dict(found.bridge)) if found.bridge else "",
        "is_back": is_open and _is_back(request, found),
        "is_over": is_open and found.expires_at <= frame.at_of(request),
        "channel": channel_name(found.channel),
        "lines": _lines(request, found),
        "seconds": SECONDS_BETWEEN_LOOKS,
    }
    return frame.page(request, "resident/order.html", context, hand=frame.hand_of(request, (estate_id, found.home_id)))


def _is_back(request: HttpRequest, found: OrderView) -> bool:
    """Return whether the payer was at the cashier already: then the page asks for patience, not for the money again."""
    if "HX-Request" in request.headers and request.GET.get("back") == "1":
        return True
    was_handed_over = request.session.get(HANDED_OVER) == found.number
    if found.address and not was_handed_over:
        request.session[HANDED_OVER] = found.number
    return was_handed_over and "HX-Request" not in request.headers


def _lines(request: HttpRequest, found: OrderView) -> list[OrderLine]:
    """Return what the order is for, in words: its bills while they are open, and what it paid afterwards."""
    actor = frame.actor_of(request)
    if found.payment_id is not None:
        return paid_lines(request, estate_id=found.estate_id, payment_id=found.payment_id)
    bills = billing.open_bills(actor=actor, estate_id=found.estate_id, home_id=found.home_id)
    words = {bill.id: _words(bill) for bill in bills}
    lines = payments.order_lines(estate_id=found.estate_id, order_id=found.id)
    return [OrderLine(words[bill_id], Money(fen)) for _, bill_id, fen in lines if bill_id in words]


def paid_lines(request: HttpRequest, *, estate_id: int, payment_id: int) -> list[OrderLine]:
    parts = billing.bills_of_payment(actor=frame.actor_of(request), estate_id=estate_id, payment_id=payment_id)
    left = deposits_of_payment(estate_id=estate_id, payment_id=payment_id)
    return [
        *(OrderLine(_words(bill), amount) for bill, amount in parts),
        *(OrderLine(gettext("Deposit: %(purpose)s") % {"purpose": purpose}, amount) for purpose, amount in left),
    ]


def _words(bill: BillView) -> str:
    return f"{month_name(bill.month)} {bill.item_name}"
