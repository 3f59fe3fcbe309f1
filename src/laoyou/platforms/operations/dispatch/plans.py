"""The planner's proposals of before: what was proposed, why, and what people made of it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.dispatch import words
from laoyou.platforms.operations.forms import page_of
from laoyou.system.dispatch import queries


@access.staff(Right.DISPATCH_ORDERS)
def plans(request: access.Request) -> HttpResponse:
    """Show the proposals, the newest first."""
    state, day = request.GET.get("state", ""), _day(request)
    context = {
        "page": queries.plans_for(actor=request.actor, state=state, day=day, page=page_of(request)),
        "state": state,
        "day": day,
        "states": words.STATES,
        "causes": words.CAUSES,
        "state_choices": [("", gettext("All")), *words.STATES.items()],
    }
    return render(request, "operations/day_plans.html", context)


@access.staff(Right.DISPATCH_ORDERS)
def plans_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list."""
    found = queries.plans_for(
        actor=request.actor, state=request.GET.get("state", ""), day=_day(request), size=exports.READ_AT_MOST
    )
    kind = exports.Kind
    return exports.response(
        file_name=gettext("Proposals of the planner"),
        title=gettext("Proposals"),
        columns=[
            exports.Column(gettext("Day"), kind.DAY),
            exports.Column(gettext("Made at"), kind.MOMENT),
            exports.Column(gettext("Why"), width=30),
            exports.Column(gettext("State"), width=14),
            exports.Column(gettext("Without a crew, before"), kind.NUMBER),
            exports.Column(gettext("Without a crew, after"), kind.NUMBER),
            exports.Column(gettext("Minutes late, before"), kind.NUMBER),
            exports.Column(gettext("Minutes late, after"), kind.NUMBER),
            exports.Column(gettext("Minutes on the way, after"), kind.NUMBER),
        ],
        rows=(
            (
                *(line.day, line.made_at, str(words.CAUSES[line.cause]), str(words.STATES[line.state])),
                *(line.figures["before"]["unassigned"], line.figures["after"]["unassigned"]),
                *(line.figures["before"]["late_min"], line.figures["after"]["late_min"]),
                line.figures["after"]["travel_min"],
            )
            for line in found.rows
        ),
    )


def _day(request: access.Request) -> date | None:
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return None
