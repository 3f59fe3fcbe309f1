"""The estate's rules of reminding: days for each step, the hours of rest, and where the rule comes from."""

from __future__ import annotations

from datetime import time

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears.words import STEPS
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.errors import NotATime, WrongDays
from laoyou.system.billing.arrears.rules.ladder import LADDER, Policy
from laoyou.system.places import queries as places

HOURS = ("quiet_from", "quiet_until", "noon_from", "noon_until")


@access.staff(Right.APPROVE_WAIVER)
def policy(request: access.Request, estate_id: int) -> HttpResponse:
    """Show how the estate reminds, and set it anew from a day on."""
    actor, day, refusal = request.actor, city_day(request.at), None
    if request.method == "POST":
        try:
            use_cases.set_policy(
                actor=actor,
                estate_id=estate_id,
                policy=_policy(request),
                starts_on=day_of(request.POST.get("starts_on", ""), field="starts_on"),
                source=request.POST.get("source", ""),
                at=request.at,
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Set. What was done before stays as it was."))
            return redirect("operations:arrears_policy", estate_id=estate_id)
    holds = queries.policy_on(estate_id, day)
    start = {
        **{f"after_{step.value}": str(holds.policy.after_days[step]) for step in LADDER},
        **{name: f"{getattr(holds.policy, name):%H:%M}" for name in HOURS},
        "days_between": str(holds.policy.days_between),
        "least": str(Money(holds.policy.least_fen)),
        "starts_on": day.isoformat(),
        "source": "",
    }
    typed = {name: request.POST.get(name, value) for name, value in start.items()}
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "holds": holds,
        "every": queries.policies_for(actor=actor, estate_id=estate_id),
        "typed": typed,
        "after": [(f"after_{step.value}", STEPS[step.value], typed[f"after_{step.value}"]) for step in LADDER],
        "errors": errors_of(refusal),
    }
    return render(request, "operations/arrears_policy.html", context, status=422 if refusal else 200)


def _policy(request: access.Request) -> Policy:
    return Policy(
        after_days={step: _days(request.POST.get(f"after_{step.value}", "")) for step in LADDER},
        days_between=_days(request.POST.get("days_between", "")),
        least_fen=Money.parse(request.POST.get("least", "0")).fen,
        **{name: _hour(request.POST.get(name, "")) for name in HOURS},
    )


def _days(text: str) -> int:
    found = number_or_none(text.strip())
    if found is None or found > 10_000:
        raise WrongDays
    return found


def _hour(text: str) -> time:
    try:
        return time.fromisoformat(text.strip())
    except ValueError:
        raise NotATime from None
