"""The calendar of inspections: what is due, what is late, which certificates run out, and the plans behind it."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Checks, NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations.facilities import words
from laoyou.platforms.operations.forms import day_of, errors_of, number_or_none, page_of
from laoyou.platforms.operations.surveys.tabs import tabs_of
from laoyou.system.places import queries as places
from laoyou.system.work.facilities import queries, use_cases
from laoyou.system.work.facilities.rules.kinds import KINDS


@access.staff(Right.SEE_ORDERS)
def inspections(request: access.Request) -> HttpResponse:
    """Show what is due in all my estates."""
    return _calendar(request, None)


@access.staff(Right.SEE_ORDERS)
def estate_inspections(request: access.Request, estate_id: int) -> HttpResponse:
    """Show what is due in one estate, and its plans."""
    return _calendar(request, estate_id)


@access.staff(Right.SEE_ORDERS)
def inspections_export(request: access.Request) -> HttpResponseBase:
    """Hand out the rounds as they are filtered."""
    today, kind, kinds, states = city_day(request.at), exports.Kind, words.kinds(), words.rounds()
    page = queries.rounds_for(
        actor=request.actor, today=today, wanted=_wanted(request, None), size=exports.READ_AT_MOST
    )
    return exports.response(
        file_name=f"{gettext('Inspections')} {today.isoformat()}",
        title=gettext("Inspections"),
        columns=[
            exports.Column(gettext("Estate"), width=16),
            exports.Column(gettext("Inspection"), width=26),
            exports.Column(gettext("Kind"), width=14),
            exports.Column(gettext("Due on"), kind.DAY),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Facilities"), kind.NUMBER),
            exports.Column(gettext("Looked at"), kind.NUMBER),
            exports.Column(gettext("Not in order"), kind.NUMBER),
            exports.Column(gettext("Ended at"), kind.MOMENT),
        ],
        rows=(
            (
                *(row.estate_name, row.name, kinds[row.kind], row.due_on, states[row.state]),
                *(row.facilities, row.checked, row.failures, row.ended_at),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.DISPATCH_ORDERS)
def set_plan(request: access.Request, estate_id: int) -> HttpResponse:
    """Set a plan; the usual steps and interval of the kind stand in the form."""
    actor, refusal = request.actor, None
    usual = KINDS.get(request.POST.get("kind", "") or request.GET.get("kind", ""), KINDS["lift"])
    kind = next(code for code, about in KINDS.items() if about is usual)
    facility_id = number_or_none(request.POST.get("facility", "") or request.GET.get("facility", ""))
    if request.method == "POST":
        try:
            _set(request, estate_id, kind, facility_id)
        except NotFound:
            raise
        except Refusal as refused:
            refusal = refused
        else:
            flash.say(request, gettext("The plan runs. Its work orders open by themselves, three days ahead."))
            return redirect("operations:estate_inspections", estate_id=estate_id)
    today = city_day(request.at)
    there = queries.facilities_for(
        actor=actor,
        today=today,
        wanted=queries.FacilitiesWanted(estate_ids=[estate_id], kind=kind),
        size=exports.READ_AT_MOST,
    ).rows
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "kind": kind,
        "kinds": words.kinds(),
        "kind_choices": list(words.kinds().items()),
        "facility_choices": [
            (
                "",
                ngettext("all of this kind: %(count)s", "all of this kind: %(count)s", len(there))
                % {"count": len(there)},
            ),
            *((view.id, f"{view.number} {view.name}") for view in there),
        ],
        "unit_choices": list(words.UNITS.items()),
        "skill_choices": list(words.skills().items()),
        "facility_id": facility_id or "",
        "typed": request.POST
        or {
            "name": f"{gettext(usual.name)} {gettext('Inspection')}",
            "every": usual.every,
            "unit": usual.unit.value,
            "steps": "\n".join(usual.steps),
            "minutes": usual.minutes,
            "skill": usual.skill,
            "starts_on": today,
        },
        "errors": errors_of(refusal),
    }
    return render(request, "operations/inspection_plan.html", context, status=422 if refusal else 200)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def end_plan(request: access.Request, estate_id: int, plan_id: int) -> HttpResponse:
    """End a plan."""
    try:
        use_cases.end_plan(actor=request.actor, estate_id=estate_id, plan_id=plan_id, at=request.at)
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("The plan has ended. What is due stays due."))
    return redirect("operations:estate_inspections", estate_id=estate_id)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def open_rounds(request: access.Request, estate_id: int) -> HttpResponse:
    """Open now what the calendar would open at night."""
    count = use_cases.open_due_rounds(actor=request.actor, estate_id=estate_id, at=request.at)
    said = ngettext("%(count)s work order opened.", "%(count)s work orders opened.", count) % {"count": count}
    flash.say(request, said if count else gettext("Nothing else falls due within three days."))
    return redirect("operations:estate_inspections", estate_id=estate_id)


@access.staff(Right.DISPATCH_ORDERS)
@require_POST
def drop_round(request: access.Request, estate_id: int, round_id: int) -> HttpResponse:
    """Leave a round out, with the reason."""
    try:
        use_cases.drop_round(
            actor=request.actor,
            estate_id=estate_id,
            round_id=round_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("Left out. The reason stays with it."))
    return redirect("operations:inspection_round", estate_id=estate_id, round_id=round_id)


def _set(request: access.Request, estate_id: int, kind: str, facility_id: int | None) -> None:
    typed, checks, starts_on = request.POST, Checks(), city_day(request.at)
    with checks:
        starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
    checks.end()
    use_cases.set_plan(
        actor=request.actor,
        estate_id=estate_id,
        name=typed.get("name", ""),
        kind=kind,
        facility_id=facility_id,
        every=number_or_none(typed.get("every", "")) or 0,
        unit=typed.get("unit", ""),
        steps=typed.get("steps", "").splitlines(),
        minutes=number_or_none(typed.get("minutes", "")) or 0,
        skill=typed.get("skill", ""),
        starts_on=starts_on,
        at=request.at,
    )


def _wanted(request: access.Request, estate_id: int | None) -> queries.RoundsWanted:
    chosen = estate_id if estate_id is not None else number_or_none(request.GET.get("estate", ""))
    return queries.RoundsWanted(
        estate_ids=[chosen] if chosen else None,
        state=request.GET.get("state", ""),
        kind=request.GET.get("kind", ""),
        search=request.GET.get("search", "").strip(),
    )


def _calendar(request: access.Request, estate_id: int | None) -> HttpResponse:
    actor, today, wanted = request.actor, city_day(request.at), _wanted(request, estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id) if estate_id is not None else None,
        "page": queries.rounds_for(actor=actor, today=today, wanted=wanted, page=page_of(request)),
        "counts": queries.round_counts(actor=actor, today=today, estate_ids=wanted.estate_ids),
        "renewing": queries.papers_to_renew(actor=actor, estate_ids=wanted.estate_ids, today=today),
        "plans": queries.plans_for(actor=actor, today=today, estate_ids=wanted.estate_ids),
        "wanted": wanted,
        "chosen": wanted.estate_ids[0] if wanted.estate_ids else "",
        "today": today,
        "kinds": words.kinds(),
        "icons": words.icons(),
        "states": words.rounds(),
        "units": words.UNITS,
        "standings": words.standings(),
        "kind_choices": words.with_all(words.kinds()),
        "state_choices": [("", gettext("All")), ("late", gettext("late")), *words.rounds().items()],
        "estate_choices": [("", gettext("All")), *words.estates(actor, Right.SEE_ORDERS)],
        "is_filtered": bool(wanted.kind or wanted.state or wanted.search),
        "may_edit": estate_id is not None and actor.may(Right.DISPATCH_ORDERS, estate_id),
        "tabs": tabs_of(actor, estate_id, "inspections"),
    }
    return render(request, "operations/inspections.html", context)
