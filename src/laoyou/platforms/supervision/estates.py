"""Overview, list and page of the estates that a street office or the bureau supervises."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import mark
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.formats import month_name
from laoyou.platforms.supervision.words import STATES, count_by_state, state_word
from laoyou.system.mandates import queries as mandates
from laoyou.system.mandates.queries import MandateView
from laoyou.system.oversight import queries as oversight
from laoyou.system.oversight.queries import Standing
from laoyou.system.oversight.rules.publication_due import DAYS_TO_PUBLISH
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places

ORDERS: dict[str, tuple[str, Callable[[Standing], tuple[object, ...]]]] = {
    "name": (mark("by name"), lambda standing: (standing.estate.name,)),
    "rate": (mark("by rate, highest first"), lambda standing: (standing.current_rate is None, -standing.rate_percent)),
    "ending": (mark("by end of mandate"), lambda standing: (standing.last_day is None, str(standing.last_day))),
    "homes": (mark("by size, largest first"), lambda standing: (-(standing.estate.households or 0),)),
}


def area_name(request: access.Request) -> str:
    """Return whose view this is: the street office's own name, or the city's."""
    return people.organisation_name(request.actor.organisation_id) or gettext("The city")


def figures_month(request: access.Request) -> Month:
    return oversight.newest_figures_month(at=request.at)


@access.staff(Right.SEE_FIGURES)
def overview(request: access.Request) -> HttpResponse:
    month = figures_month(request)
    standings = oversight.standings(actor=request.actor, at=request.at, month=month)
    context = {
        "area_name": area_name(request),
        "today": city_day(request.at),
        "month": month,
        "standings": standings,
        "states": count_by_state(standing.estate.state for standing in standings),
        "days_to_publish": DAYS_TO_PUBLISH,
        "waiting": _waiting(request),
        "corrections": places.corrections_to_decide(request.actor),
        **what_needs_a_look(standings),
    }
    return render(request, "supervision/overview.html", context)


def _waiting(request: access.Request) -> list[tuple[MandateView, str]]:
    """Return the drafts that wait for this office's word, each with the name of its estate."""
    if not request.actor.may_somewhere(Right.CONFIRM_MANDATES):
        return []
    drafts = mandates.waiting_for_the_principal(request.actor)
    names = places.estate_names(draft.estate_id for draft in drafts)
    return [(draft, names.get(draft.estate_id, "")) for draft in drafts]


def what_needs_a_look(standings: list[Standing]) -> dict[str, list[Standing]]:
    """Return the lists behind the first screen's questions, the worst first."""
    largest_first = sorted(standings, key=lambda standing: -(standing.estate.households or 0))
    return {
        "unmanaged": [standing for standing in largest_first if standing.estate.state == "unmanaged"],
        "ending": sorted(
            (standing for standing in standings if standing.ends_soon), key=lambda standing: str(standing.last_day)
        ),
        "unpublished": sorted(
            (standing for standing in standings if standing.months_due), key=lambda standing: -len(standing.months_due)
        ),
        "rated": sorted(
            (standing for standing in standings if standing.current_rate is not None),
            key=lambda standing: -standing.rate_percent,
        ),
    }


def _chosen(request: access.Request) -> tuple[list[Standing], list[Standing]]:
    """Return all estates that fit the search, and those of them that the filters leave, in the order asked for."""
    found = oversight.standings(
        actor=request.actor, at=request.at, month=figures_month(request), search=request.GET.get("search", "").strip()
    )
    state = request.GET.get("state", "")
    chosen = [standing for standing in found if standing.estate.state == state] if state in STATES else found
    _, key = ORDERS.get(request.GET.get("sort", ""), ORDERS["name"])
    return found, sorted(chosen, key=key)


@access.staff(Right.SEE_FIGURES)
def estates(request: access.Request) -> HttpResponse:
    found, chosen = _chosen(request)
    asked = request.GET.get("page", "1")
    number = max(int(asked), 1) if asked.isdecimal() and len(asked) < 7 else 1
    start = offset_of(number)
    context = {
        "page": Page(rows=chosen[start : start + ROWS_PER_PAGE], number=number, size=ROWS_PER_PAGE, total=len(chosen)),
        "total": len(found),
        "states": count_by_state(standing.estate.state for standing in found),
        "state": request.GET.get("state", ""),
        "search": request.GET.get("search", ""),
        "sort": request.GET.get("sort", "name"),
        "orders": [(name, gettext(word)) for name, (word, _) in ORDERS.items()],
    }
    return render(request, "supervision/estates.html", context)


@access.staff(Right.SEE_FIGURES)
def estates_file(request: access.Request) -> HttpResponseBase:
    _, chosen = _chosen(request)
    columns = [
        exports.Column(gettext("Estate")),
        exports.Column(gettext("Street office")),
        exports.Column(gettext("State")),
        exports.Column(gettext("Homes"), exports.Kind.NUMBER),
        exports.Column(gettext("Mandate until"), exports.Kind.DAY),
        exports.Column(gettext("Due"), exports.Kind.MONEY),
        exports.Column(gettext("Received"), exports.Kind.MONEY),
    ]
    rows = (
        (
            standing.estate.name,
            standing.estate.street_office,
            state_word(standing.estate.state),
            standing.estate.households,
            standing.last_day,
            standing.due_fen,
            standing.collected_fen,
        )
        for standing in chosen
    )
    return exports.response(file_name="estates.xlsx", title=gettext("Estates"), columns=columns, rows=rows)


@access.staff(Right.SEE_FIGURES)
def estate(request: access.Request, estate_id: int) -> HttpResponse:
    standing = oversight.standing_of(
        actor=request.actor, estate_id=estate_id, at=request.at, month=figures_month(request)
    )
    context = {
        "standing": standing,
        "figures": oversight.months_of(estate_id=estate_id, standing=standing, at=request.at),
        "moves": [
            {"word": state_word(move.to_state), "to_state": move.to_state, "reason": move.reason, "at": move.at}
            for move in places.moves_of_estate(actor=request.actor, estate_id=estate_id)
        ],
    }
    return render(request, "supervision/estate.html", context)


@access.staff(Right.SEE_FIGURES)
def estate_file(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the estate's rates by month, each with what it was computed from."""
    standing = oversight.standing_of(
        actor=request.actor, estate_id=estate_id, at=request.at, month=figures_month(request)
    )
    return exports.response(
        file_name=f"{standing.estate.name} {gettext('Current collection rate by month')}",
        title=gettext("Current collection rate by month"),
        columns=[
            exports.Column(gettext("Month"), width=12),
            exports.Column(gettext("Due"), exports.Kind.MONEY),
            exports.Column(gettext("Received"), exports.Kind.MONEY),
            exports.Column(gettext("Current rate"), exports.Kind.PERCENT),
            exports.Column(gettext("Books"), width=14),
        ],
        rows=(
            (
                *(month_name(figure.month), figure.due_fen, figure.collected_fen),
                None if figure.is_billed_later or figure.rate is None else float(figure.rate),
                gettext("public") if figure.is_published else gettext("late") if figure.is_late else "",
            )
            for figure in oversight.months_of(estate_id=estate_id, standing=standing, at=request.at)
        ),
    )
