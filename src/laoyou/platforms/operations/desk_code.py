"""A code at the desk: the payer scans it with WeChat or Alipay, and the page sees the money arrive."""

from __future__ import annotations

import io

import segno
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import number_or_none
from laoyou.system.billing import use_cases as billing
from laoyou.system.payments import queries
from laoyou.system.payments.errors import ChannelNotReady
from laoyou.system.payments.rules.orders import OPEN, State
from laoyou.system.places import queries as places

CHANNELS = {"wechat": gettext_lazy("WeChat Pay"), "alipay": gettext_lazy("Alipay")}


@access.staff(Right.TAKE_CASH)
@require_POST
def show_code(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Open an order for the ticked bills and lead to its code; asked again for the same it is the same order."""
    ticked = [number for text in request.POST.getlist("bill") if (number := number_or_none(text)) is not None]
    channel = request.POST.get("channel", "")
    try:
        if channel not in queries.ready_channels():
            raise ChannelNotReady
        order = billing.start_payment(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            bill_ids=sorted(ticked),
            channel=channel,
            at=request.at,
            way="native",
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
        return redirect("operations:cash_home", estate_id=estate_id, home_id=home_id)
    return redirect("operations:desk_order", estate_id=estate_id, order_id=order.id)


@access.staff(Right.TAKE_CASH)
def desk_order(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Show the code until the money is here, then the way to the receipt."""
    order = queries.order_for(actor=request.actor, estate_id=estate_id, order_id=order_id)
    context = {
        "order": order,
        "estate": places.estate_for(actor=request.actor, estate_id=estate_id),
        "home": places.home_for(actor=request.actor, estate_id=estate_id, home_id=order.home_id),
        "is_open": State(order.state) in OPEN and order.expires_at > request.at,
        "channel": CHANNELS.get(order.channel, ""),
    }
    return render(request, "operations/desk_order.html", context)


@access.staff(Right.TAKE_CASH)
def desk_order_code(request: access.Request, estate_id: int, order_id: int) -> HttpResponse:
    """Hand out the code of an open order as a picture."""
    order = queries.order_for(actor=request.actor, estate_id=estate_id, order_id=order_id)
    if State(order.state) not in OPEN or order.way != "native" or not order.address:
        raise NotFound
    drawn = io.BytesIO()
    segno.make(order.address, error="m", micro=False).save(
        drawn, kind="svg", scale=8, border=4, light="#fff", dark="#000"
    )
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")
