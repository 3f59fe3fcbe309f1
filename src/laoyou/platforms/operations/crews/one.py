"""One crew: who belongs to it, its shifts of some weeks, who is away."""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.crews.lists import crew_form, crew_given
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none
from laoyou.platforms.operations.orders import words
from laoyou.system.work.crews import queries, use_cases
from laoyou.system.work.crews.errors import MemberUnclear, ShiftUnclear
from laoyou.system.work.crews.rules.shifts import Hours

WEEKDAYS = (
    gettext_lazy("Monday"),
    gettext_lazy("Tuesday"),
    gettext_lazy("Wednesday"),
    gettext_lazy("Thursday"),
    gettext_lazy("Friday"),
    gettext_lazy("Saturday"),
    gettext_lazy("Sunday"),
)
DAYS_SHOWN = 28


@access.staff(Right.MANAGE_CREWS)
def crew(request: access.Request, crew_id: int) -> HttpResponse:
    """Show one crew."""
    return _crew(request, crew_id)


def _crew(request: access.Request, crew_id: int, refusal: Refusal | None = None, opening: str = "") -> HttpResponse:
    actor, today = request.actor, city_day(request.at)
    found = queries.crew_for(actor=actor, crew_id=crew_id, day=today)
    first = today - timedelta(days=today.weekday())
    last = first + timedelta(days=DAYS_SHOWN - 1)
    shifts = queries.shifts_of(actor=actor, crew_id=crew_id, first=first, last=last)
    by_day: dict[date, list[queries.ShiftView]] = {}
    for each in shifts:
        by_day.setdefault(each.day, []).append(each)
    belongs = {member.user_id for member in found.members}
    context = {
        "crew": found,
        "days": [(first + timedelta(days=n), by_day.get(first + timedelta(days=n), [])) for n in range(DAYS_SHOWN)],
        "weekdays": list(enumerate(WEEKDAYS)),
        "absences": queries.absences_of(actor=actor, crew_id=crew_id, since=today),
        "candidates": [
            ("", gettext("nobody with a login")),
            *((id_, name) for id_, name in queries.candidates_for(actor=actor) if id_ not in belongs),
        ],
        "member_choices": [("", gettext("the whole crew")), *((each.id, each.name) for each in found.members)],
        "skills": words.SKILLS,
        "modes": words.MODES,
        "form": crew_form(actor, today, request.POST if opening == "change" else type(request.POST)(), found),
        "today": today,
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": opening,
    }
    return render(request, "operations/crew.html", context, status=422 if refusal else 200)


@access.staff(Right.MANAGE_CREWS)
def shifts_export(request: access.Request, crew_id: int) -> HttpResponseBase:
    """Hand out the crew's shifts, in the shape in which a roster can be brought back."""
    actor, today = request.actor, city_day(request.at)
    found = queries.crew_for(actor=actor, crew_id=crew_id, day=today)
    first, last = today - timedelta(days=today.weekday()), today + timedelta(days=92)
    rows = queries.shifts_of(actor=actor, crew_id=crew_id, first=first, last=last)
    return exports.response(
        file_name=f"{found.name} {gettext('Shifts')} {today.isoformat()}",
        title=gettext("Shifts"),
        columns=[
            exports.Column(gettext("Crew"), width=18),
            exports.Column(gettext("Day"), exports.Kind.DAY),
            exports.Column(gettext("Hours"), width=14),
            exports.Column(gettext("Rest"), width=14),
            exports.Column(gettext("Stand-by"), width=10),
        ],
        rows=(
            (
                found.name,
                row.day,
                f"{row.starts:%H:%M}-{row.ends:%H:%M}",
                f"{row.break_starts:%H:%M}-{row.break_ends:%H:%M}" if row.break_starts and row.break_ends else "",
                gettext("yes") if row.is_standby else "",
            )
            for row in rows
        ),
    )


