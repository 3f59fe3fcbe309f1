"""Deposits of homes: taken at the desk or by a code, held, and settled by two people."""

from __future__ import annotations

import secrets
from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.forms import errors_of, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.billing.deposits import queries, use_cases
from laoyou.system.payments import queries as payments
from laoyou.system.payments.errors import ChannelNotReady, HomeUnclear
from laoyou.system.places import queries as places

STATES: Words = {
    "held": gettext_lazy("Held"),
    "waits": gettext_lazy("Waits for a second person"),
    "settled": gettext_lazy("Settled"),
    "cancelled": gettext_lazy("Entered by mistake"),
    "asked": gettext_lazy("Not paid yet"),
}
WAYS: Words = {
    "cash": gettext_lazy("in cash"),
    "bank": gettext_lazy("by bank transfer"),
    "credit": gettext_lazy("as credit of the home"),
}
CHANNELS: Words = {
    "cash": gettext_lazy("Cash"),
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
}


@access.staff(Right.TAKE_CASH)
def deposits(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the deposits of the estate, what waits for a second person first, and take one."""
    return deposits_with(request, estate_id)


def deposits_with(
    request: access.Request, estate_id: int, refusal: Refusal | None = None, settling: int = 0
) -> HttpResponse:
    """Return the list, with what was refused about taking a deposit, or about settling one."""
    actor = request.actor
    state, search = request.GET.get("state", ""), request.GET.get("search", "").strip()
    errors = errors_of(refusal)
    if "form" in errors and request.POST.get("amount" if not settling else "kept"):  # what is no amount says no field
        errors["amount" if not settling else "kept"] = errors["form"]
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.deposits_for(
            actor=actor, estate_id=estate_id, state=state, search=search, page=page_of(request)
        ),
        "held": queries.deposits_held(actor=actor, estate_id=estate_id),
        "state": state,
        "search": search,
        "states": [("", gettext("All")), *STATES.items()],
        "names": STATES,
        "decisions": deciding.STATES,
        "ways": WAYS,
        "way_choices": list(WAYS.items()),
        "channel_choices": [
            ("cash", CHANNELS["cash"]),
            *((each, CHANNELS[each]) for each in payments.ready_channels()),
        ],
        "errors": errors,
        "taking": refusal is not None and not settling,
        "settling": settling,
        "once": request.POST.get("once", "") or secrets.token_urlsafe(18),
        "typed": {
            name: request.POST.get(name, "")
            for name in ("home", "amount", "purpose", "payer", "channel", "kept", "way", "receiver", "reason")
        },
    }
    return render(request, "operations/deposits.html", context, status=422 if refusal else 200)


@access.staff(Right.TAKE_CASH)
def deposits_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.deposits_for(
        actor=actor,
        estate_id=estate_id,
        state=request.GET.get("state", ""),
        search=request.GET.get("search", "").strip(),
        size=exports.ROWS_OF_A_SHEET,
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Deposits')} {city_day(request.at).isoformat()}",
        title=gettext("Deposits"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("What for"), width=30),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("State"), width=16),
            exports.Column(gettext("Taken on"), kind.DAY),
            exports.Column(gettext("Ended on"), kind.DAY),
            exports.Column(gettext("Given back"), kind.MONEY),
            exports.Column(gettext("Kept"), kind.MONEY),
            exports.Column(gettext("Reason"), width=40),
        ],
        rows=(
            (
                *(row.home_label, row.purpose, row.amount, STATES[row.state], row.taken_on, row.ended_on),
                *(
                    (row.settlement.back, row.settlement.kept, row.settlement.asked.reason)
                    if row.settlement
                    else (None, None, "")
                ),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
@require_POST
def take(request: access.Request, estate_id: int) -> HttpResponse:
    """Take a deposit in cash, or open an order whose code the payer scans."""
    typed, actor = request.POST, request.actor
    channel = typed.get("channel", "cash")
    try:
        home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=typed.get("home", ""))
        if home_id is None:
            raise HomeUnclear
        amount = Money.parse(typed.get("amount", ""))
        if channel == "cash":
            payment_id = use_cases.take_deposit(
                actor=actor,
                estate_id=estate_id,
                home_id=home_id,
                amount=amount,
                purpose=typed.get("purpose", ""),
                payer_name=typed.get("payer", ""),
                once=typed.get("once", "")[:40],
                at=request.at,
            )
            flash.say(request, gettext("Taken. It is held until two people settle it."))
            return redirect("operations:payment", estate_id=estate_id, payment_id=payment_id)
        if channel not in payments.ready_channels():
            raise ChannelNotReady
        order = use_cases.ask_for_deposit(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            amount=amount,
            purpose=typed.get("purpose", ""),
            payer_name=typed.get("payer", ""),
            channel=channel,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return deposits_with(request, estate_id, refusal)
    return redirect("operations:desk_order", estate_id=estate_id, order_id=order.id)


@access.staff(Right.TAKE_CASH)
@require_POST
def settle(request: access.Request, estate_id: int, deposit_id: int) -> HttpResponse:
    """Ask to give a deposit back, but for what is kept."""
    typed = request.POST
    try:
        use_cases.ask_settlement(
            actor=request.actor,
            estate_id=estate_id,
            deposit_id=deposit_id,
            kept=Money.parse(typed.get("kept", "") or "0"),
            way=typed.get("way", ""),
            receiver=typed.get("receiver", ""),
            reason=typed.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return deposits_with(request, estate_id, refusal, settling=deposit_id)
    flash.say(request, gettext("A second person has to approve it. Pay nothing out before."))
    return redirect("operations:deposits", estate_id=estate_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def decide(request: access.Request, estate_id: int, return_id: int) -> HttpResponse:
    """Let a deposit end as somebody else asked, or refuse; take back one's own request."""
    act = partial(use_cases.decide_settlement, estate_id=estate_id, return_id=return_id)
    return deciding.decided(request, act, otherwise=reverse("operations:deposits", args=[estate_id]))
