"""The account that payers transfer to: the one that counts, and what somebody asks to be the next."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.errors import Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.forms import errors_of
from laoyou.system.payments import queries, use_cases

UNTYPED = "?"  # an empty form is no wish to end transfers


@access.staff(Right.RECONCILE)
def transfer_account(request: access.Request) -> HttpResponse:
    """Show the account; a sent form asks for another one, or for none."""
    refusal: Refusal | None = None
    typed = request.POST
    if request.method == "POST":
        ends = typed.get("ends") == "yes"
        try:
            use_cases.ask_transfer_account(
                actor=request.actor,
                holder="" if ends else typed.get("holder", ""),
                bank="" if ends else typed.get("bank", ""),
                number="" if ends else typed.get("number", "") or UNTYPED,
                reason=typed.get("reason", ""),
                at=request.at,
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("A second person has to confirm it. Until then nothing changes."))
            return redirect("operations:transfer_account")
    asked = queries.transfer_account_requests(actor=request.actor)
    context = {
        "account": queries.transfer_account(),
        "waiting": next((one for one in asked if one.asked.waits), None),
        "past": [one for one in asked if not one.asked.waits],
        "typed": typed,
        "ending": typed.get("ends") == "yes",
        "errors": errors_of(refusal),
        "names": {"states": deciding.STATES},
    }
    return render(request, "operations/transfer_account.html", context, status=422 if refusal else 200)


@access.staff(Right.RECONCILE)
@require_POST
def decide(request: access.Request, request_id: int) -> HttpResponse:
    """Confirm or refuse what somebody else asked; take back one's own."""
    act = partial(use_cases.decide_transfer_account, request_id=request_id)
    return deciding.decided(request, act, otherwise=reverse("operations:transfer_account"))
