"""Surveys over one estate or all, a new one, and the template that it begins with."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities.words import estates, with_all
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.surveys import words
from laoyou.platforms.operations.surveys.tabs import tabs_of
from laoyou.system.places import queries as places
from laoyou.system.work.surveys import queries, use_cases
from laoyou.system.work.surveys.rules.template import Part


@access.staff(Right.SURVEY)
def surveys(request: access.Request) -> HttpResponse:
    """Show the surveys of all my estates."""
    return _list(request, None)


@access.staff(Right.SURVEY)
def estate_surveys(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the surveys of one estate."""
    return _list(request, estate_id)


@access.staff(Right.SURVEY)
def surveys_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    kind, states = exports.Kind, words.surveys()
    page = queries.surveys_for(actor=request.actor, wanted=_wanted(request, None), size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{gettext('Surveys')} {city_day(request.at).isoformat()}",
        title=gettext("Surveys"),
        columns=[
            exports.Column(gettext("Estate"), width=16),
            exports.Column(gettext("Survey"), width=28),
            exports.Column(gettext("First day"), kind.DAY),
            exports.Column(gettext("Last day"), kind.DAY),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Places"), kind.NUMBER),
            exports.Column(gettext("Walked through"), kind.NUMBER),
            *(exports.Column(name, kind.NUMBER) for name in words.severities().values()),
            exports.Column(gettext("Decided"), kind.NUMBER),
            exports.Column(gettext("Solved"), kind.NUMBER),
        ],
        rows=(
            (
                *(row.estate_name, row.name, row.starts_on, row.last_day, states[row.state], row.parts, row.done),
                *row.counted.severities,
                *(row.counted.decided, row.counted.solved),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def start_survey(request: access.Request, estate_id: int) -> HttpResponse:
    """Begin a survey of the estate."""
    typed, checks, today = request.POST, Checks(), city_day(request.at)
    starts_on, last_day = today, today
    try:
        with checks:
            starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
        with checks:
            last_day = day_of(typed.get("last_day", ""), field="last_day")
        checks.end()
        survey_id = use_cases.start_survey(
            actor=request.actor,
            estate_id=estate_id,
            name=typed.get("name", ""),
            starts_on=starts_on,
            last_day=last_day,
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _list(request, estate_id, refusal)
    flash.say(request, gettext("The survey has begun. Hand the places to those who walk through them."))
    return redirect("operations:survey", estate_id=estate_id, survey_id=survey_id)


@access.staff(Right.ADOPT_SURVEY)
def survey_template(request: access.Request) -> HttpResponse:
    """Change what the company's surveys look at, one point a line."""
    if request.method == "POST":
        points = {part.value: request.POST.get(part.value, "").splitlines() for part in Part}
        use_cases.set_template(actor=request.actor, points=points, at=request.at)
        flash.say(request, gettext("Saved. Surveys that begin from now on look at these points."))
        return redirect("operations:survey_template")
    names, points_now = words.parts(), queries.template_for(actor=request.actor)
    fields = [(part.value, names[part.value], "\n".join(points_now[part.value])) for part in Part]
    return render(request, "operations/survey_template.html", {"fields": fields})


def _wanted(request: access.Request, estate_id: int | None) -> queries.SurveysWanted:
    chosen = estate_id if estate_id is not None else number_or_none(request.GET.get("estate", ""))
    return queries.SurveysWanted(
        estate_ids=[chosen] if chosen else None,
        state=request.GET.get("state", ""),
        search=request.GET.get("search", "").strip(),
    )


def _list(request: access.Request, estate_id: int | None, refusal: Refusal | None = None) -> HttpResponse:
    actor, wanted = request.actor, _wanted(request, estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id) if estate_id is not None else None,
        "page": queries.surveys_for(actor=actor, wanted=wanted, page=page_of(request)),
        "wanted": wanted,
        "chosen": wanted.estate_ids[0] if wanted.estate_ids else "",
        "states": words.surveys(),
        "state_choices": with_all(words.surveys()),
        "estate_choices": [("", gettext("All")), *estates(actor, Right.SURVEY)],
        "is_filtered": bool(wanted.state or wanted.search),
        "may_start": estate_id is not None and actor.may(Right.DISPATCH_ORDERS, estate_id),
        "may_template": actor.may_somewhere(Right.ADOPT_SURVEY),
        "today": city_day(request.at),
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": "start" if refusal else "",
        "tabs": tabs_of(actor, estate_id, "surveys"),
    }
    return render(request, "operations/surveys.html", context, status=422 if refusal else 200)
