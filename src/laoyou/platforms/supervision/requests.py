"""Requests that climbed to those who supervise, and complaints about a company; who asked stays masked."""

from __future__ import annotations

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.supervision.words import REQUEST_STATES
from laoyou.system.work.requests import queries
from laoyou.system.work.requests.queries import RequestRow, RequestsFilter
from laoyou.system.work.requests.rules.ladder import STEP_NAMES, Step

SHOWN = ("open", "all")


@access.staff(Right.SEE_REQUESTS)
def requests(request: access.Request) -> HttpResponse:
    """Show what climbed and what is complained of, open ones unless the address says otherwise."""
    asked = request.GET.get("page", "1")
    page = queries.requests_for(
        actor=request.actor,
        wanted=_wanted(request),
        at=request.at,
        page=max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1,
    )
    context = {
        "page": page,
        "rows": [(row, gettext(row.category.name), REQUEST_STATES[row.state], _climbed(row)) for row in page.rows],
        "view": _wanted(request).view,
        "search": request.GET.get("search", ""),
    }
    return render(request, "supervision/requests.html", context)


@access.staff(Right.SEE_REQUESTS)
def requests_file(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    kind = exports.Kind
    page = queries.requests_for(actor=request.actor, wanted=_wanted(request), at=request.at, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{gettext('Requests')} {city_day(request.at).isoformat()}",
        title=gettext("Requests"),
        columns=[
            exports.Column(gettext("Number"), width=16),
            exports.Column(gettext("Estate"), width=18),
            exports.Column(gettext("What"), width=18),
            exports.Column(gettext("In their words"), width=40),
            exports.Column(gettext("Came at"), kind.MOMENT),
            exports.Column(gettext("State"), width=12),
            exports.Column(gettext("Passed on"), width=16),
            exports.Column(gettext("About the company"), width=10),
        ],
        rows=(
            (
                *(row.number, row.estate, gettext(row.category.name), row.text, row.came_at),
                *(REQUEST_STATES[row.state], _climbed(row), gettext("yes") if row.about_company else ""),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.SEE_REQUESTS)
def request_page(request: access.Request, estate_id: int, request_id: int) -> HttpResponse:
    """Show one request that climbed: its clocks and its timeline, without what is inside the desk."""
    shown = queries.request_for(actor=request.actor, estate_id=estate_id, request_id=request_id, at=request.at)
    context = {
        "shown": shown,
        "row": shown.row,
        "name": gettext(shown.row.category.name),
        "state": REQUEST_STATES[shown.row.state],
        "climbed": _climbed(shown.row),
    }
    return render(request, "supervision/request.html", context)


def _wanted(request: access.Request) -> RequestsFilter:
    view = request.GET.get("view", "open")
    return RequestsFilter(view=view if view in SHOWN else "open", search=request.GET.get("search", "").strip()[:100])


def _climbed(row: RequestRow) -> str:
    return gettext(STEP_NAMES[Step(row.escalated)]) if row.escalated else ""
