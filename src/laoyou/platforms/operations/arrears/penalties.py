"""What late penalties a contract would bring now, home by home, and charging them."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import money
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.ISSUE_BILLS)
def penalties(request: access.Request, estate_id: int) -> HttpResponse:
    """Show each penalty with its sentence; bill them on request."""
    actor, refusal = request.actor, None
    if request.method == "POST":
        try:
            done = use_cases.charge_penalties(actor=actor, estate_id=estate_id, at=request.at)
        except Refusal as error:
            refusal = error
        else:
            said = gettext("Issued: %(bills)s bills, %(amount)s together.")
            flash.say(request, said % {"bills": done.bills, "amount": money(done.amount)})
            return redirect("operations:arrears", estate_id=estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "preview": queries.preview_penalties(actor=actor, estate_id=estate_id, day=city_day(request.at)),
        "refusal": refusal,
    }
    return render(request, "operations/arrears_penalties.html", context, status=422 if refusal else 200)
