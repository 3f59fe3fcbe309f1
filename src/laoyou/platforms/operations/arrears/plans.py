"""Instalment plans of an estate, and their decision by a second person."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears.words import PLAN_STATES
from laoyou.platforms.operations.forms import page_of
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def plans(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's plans, those that wait for a decision first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.plans_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": [("", gettext("All")), *PLAN_STATES.items()],
        "plan_states": PLAN_STATES,
        "may_decide": actor.may(Right.APPROVE_WAIVER, estate_id),
        "day": city_day(request.at),
    }
    return render(request, "operations/arrears_plans.html", context)


@access.staff(Right.APPROVE_WAIVER)
@require_POST
def decide(request: access.Request, estate_id: int, plan_id: int) -> HttpResponse:
    """Agree to a plan that somebody else asked for, or not."""
    approve = request.POST.get("decision") == "approve"
    try:
        use_cases.decide_plan(
            actor=request.actor,
            estate_id=estate_id,
            plan_id=plan_id,
            approve=approve,
            note=request.POST.get("note", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        said = gettext("Agreed. Nobody reminds the home while it keeps the plan.") if approve else gettext("Refused.")
        flash.say(request, said)
    return redirect("operations:arrears_plans", estate_id=estate_id)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def withdraw(request: access.Request, estate_id: int, plan_id: int) -> HttpResponse:
    """Take back a plan that is not decided yet."""
    use_cases.withdraw_plan(actor=request.actor, estate_id=estate_id, plan_id=plan_id, at=request.at)
    return redirect("operations:arrears_plans", estate_id=estate_id)
