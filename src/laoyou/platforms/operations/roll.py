"""The people of an estate as a list: masked on the page and in the file; in clear for a reason that each can read."""

from __future__ import annotations

from collections.abc import Iterable

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.operations.forms import errors_of, page_of
from laoyou.platforms.operations.words import BOND_ROLES, PERSON_KINDS
from laoyou.system.people import queries, use_cases
from laoyou.system.people.queries import RollFilter, RollRow
from laoyou.system.places import queries as places


@access.staff(Right.SEE_PEOPLE)
def people(request: access.Request, estate_id: int) -> HttpResponse:
    """Show who owns, lives in or rents which home."""
    return _people(request, estate_id)


@access.staff(Right.SEE_PEOPLE)
def people_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered, masked as on the page."""
    rows = queries.roll_to_export(
        actor=request.actor, estate_id=estate_id, day=city_day(request.at), wanted=_wanted(request)
    )
    return _file(request, estate_id, rows, gettext("Owners and residents"))


@access.staff(Right.OPEN_PERSONAL_DATA)
@require_POST
def open_people(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the same list with names and telephones in clear. The reason is written down first, for each person."""
    try:
        rows = use_cases.open_roll(
            actor=request.actor,
            estate_id=estate_id,
            wanted=_wanted(request),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return _people(request, estate_id, refusal)
    return _file(request, estate_id, rows, gettext("Owners and residents, not masked"))


def _people(request: access.Request, estate_id: int, refusal: Refusal | None = None) -> HttpResponse:
    actor, wanted = request.actor, _wanted(request)
    page = queries.roll(
        actor=actor, estate_id=estate_id, day=city_day(request.at), wanted=wanted, page=page_of(request)
    )
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": page,
        "wanted": wanted,
        "is_narrowed": wanted != RollFilter(),
        "roles": [("", gettext("All")), *BOND_ROLES.items()],
        "times": [("", gettext("of today")), ("former", gettext("who have gone"))],
        "kinds": PERSON_KINDS,
        "role_words": BOND_ROLES,
        "may_open": actor.may(Right.OPEN_PERSONAL_DATA, estate_id),
        "may_add": actor.may(Right.EDIT_PEOPLE, estate_id),
        "typed": request.POST,
        "errors": errors_of(refusal),
        "opening": refusal is not None,
    }
    return render(request, "operations/people.html", context, status=422 if refusal else 200)


def _wanted(request: access.Request) -> RollFilter:
    given = request.GET
    return RollFilter(
        search=given.get("search", "").strip(),
        role=given.get("role", ""),
        is_former=given.get("time", "") == "former",
    )


def _file(request: access.Request, estate_id: int, rows: Iterable[RollRow], title: str) -> HttpResponseBase:
    estate = places.estate_for(actor=request.actor, estate_id=estate_id)
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {title} {city_day(request.at).isoformat()}",
        title=title,
        columns=[
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("As"), width=8),
            exports.Column(gettext("Share of the home")),
            exports.Column(gettext("Name"), width=24),
            exports.Column(gettext("Telephone"), width=16),
            exports.Column(gettext("Person or organisation"), width=12),
            exports.Column(gettext("Since"), kind.DAY),
            exports.Column(gettext("First day without it"), kind.DAY),
            exports.Column(gettext("Signs in by telephone")),
        ],
        rows=(
            (
                *(row.home, BOND_ROLES.get(row.role, row.role), row.share, row.name, row.telephone),
                *(PERSON_KINDS.get(row.kind, row.kind), row.starts_on, row.ends_before),
                gettext("yes") if row.has_sign_in else "",
            )
            for row in rows
        ),
    )
