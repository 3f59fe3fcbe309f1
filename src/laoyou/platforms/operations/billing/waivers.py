"""Waivers: the list, asking for one, deciding one."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day, day_after
from laoyou.core.errors import Checks, NotFound, Refusal, mark
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing.words import WAIVER_KINDS, WAIVER_STATES
from laoyou.platforms.operations.forms import day_of, errors_of, given, number_given, number_or_none, page_of
from laoyou.system.billing import queries, use_cases
from laoyou.system.billing.errors import NeedsAReason, WrongPercent
from laoyou.system.places import queries as places

USUAL_MONTHS = 6


class NoSuchHome(Refusal):
    code = "operations.no_such_home"
    field = "home"
    sentence = mark("No single home is called “%(text)s”. Write it like 3-2-501: building, entrance, number.")


@access.staff(Right.REQUEST_WAIVER)
def waivers(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's waivers, those that wait for a decision first."""
    actor, state = request.actor, request.GET.get("state", "")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.waivers_for(actor=actor, estate_id=estate_id, state=state, page=page_of(request)),
        "state": state,
        "states": [("", gettext("All")), *WAIVER_STATES.items()],
        "kinds": WAIVER_KINDS,
        "names": WAIVER_STATES,
        "end_names": deciding.STATES,
    }
    return render(request, "operations/billing_waivers.html", context)


@access.staff(Right.REQUEST_WAIVER)
def waivers_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered, with who asked and who decided."""
    actor, state = request.actor, request.GET.get("state", "")
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    page = queries.waivers_for(actor=actor, estate_id=estate_id, state=state, size=exports.ROWS_OF_A_SHEET)
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Waivers')} {city_day(request.at).isoformat()}",
        title=gettext("Waivers"),
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Kind of waiver"), width=12),
            exports.Column(gettext("Share waived"), kind.PERCENT),
            exports.Column(gettext("Since"), kind.DAY),
            exports.Column(gettext("Last day"), kind.DAY),
            exports.Column(gettext("Reason"), width=40),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Asked by"), width=12),
            exports.Column(gettext("Asked at"), kind.MOMENT),
            exports.Column(gettext("Decided by"), width=12),
            exports.Column(gettext("Decided at"), kind.MOMENT),
        ],
        rows=(
            (
                *(row.home_label, WAIVER_KINDS[row.kind], Decimal(row.percent) / 100, row.starts_on, row.last_day),
                *(row.reason, WAIVER_STATES[row.state], row.asked_by_name, row.asked_at),
                *(row.decided_by_name, row.decided_at),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.REQUEST_WAIVER)
def ask(request: access.Request, estate_id: int) -> HttpResponse:
    """Ask for a waiver for a home."""
    actor, refusal = request.actor, None
    if request.method == "POST":
        try:
            _ask(request, estate_id)
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("The waiver waits for the decision of a second person."))
            return redirect("operations:waivers", estate_id=estate_id)
    first = Month.of(city_day(request.at)).first
    last = first
    for _ in range(USUAL_MONTHS):
        last = Month.of(last).ends_before
    home_id = number_or_none(request.GET.get("home", ""))
    home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id).label if home_id else ""
    start = {
        "home": home,
        "kind": "vacancy",
        "percent": "",
        "reason": "",
        "starts_on": first.isoformat(),
        "last_day": (last - timedelta(days=1)).isoformat(),
    }
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "typed": {name: request.POST.get(name, value) for name, value in start.items()},
        "errors": errors_of(refusal),
        "kinds": list(WAIVER_KINDS.items()),
    }
    return render(request, "operations/billing_waiver_ask.html", context, status=422 if refusal else 200)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def decide(request: access.Request, estate_id: int, waiver_id: int) -> HttpResponse:
    """Approve or refuse a waiver that somebody else asked for; take back one's own request."""
    act = partial(use_cases.decide_waiver, estate_id=estate_id, waiver_id=waiver_id)
    return deciding.decided(request, act, otherwise=reverse("operations:waivers", args=[estate_id]))


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def ask_end(request: access.Request, estate_id: int, waiver_id: int) -> HttpResponse:
    """Ask to end an approved waiver early."""
    try:
        use_cases.ask_waiver_end(
            actor=request.actor,
            estate_id=estate_id,
            waiver_id=waiver_id,
            ends_before=day_after(day_of(request.POST.get("last_day", ""), field="last_day")),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("A second person has to end it. Until then the waiver goes on."))
    return redirect("operations:waivers", estate_id=estate_id)


@access.staff(Right.REQUEST_WAIVER)
@require_POST
def decide_end(request: access.Request, estate_id: int, end_id: int) -> HttpResponse:
    """End a waiver early, as somebody else asked, or refuse; take back one's own request."""
    act = partial(use_cases.decide_waiver_end, estate_id=estate_id, end_id=end_id)
    return deciding.decided(request, act, otherwise=reverse("operations:waivers", args=[estate_id]))


def _ask(request: access.Request, estate_id: int) -> None:
    typed, checks = request.POST, Checks()
    with checks:
        home_id = _home_named(request, estate_id)
    with checks:
        percent = number_given(typed.get("percent", "").strip().rstrip("%％"), WrongPercent())
    with checks:
        reason = given(typed.get("reason", ""), NeedsAReason)
    with checks:
        starts_on = day_of(typed.get("starts_on", ""), field="starts_on")
    with checks:
        ends_before = day_after(day_of(typed.get("last_day", ""), field="last_day"))
    checks.end()
    use_cases.ask_waiver(
        actor=request.actor,
        estate_id=estate_id,
        home_id=home_id,
        kind=typed.get("kind", ""),
        percent=percent,
        reason=reason,
        starts_on=starts_on,
        ends_before=ends_before,
        at=request.at,
    )


def _home_named(request: access.Request, estate_id: int) -> int:
    text = request.POST.get("home", "").strip()
    home_id = places.home_id_by_text(actor=request.actor, estate_id=estate_id, text=text)
    if home_id is None:
        raise NoSuchHome(text=text)
    return home_id
