"""The call list and the visits, on any telephone: whom, how much, one tap to call, one to say what came of it."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears.words import OUTCOMES, STEPS, step_of
from laoyou.platforms.operations.forms import day_or_none, number_or_none
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.rules.ladder import BY_STAFF, Step, is_quiet, speaks_again
from laoyou.system.people import use_cases as people
from laoyou.system.places import queries as places

WHY_OPENED = gettext_lazy("Call about overdue fees, from the call list")
USUAL_PROMISE = timedelta(days=7)
SHOWN = 40


@access.staff(Right.TAKE_CASH)
def tasks(request: access.Request, estate_id: int, step: str) -> HttpResponse:
    """Show the calls or the visits still to be made, the oldest first."""
    return _page(request, estate_id, step)


@access.staff(Right.TAKE_CASH)
@require_POST
def outcome(request: access.Request, estate_id: int, reminder_id: int) -> HttpResponse:
    """Write down what came of a call or a visit."""
    row = queries.reminder_for(actor=request.actor, estate_id=estate_id, reminder_id=reminder_id)
    try:
        promised = day_or_none(request.POST.get("promised_until", ""), field="promised_until")
        use_cases.record_outcome(
            actor=request.actor,
            estate_id=estate_id,
            reminder_id=reminder_id,
            outcome=request.POST.get("outcome", ""),
            note=request.POST.get("note", ""),
            promised_until=promised,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, row.step, refusal=refusal, refused_id=reminder_id)
    flash.say(request, gettext("%(home)s: written down.") % {"home": row.home_label})
    return redirect("operations:arrears_tasks", estate_id=estate_id, step=row.step)


@access.staff(Right.OPEN_PERSONAL_DATA)
@require_POST
def number(request: access.Request, estate_id: int, reminder_id: int) -> HttpResponse:
    """Open the telephone number of one who is on the list; that it was opened, and why, is written down."""
    row = queries.reminder_for(actor=request.actor, estate_id=estate_id, reminder_id=reminder_id)
    person_id = number_or_none(request.POST.get("person", "")) or 0
    listed = queries.tasks(actor=request.actor, estate_id=estate_id, step=step_of(row.step), day=city_day(request.at))
    if not any(
        task.reminder.id == reminder_id and person_id in {owner.person_id for owner in task.owners} for task in listed
    ):
        raise NotFound
    telephone = people.open_personal_data(
        actor=request.actor,
        estate_id=estate_id,
        person_id=person_id,
        field="telephone",
        reason=str(WHY_OPENED),
        at=request.at,
    )
    return _page(request, estate_id, row.step, opened=(reminder_id, person_id, telephone))


def _page(
    request: access.Request,
    estate_id: int,
    step: str,
    *,
    refusal: Refusal | None = None,
    refused_id: int = 0,
    opened: tuple[int, int, str] = (0, 0, ""),
) -> HttpResponse:
    chosen = step_of(step, among=(Step.CALL, Step.VISIT))
    actor, day = request.actor, city_day(request.at)
    policy = queries.policy_on(estate_id, day).policy
    rests = is_quiet(policy, request.at)
    listed = queries.tasks(actor=actor, estate_id=estate_id, step=chosen, day=day)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "tasks": listed[:SHOWN],
        "homes": len(listed),
        "further": max(len(listed) - SHOWN, 0),
        "step": chosen.value,
        "steps": STEPS,
        "outcomes": [(each.value, OUTCOMES[each.value]) for each in BY_STAFF],
        "outcome_words": OUTCOMES,
        "again": rests,
        "quiet_words": gettext("People rest now. Call or visit from %(again)s on.")
        % {"again": f"{speaks_again(policy, request.at):%H:%M}"},
        "may_open": actor.may(Right.OPEN_PERSONAL_DATA, estate_id),
        "refusal": refusal,
        "refused_id": refused_id,
        "typed": request.POST if refusal else {},
        "opened_id": opened[0],
        "opened_person": opened[1],
        "telephone": opened[2],
        "day": day,
        "usual_promise": day + USUAL_PROMISE,
    }
    return render(request, "operations/arrears_tasks.html", context, status=422 if refusal else 200)
