"""The crews of the company as they work on a day, a new one, and rosters from a sheet."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any, cast

from django.http import HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.forms import day_or_none, errors_of, number_or_none
from laoyou.platforms.operations.orders import words
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places
from laoyou.system.work.crews import queries, roster, use_cases
from laoyou.system.work.crews.errors import RosterUnclear


def day_asked(request: access.Request) -> date:
    """Return the day that the address names, today for none or nonsense."""
    try:
        return day_or_none(request.GET.get("day", ""), field="day") or city_day(request.at)
    except Refusal:
        return city_day(request.at)


@access.staff(Right.MANAGE_CREWS)
def crews(request: access.Request) -> HttpResponse:
    """Show who works on a day, and who is away."""
    return crews_with(request)


def crews_with(
    request: access.Request, refusal: Refusal | None = None, opening: str = "", read: roster.Roster | None = None
) -> HttpResponse:
    actor, day = request.actor, day_asked(request)
    search, skill = request.GET.get("search", "").strip(), request.GET.get("skill", "")
    shown = {crew.id for crew in queries.crews_for(actor=actor, day=day, search=search, skill=skill)}
    on_day = queries.crews_on(actor=actor, organisation_id=actor.organisation_id or 0, day=day)
    context = {
        "day": day,
        "rows": [row for row in on_day if row.crew.id in shown],
        "at_work": sum(row.can_work for row in on_day),
        "people": sum(len(row.present) for row in on_day if row.can_work),
        "away": sum(len(row.away) for row in on_day),
        "standby": [row for row in on_day if row.standby],
        "search": search,
        "skill": skill,
        "skill_choices": [("", gettext("All skills")), *words.SKILLS.items()],
        "skills": words.SKILLS,
        "modes": words.MODES,
        "form": crew_form(actor, day, request.POST),
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
        "read": read,
        "file_id": request.POST.get("file_id", "") or getattr(request, "roster_file", ""),
    }
    return render(request, "operations/crews.html", context, status=422 if refusal else 200)


def crew_form(actor: Actor, day: date, typed: QueryDict, crew: queries.CrewView | None = None) -> dict[str, Any]:
    """Return what the form of a crew shows: choices, and what is typed or stands."""
    served = mandates.estates_served_by(actor.organisation_id or 0, day)
    names = sorted(places.estate_names(served).items(), key=lambda each: each[1])
    is_typed = bool(typed)
    chosen = typed.getlist("skill") if is_typed else list(crew.skills) if crew else []
    kept = {int(each) for each in typed.getlist("estate") if each.isdecimal()} if is_typed else set()
    if crew is not None and not is_typed:
        kept = set(crew.only_estates)
    base = next((id_ for id_, name in names if crew is not None and name == crew.base_name), "")
    return {
        "name": typed.get("name", crew.name if crew else ""),
        "telephone": typed.get("telephone", crew.telephone if crew else ""),
        "mode": typed.get("mode", crew.mode if crew else "ebike"),
        "modes": list(words.MODES.items()),
        "skills": [(code, label, code in chosen) for code, label in words.SKILLS.items()],
        "base": typed.get("base", base),
        "bases": [("", gettext("not said")), *names],
        "estates": [(id_, name, id_ in kept) for id_, name in names],
        "is_standby": bool(typed.get("is_standby")) if is_typed else bool(crew and crew.is_standby),
    }


def crew_given(actor: Actor, typed: QueryDict) -> dict[str, Any]:
    """Return what was typed of a crew, as the use cases want it."""
    return {
        "name": typed.get("name", ""),
        "skills": typed.getlist("skill"),
        "mode": typed.get("mode", ""),
        "telephone": typed.get("telephone", ""),
        "base": _base(actor, number_or_none(typed.get("base", ""))),
        "is_standby": bool(typed.get("is_standby")),
        "only_estates": [int(each) for each in typed.getlist("estate") if each.isdecimal()],
    }


def _base(actor: Actor, estate_id: int | None) -> tuple[str, Decimal, Decimal] | None:
    if estate_id is None:
        return None
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    return (estate.name, estate.lat, estate.lng) if estate.lat is not None and estate.lng is not None else None


@access.staff(Right.MANAGE_CREWS)
def crews_export(request: access.Request) -> HttpResponseBase:
    """Hand out the crews of the day, in the shape in which a roster can be brought back."""
    actor, day = request.actor, day_asked(request)
    rows = queries.crews_on(actor=actor, organisation_id=actor.organisation_id or 0, day=day)
    return exports.response(
        file_name=f"{gettext('Crews')} {day.isoformat()}",
        title=gettext("Crews"),
        columns=[
            exports.Column(gettext("Crew"), width=18),
            exports.Column(gettext("Day"), exports.Kind.DAY),
            exports.Column(gettext("Hours"), width=14),
            exports.Column(gettext("Rest"), width=14),
            exports.Column(gettext("Stand-by"), width=14),
            exports.Column(gettext("Skills"), width=24),
            exports.Column(gettext("There"), width=30),
            exports.Column(gettext("Away"), width=20),
            exports.Column(gettext("Telephone"), width=16),
        ],
        rows=(
            (
                row.crew.name,
                day,
                _span(row.shift.starts, row.shift.ends) if row.shift else "",
                _span(row.shift.break_starts, row.shift.break_ends) if row.shift else "",
                _span(row.standby.starts, row.standby.ends) if row.standby else "",
                "、".join(str(words.SKILLS[skill]) for skill in row.crew.skills),
                "、".join(row.present),
                "、".join(row.away),
                row.crew.telephone,
            )
            for row in rows
        ),
    )


def _span(starts: time | None, ends: time | None) -> str:
    return f"{starts:%H:%M}-{ends:%H:%M}" if starts and ends else ""


@access.staff(Right.MANAGE_CREWS)
@require_POST
def add_crew(request: access.Request) -> HttpResponse:
    """Add a crew."""
    try:
        crew_id = use_cases.add_crew(actor=request.actor, at=request.at, **crew_given(request.actor, request.POST))
    except NotFound:
        raise
    except Refusal as refusal:
        return crews_with(request, refusal, "add")
    flash.say(request, gettext("The crew is there. Now say who belongs to it, and when it works."))
    return redirect("operations:crew", crew_id=crew_id)


@access.staff(Right.MANAGE_CREWS)
@require_POST
def import_roster(request: access.Request) -> HttpResponse:
    """Look at a roster first; take it when the person says so."""
    typed, sheet, actor = request.POST, request.FILES.get("sheet"), request.actor
    try:
        file_id = number_or_none(typed.get("file_id", ""))
        if sheet is not None:
            name = getattr(sheet, "name", "") or "roster.xlsx"
            file_id = roster.keep_roster(actor=actor, name=name, content=cast(Any, sheet), at=request.at)
            request.roster_file = file_id  # type: ignore[attr-defined]
            return crews_with(request, read=roster.look_at_roster(actor=actor, file_id=file_id))
        if file_id is None:
            raise RosterUnclear
        leave_out = bool(typed.get("leave_out"))
        taken = roster.take_roster(actor=actor, file_id=file_id, leave_out=leave_out, at=request.at)
    except NotFound:
        raise
    except Refusal as refusal:
        return crews_with(request, refusal, "roster")
    if taken.refused and not leave_out:
        return crews_with(request, read=taken)
    said = ngettext("%(count)s shift is set.", "%(count)s shifts are set.", len(taken.shifts))
    flash.say(request, said % {"count": len(taken.shifts)})
    return redirect("operations:crews")