@access.staff(Right.MANAGE_CREWS)
@require_POST
def change_crew(request: access.Request, crew_id: int) -> HttpResponse:
    """Change what the crew is, or give it up."""
    actor, at = request.actor, request.at
    try:
        if request.POST.get("act") == "end":
            use_cases.end_crew(actor=actor, crew_id=crew_id, at=at)
            flash.say(request, gettext("The crew is given up. What it did stays its own."))
            return redirect("operations:crews")
        use_cases.change_crew(actor=actor, crew_id=crew_id, at=at, **crew_given(actor, request.POST))
    except NotFound:
        raise
    except Refusal as refusal:
        return _crew(request, crew_id, refusal, "change")
    return _said(request, crew_id, gettext("The crew is changed."))


@access.staff(Right.MANAGE_CREWS)
@require_POST
def change_people(request: access.Request, crew_id: int) -> HttpResponse:
    """Let somebody join or leave the crew, or be away."""
    typed, which = request.POST, {"actor": request.actor, "crew_id": crew_id, "at": request.at}
    what = typed.get("act", "")
    try:
        if what == "join":
            user_id = number_or_none(typed.get("user", ""))
            use_cases.add_member(**which, user_id=user_id, name=typed.get("name", ""))  # type: ignore[arg-type]
            said = gettext("They belong to the crew.")
        elif what == "leave":
            use_cases.end_member(**which, member_id=_number(typed.get("member", "")))  # type: ignore[arg-type]
            said = gettext("They no longer belong to the crew.")
        elif what == "away":
            use_cases.note_absence(
                **which,  # type: ignore[arg-type]
                member_id=number_or_none(typed.get("member", "")),
                first=day_of(typed.get("first", ""), field="first"),
                last=day_of(typed.get("last", ""), field="last"),
                reason=typed.get("reason", ""),
            )
            said = gettext("The absence is noted.")
        else:
            use_cases.drop_absence(**which, absence_id=_number(typed.get("absence", "")))  # type: ignore[arg-type]
            said = gettext("The absence is taken out.")
    except NotFound:
        raise
    except Refusal as refusal:
        return _crew(request, crew_id, refusal, what)
    return _said(request, crew_id, said)


@access.staff(Right.MANAGE_CREWS)
@require_POST
def change_shifts(request: access.Request, crew_id: int) -> HttpResponse:
    """Set the same shift for many days, or take one out."""
    typed, actor, at = request.POST, request.actor, request.at
    try:
        if typed.get("act") == "drop":
            shift_id = _number(typed.get("shift", ""))
            use_cases.drop_shift(actor=actor, crew_id=crew_id, shift_id=shift_id, at=at)
            return _said(request, crew_id, gettext("The shift is taken out."))
        days = use_cases.set_shifts(
            actor=actor,
            crew_id=crew_id,
            first=day_of(typed.get("first", ""), field="first"),
            last=day_of(typed.get("last", ""), field="last"),
            weekdays=[int(each) for each in typed.getlist("weekday") if each.isdecimal()],
            hours=_hours(typed),
            is_standby=bool(typed.get("is_standby")),
            at=at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _crew(request, crew_id, refusal, "shifts")
    return _said(request, crew_id, gettext("Shifts are set for %(days)s days.") % {"days": days})


def _hours(typed: Any) -> Hours:
    """Return the hours that were typed. Raises: ShiftUnclear."""
    try:
        starts, ends = (time.fromisoformat(typed.get(name, "")) for name in ("starts", "ends"))
        rest = [typed.get(name, "").strip() for name in ("break_starts", "break_ends")]
        return Hours(starts, ends, *(time.fromisoformat(each) if each else None for each in rest))
    except ValueError:
        raise ShiftUnclear from None


def _number(text: str) -> int:
    found = number_or_none(text)
    if found is None:
        raise MemberUnclear
    return found


def _said(request: access.Request, crew_id: int, words: str) -> HttpResponse:
    flash.say(request, words)
    return redirect("operations:crew", crew_id=crew_id)
