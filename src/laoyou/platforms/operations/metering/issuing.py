"""What an item's meters would bring in a month, and its issue."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import money
from laoyou.platforms.operations.metering.overview import month_of
from laoyou.system.billing.meters import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.ISSUE_BILLS)
def issue_meters(request: access.Request, estate_id: int) -> HttpResponse:
    """Show what would be billed, home by home, each with its sentence; issue it on request."""
    actor, month = request.actor, month_of(request)
    items = queries.items_by_meter(actor=actor, estate_id=estate_id)
    item = request.POST.get("item", "") or request.GET.get("item", "") or (items[0][0] if items else "")
    refusal: Refusal | None = None
    preview = None
    try:
        if request.method == "POST":
            done = use_cases.issue_meters(actor=actor, estate_id=estate_id, item=item, month=month, at=request.at)
            said = gettext("Issued: %(bills)s bills, %(amount)s together.")
            flash.say(request, said % {"bills": done.bills, "amount": money(done.amount)})
            return redirect("operations:meters", estate_id=estate_id)
        preview = queries.preview_meters(actor=actor, estate_id=estate_id, item=item, month=month)
    except NotFound:
        raise
    except Refusal as refused:
        refusal = refused
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "month": month,
        "item": item,
        "name": dict(items).get(item, item),
        "preview": preview,
        "refusal": refusal,
    }
    return render(request, "operations/meters_issue.html", context, status=422 if refusal else 200)
