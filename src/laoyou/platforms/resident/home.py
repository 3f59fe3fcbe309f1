"""The first page: what I owe, the butler's telephone, the open books, who serves us, the last receipts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from laoyou.infra.actor import ActorKind
from laoyou.platforms import access
from laoyou.platforms.resident import frame


@access.public
def home(request: HttpRequest) -> HttpResponse:
    """Show a resident their home; lead everybody else to the sign-in page."""
    if frame.actor_of(request).kind is not ActorKind.RESIDENT:
        return redirect("resident:sign_in")
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    return frame.page(request, "resident/home.html", {}, hand=frame.hand_of(request, chosen))
