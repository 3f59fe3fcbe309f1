"""Paying: the open bills with their sum first, an order, and what became of it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound, Refusal
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.billing import queries as billing
from laoyou.system.billing import use_cases as billing_use_cases
from laoyou.system.payments import queries as payments
from laoyou.system.payments import use_cases as payments_use_cases


@access.resident
def pay(request: HttpRequest) -> HttpResponse:
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    return frame.page(request, "resident/pay.html", {}, hand=frame.hand_of(request, chosen))
