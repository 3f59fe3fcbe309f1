"""Which of their homes a resident is looking at."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from laoyou.core.errors import NotFound
from laoyou.platforms import access
from laoyou.platforms.resident import frame
from laoyou.system.billing import queries as billing


@access.resident
@require_http_methods(["GET", "POST"])
def homes(request: HttpRequest) -> HttpResponse:
    """Show all homes of this person with what each owes; choosing one leads to the first page."""
    if request.method == "POST":
        home = frame.home_of_key(request, request.POST.get("home", ""))
        if home is None:
            raise NotFound
        frame.choose_home(request, home)
        return redirect("resident:home")
    chosen = frame.chosen_home(request)
    if chosen is None:
        return frame.no_home(request)
    dues = billing.household_due(frame.actor_of(request))
    keyed = [(due, (due.estate_id, due.home_id)) for due in dues]
    context = {"homes": [(due, frame.key_of(home), home == chosen) for due, home in keyed]}
    return frame.page(request, "resident/homes.html", context, hand=frame.hand_of(request, chosen))
