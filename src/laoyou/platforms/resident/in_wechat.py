"""Inside WeChat's browser: who pays is asked of WeChat once a session, and the payment opens over the page."""

from __future__ import annotations

import hmac
import secrets
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payments_use_cases

BROWSER = "MicroMessenger"
PAYER, STATE, ASKED = "wechat payer", "wechat state", "wechat asked"


def detour(request: HttpRequest) -> str:
    """Return where WeChat says who this is, on a first look at the pay page; empty where there is nothing to ask.

    The state belongs to this session and is good once, so that nobody hands another person's code in.
    """
    if BROWSER not in request.headers.get("User-Agent", "") or ASKED in request.session or PAYER in request.session:
        return ""
    if "wechat" not in payments.ready_channels():
        return ""
    state = secrets.token_urlsafe(24)
    back = settings.PUBLIC_ADDRESS + reverse("resident:wechat_back")
    way = payments.way_to_wechat(back=back, state=state)
    if way:
        request.session[STATE] = [state, request.GET.getlist("bill")[:200]]
        request.session[ASKED] = True
    return way


def way_to_pay(request: HttpRequest, channel: str) -> dict[str, str]:
    """Return how an order of the channel reaches its cashier from this browser: inside WeChat over the page."""
    if channel != "wechat" or BROWSER not in request.headers.get("User-Agent", ""):
        return {}
    payer_id = request.session.get(PAYER)
    openid = payments.openid_of(actor=frame.actor_of(request), payer_id=payer_id) if payer_id else ""
    return {"way": "jsapi", "openid": openid} if openid else {}


@access.resident
@access.in_own_transactions
def wechat_back(request: HttpRequest) -> HttpResponse:
    """Take what WeChat says of who pays, if this session asked for it, and go on to the pay page."""
    state, bills = request.session.pop(STATE, None) or ["", []]
    given = request.GET.get("state", "")
    if state and hmac.compare_digest(state.encode(), given.encode()):
        payer_id = payments_use_cases.learn_openid(
            actor=frame.actor_of(request), code=request.GET.get("code", ""), at=frame.at_of(request)
        )
        if payer_id is not None:
            request.session[PAYER] = payer_id
    chosen = urlencode([("bill", bill) for bill in bills])
    return redirect(f"{reverse('resident:pay')}{'?' if chosen else ''}{chosen}")
