"""A home's arrears: what is overdue, what it was told and answered, its marks, its plans, what was written off."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.arrears.words import (
    MARKS,
    OUTCOMES,
    PLAN_STATES,
    RESTS,
    STEP_ICONS,
    STEPS,
    WRITE_OFF_STATES,
)
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.system.billing import queries as billing
from laoyou.system.billing.arrears import queries, use_cases
from laoyou.system.billing.arrears.errors import WrongParts
from laoyou.system.billing.arrears.rules.ladder import Rest, Step
from laoyou.system.billing.arrears.rules.plans import FEWEST, MOST
from laoyou.system.places import queries as places

FIRST_PART_IN = timedelta(days=7)


@access.staff(Right.TAKE_CASH)
def home_arrears(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Show where a home stands, and everything that was said and answered."""
    return _page(request, estate_id, home_id)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def mark(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Mark the home: gentle, disputed, in hardship."""
    try:
        use_cases.mark_home(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            kind=request.POST.get("kind", ""),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, home_id, refusal, opening="mark")
    flash.say(request, gettext("Marked."))
    return redirect("operations:home_arrears", estate_id=estate_id, home_id=home_id)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def close_mark(request: access.Request, estate_id: int, home_id: int, mark_id: int) -> HttpResponse:
    """Take a mark away with the answer that was given."""
    try:
        use_cases.close_mark(
            actor=request.actor,
            estate_id=estate_id,
            mark_id=mark_id,
            answer=request.POST.get("answer", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, home_id, refusal, opening=f"answer-{mark_id}")
    flash.say(request, gettext("Answered. The ladder goes on where it stood."))
    return redirect("operations:home_arrears", estate_id=estate_id, home_id=home_id)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def ask_plan(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Ask for a plan at the desk, for somebody who came or called."""
    try:
        parts = number_or_none(request.POST.get("parts", ""))
        if parts is None:
            raise WrongParts
        use_cases.ask_plan(
            actor=request.actor,
            estate_id=estate_id,
            home_id=home_id,
            parts=parts,
            first_on=day_of(request.POST.get("first_on", ""), field="first_on"),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _page(request, estate_id, home_id, refusal, opening="plan")
    flash.say(request, gettext("The plan waits for the decision of a second person."))
    return redirect("operations:home_arrears", estate_id=estate_id, home_id=home_id)


def _page(
    request: access.Request, estate_id: int, home_id: int, refusal: Refusal | None = None, *, opening: str = ""
) -> HttpResponse:
    actor, day = request.actor, city_day(request.at)
    where = {"actor": actor, "estate_id": estate_id, "home_id": home_id}
    home = places.home_for(**where)  # type: ignore[arg-type]
    debtor = queries.debtor_of_home(**where, day=day)  # type: ignore[arg-type]
    marks = queries.marks_of_home(**where)  # type: ignore[arg-type]
    running = {found.kind for found in marks if found.closed_at is None}
    typed = {
        name: request.POST.get(name, value)
        for name, value in {
            "kind": "gentle",
            "reason": "",
            "answer": "",
            "parts": "3",
            "first_on": (day + FIRST_PART_IN).isoformat(),
        }.items()
    }
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "home": home,
        "debtor": debtor,
        "days": debtor.days_past_due(day) if debtor else 0,
        "next_step": STEPS[debtor.due.value] if debtor and isinstance(debtor.due, Step) else "",
        "rest": RESTS[debtor.due.value] if debtor and isinstance(debtor.due, Rest) else "",
        "due": billing.due_of_home(**where),  # type: ignore[arg-type]
        "reminders": queries.reminders_of_home(**where),  # type: ignore[arg-type]
        "marks": marks,
        "markable": [(kind, word) for kind, word in MARKS.items() if kind not in running],
        "mark_words": MARKS,
        "plans": queries.plans_of_home(**where),  # type: ignore[arg-type]
        "write_offs": queries.write_offs_for(**where).rows,  # type: ignore[arg-type]
        "steps": STEPS,
        "icons": STEP_ICONS,
        "outcomes": OUTCOMES,
        "plan_states": PLAN_STATES,
        "write_off_states": WRITE_OFF_STATES,
        "parts": [(str(number), str(number)) for number in range(FEWEST, MOST + 1)],
        "may_ask": actor.may(Right.REQUEST_WAIVER, estate_id),
        "may_write_off": actor.may(Right.WRITE_CREDIT_NOTE, estate_id),
        "may_decide": actor.may(Right.APPROVE_WAIVER, estate_id),
        "errors": errors_of(refusal),
        "typed": typed,
        "opening": opening,
        "day": day,
    }
    return render(request, "operations/arrears_home.html", context, status=422 if refusal else 200)
