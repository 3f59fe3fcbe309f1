"""Arrears of an estate: the ageing with its chart, what waits for a person, and every home with something overdue."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.arrears.words import MARKS, PLAN_STATES, SPANS, STANDINGS, STEP_ICONS, STEPS
from laoyou.platforms.operations.forms import page_of
from laoyou.system.billing.arrears import queries
from laoyou.system.billing.arrears.queries import AgeingFilter
from laoyou.system.billing.arrears.rules.ladder import LADDER
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class StepLine:
    """A step of the ladder: how many homes are due for it today, how many wait on its list."""

    key: str
    name: str | Promise
    icon: str
    due: int
    to_do: int | None


@access.staff(Right.TAKE_CASH)
def overview(request: access.Request, estate_id: int) -> HttpResponse:
    """Show how old what is open is, what waits for somebody, and the homes, the largest sum first."""
    actor, day, wanted = request.actor, city_day(request.at), _wanted(request)
    due = queries.due_counts(actor=actor, estate_id=estate_id, day=day)
    steps = [
        StepLine(
            key=step.value,
            name=STEPS[step.value],
            icon=STEP_ICONS[step.value],
            due=due[step],
            to_do=len(queries.tasks(actor=actor, estate_id=estate_id, step=step, day=day))
            if step.value in ("call", "visit")
            else None,
        )
        for step in LADDER
    ]
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "ageing": queries.ageing_of_estate(actor=actor, estate_id=estate_id, day=day),
        "page": queries.aged_homes(actor=actor, estate_id=estate_id, day=day, wanted=wanted, page=page_of(request)),
        "wanted": wanted,
        "is_narrowed": bool(wanted.search or wanted.span or wanted.standing),
        "steps": steps,
        "spans": SPANS,
        "span_choices": [("", gettext("All")), *SPANS.items()],
        "standings": list(STANDINGS.items()),
        "marks": MARKS,
        "step_words": STEPS,
        "plan_states": PLAN_STATES,
        "questions": queries.open_marks(actor=actor, estate_id=estate_id),
        "undecided": queries.plans_undecided(estate_id),
        "may_penalise": actor.may(Right.ISSUE_BILLS, estate_id) and queries.allows_penalties(estate_id, day),
        "may_set": actor.may(Right.APPROVE_WAIVER, estate_id),
        "day": day,
    }
    return render(request, "operations/arrears.html", context)


@access.staff(Right.TAKE_CASH)
def export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered. It names homes, never people."""
    actor, day = request.actor, city_day(request.at)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    rows = queries.ageing_to_export(actor=actor, estate_id=estate_id, day=day, wanted=_wanted(request))
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Arrears')} {day.isoformat()}",
        title=gettext("Arrears"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            *(exports.Column(str(name), kind.MONEY) for name in SPANS.values()),
            exports.Column(gettext("Overdue"), kind.MONEY),
            exports.Column(gettext("Oldest due on"), kind.DAY),
            exports.Column(gettext("Last step"), width=12),
            exports.Column(gettext("On"), kind.DAY),
            exports.Column(gettext("Standing"), width=24),
        ],
        rows=(
            (
                row.home_label,
                *row.spans,
                row.overdue,
                row.oldest_due_on,
                STEPS.get(row.last_step, ""),
                row.last_step_on or "",
                ", ".join(
                    str(word)
                    for word in (
                        *(MARKS[mark] for mark in row.marks),
                        *([PLAN_STATES[row.plan_state]] if row.plan_state else []),
                    )
                ),
            )
            for row in rows
        ),
    )


def _wanted(request: access.Request) -> AgeingFilter:
    return AgeingFilter(
        search=request.GET.get("search", "").strip(),
        span=request.GET.get("span", ""),
        standing=request.GET.get("standing", ""),
        sort=request.GET.get("sort", "-overdue"),
    )
