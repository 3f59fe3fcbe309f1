"""The inbox: all requests of all my estates, by what is urgent and due; taken one by one or several at once."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, ngettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import shell
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.platforms.operations.requests.words import (
    CHANNELS,
    CLOCKS,
    CLOSED_BY,
    STATES,
    VIEWS,
    categories,
    kinds,
    urgencies,
)
from laoyou.system.contact import queries as contact
from laoyou.system.places import queries as places
from laoyou.system.work.requests import queries, use_cases
from laoyou.system.work.requests.queries import RequestRow, RequestsFilter
from laoyou.system.work.requests.rules.categories import KIND_NAMES


@access.staff(Right.SEE_REQUESTS)
def requests(request: access.Request) -> HttpResponse:
    """Show the requests that the address asks for, the open ones unless it says otherwise."""
    wanted, actor = wanted_of(request), request.actor
    page = queries.requests_for(actor=actor, wanted=wanted, at=request.at, page=page_of(request))
    counts = queries.counts_for(actor=actor, at=request.at, estate_id=wanted.estate_id)
    estates = places.estates_for(actor=actor)
    context = {
        "page": page,
        "rows": [(row, gettext(row.category.name)) for row in page.rows],
        "wanted": wanted,
        "is_cut": page.total >= queries.MOST_COUNTED,
        "most": f"{queries.MOST_COUNTED:,}",
        "views": [(view, word, _shown(counts.get(view))) for view, word in VIEWS.items()],
        "estates": [("", gettext("All estates")), *((each.id, each.name) for each in estates)],
        "kinds": [("", gettext("Every kind")), *kinds()],
        "categories": [("", gettext("Everything")), *categories()],
        "urgencies": [("", gettext("Every urgency")), *urgencies()],
        "states": STATES,
        "state_choices": [("", gettext("Every state")), *STATES.items()],
        "clocks": CLOCKS,
        "channels": CHANNELS,
        "closed_by": CLOSED_BY,
        "may_handle": actor.may_somewhere(Right.HANDLE_REQUESTS),
        "next": request.get_full_path(),
    }
    return render(request, "operations/requests/inbox.html", context)


def _shown(count: int | None) -> str:
    if count is None:
        return ""
    return f"{queries.MOST_IN_A_VIEW}+" if count > queries.MOST_IN_A_VIEW else str(count)


@access.staff(Right.SEE_REQUESTS)
def requests_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    page = queries.requests_for(
        actor=request.actor, wanted=wanted_of(request), at=request.at, size=exports.READ_AT_MOST
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Requests')} {city_day(request.at).isoformat()}",
        title=gettext("Requests"),
        columns=[
            exports.Column(gettext("Number"), width=16),
            exports.Column(gettext("Estate"), width=18),
            exports.Column(gettext("What"), width=18),
            exports.Column(gettext("Kind"), width=14),
            exports.Column(gettext("Urgency"), kind.NUMBER),
            exports.Column(gettext("Where"), width=24),
            exports.Column(gettext("In their words"), width=40),
            exports.Column(gettext("Way in"), width=12),
            exports.Column(gettext("Came at"), kind.MOMENT),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Taken by"), width=12),
            exports.Column(gettext("Next due"), kind.MOMENT),
            exports.Column(gettext("Over their time"), width=8),
            exports.Column(gettext("Rating"), kind.NUMBER),
            exports.Column(gettext("Closed at"), kind.MOMENT),
        ],
        rows=(_cells(row) for row in page.rows),
    )


def _cells(row: RequestRow) -> tuple[object, ...]:
    return (
        *(row.number, row.estate, gettext(row.category.name), gettext(KIND_NAMES[row.kind]), row.urgency),
        *(row.where, row.text, CHANNELS[row.channel], row.came_at, STATES[row.state], row.taken_by_name),
        *(row.due_at, gettext("yes") if row.is_late else "", row.rating, row.closed_at),
    )


@access.staff(Right.HANDLE_REQUESTS)
@access.in_own_transactions
@require_POST
def take_requests(request: access.Request) -> HttpResponse:
    """Take the ticked requests, each in its own estate's transaction."""
    taken, refused = 0, 0
    for ticked in request.POST.getlist("request")[:200]:
        estate_id, _, request_id = ticked.partition("-")
        try:
            use_cases.take(
                actor=request.actor,
                estate_id=number_or_none(estate_id) or 0,
                request_id=number_or_none(request_id) or 0,
                at=request.at,
            )
            taken += 1
        except Refusal:
            refused += 1
    if taken:
        flash.say(request, ngettext("%(n)s request taken.", "%(n)s requests taken.", taken) % {"n": taken})
    if refused:
        said = ngettext("%(n)s had moved on already.", "%(n)s had moved on already.", refused) % {"n": refused}
        flash.say(request, said, tone="soon")
    return redirect(shell.back_to(request, request.POST.get("next", ""), "operations:requests"))


@access.staff(Right.HANDLE_REQUESTS)
def dangers(request: access.Request) -> HttpResponse:
    """Return the strip of dangers that nobody has taken yet, for every page of the desk; empty for none."""
    found = queries.dangers_for(actor=request.actor)
    names = places.estate_names({estate_id for estate_id, *_ in found})
    shown = [
        (estate_id, request_id, number, gettext(category.name), names.get(estate_id, ""), came_at)
        for estate_id, request_id, number, category, came_at in found
    ]
    return render(
        request, "operations/requests/dangers.html", {"shown": shown, "talks": contact.dangers_for(actor=request.actor)}
    )


def wanted_of(request: access.Request) -> RequestsFilter:
    """Return the filter as the address says it; what it doesn't know is left out."""
    given: dict[str, Any] = request.GET
    view = given.get("view", "open")
    return RequestsFilter(
        view=view if view in queries.VIEWS else "open",
        estate_id=number_or_none(given.get("estate", "")),
        state=given.get("state", "") if given.get("state", "") in STATES else "",
        urgency=given.get("urgency", "") if given.get("urgency", "") in ("0", "1", "2", "3") else "",
        kind=given.get("kind", "")[:10],
        category=given.get("category", "")[:20],
        search=given.get("search", "").strip()[:100],
    )
