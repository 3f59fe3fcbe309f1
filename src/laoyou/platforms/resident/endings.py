"""When a mandate ends: what goes back to the home in hand, and the owner's word about it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import NotFound
from laoyou.platforms import access, flash
from laoyou.platforms.resident import frame
from laoyou.system.billing.endings import use_cases


@access.resident
@require_POST
def word(request: HttpRequest) -> HttpResponse:
    """Say whether the home's credit goes back, or stays for the next company."""
    home = frame.home_of_key(request, request.POST.get("home", ""))
    if home is None:
        raise NotFound
    use_cases.say_word(
        actor=frame.actor_of(request),
        estate_id=home[0],
        home_id=home[1],
        keeps=request.POST.get("keeps") == "yes",
        at=frame.at_of(request),
    )
    flash.say(request, gettext("Written down. You can change it until it is settled."))
    return redirect("resident:pay")
