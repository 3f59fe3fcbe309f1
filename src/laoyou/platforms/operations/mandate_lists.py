"""Mandates over all estates: the list of a company's, and a new one in an estate that it doesn't serve."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import mandates as pages
from laoyou.platforms.operations import place_words
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.system.mandates import queries, use_cases
from laoyou.system.mandates.queries import MandateView, PriceLine, ServedUntil
from laoyou.system.places import queries as places

ESTATES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class FoundEstate:
    """What anybody may know of an estate: where it is, and who serves it until when."""

    estate: places.EstateView
    serving: ServedUntil | None


@access.staff(Right.SEE_MANDATES)
def mandates(request: access.Request) -> HttpResponse:
    """Show the mandates of this person's estates, and the drafts of their company everywhere."""
    search, state = _wanted(request)
    page = queries.mandates_page(actor=request.actor, search=search, state=state, page=page_of(request))
    names = places.estate_names(mandate.estate_id for mandate in page.rows)
    context = {
        "page": page,
        "lines": [(mandate, names.get(mandate.estate_id, "")) for mandate in page.rows],
        "search": search,
        "state": state,
        "states": place_words.choices("mandate_state", none=gettext("All")),
        "is_narrowed": bool(search or state),
        "may_draft": request.actor.may(Right.OPEN_ESTATE, 0),
    }
    return render(request, "operations/mandates.html", context)


@access.staff(Right.SEE_MANDATES)
def mandates_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered: a row for each price, or one for a mandate without any."""
    search, state = _wanted(request)
    found, prices = use_cases.hand_out_list(
        actor=request.actor, at=request.at, search=search, state=state, most=exports.ROWS_OF_A_SHEET
    )
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Mandates')} {city_day(request.at).isoformat()}",
        title=gettext("Mandates"),
        columns=[
            exports.Column(gettext("Estate"), width=24),
            exports.Column(gettext("Number of the paper"), width=24),
            exports.Column(gettext("State"), width=10),
            exports.Column(gettext("Principal"), width=28),
            exports.Column(gettext("Company"), width=28),
            exports.Column(gettext("Basis"), width=24),
            exports.Column(gettext("Since"), kind.DAY),
            exports.Column(gettext("Last day"), kind.DAY),
            exports.Column(gettext("Item"), width=18),
            exports.Column(gettext("Price")),
            exports.Column(gettext("Charged per"), width=18),
            exports.Column(gettext("Price from"), kind.DAY),
            exports.Column(gettext("Price until before"), kind.DAY),
        ],
        rows=_rows(found, prices),
    )


@access.staff(Right.OPEN_ESTATE)
def new_mandate(request: access.Request) -> HttpResponse:
    """Find any estate of the city, and draft a mandate of the person's own company there."""
    estate_id = number_or_none(request.POST.get("estate", request.GET.get("estate", "")))
    if estate_id is None:
        return _find(request)
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            mandate_id = use_cases.draft_mandate(
                actor=request.actor,
                estate_id=estate_id,
                company_id=request.actor.organisation_id or 0,
                at=request.at,
                **pages.facts(request),
            )
        except Refusal as error:
            refusal = error
        else:
            flash.say(
                request,
                gettext(
                    "Drafted. Next: set the prices and upload the signed paper. Then a colleague puts it in force."
                ),
            )
            return redirect("operations:mandate", estate_id=estate_id, mandate_id=mandate_id)
    return pages.form(request, estate_id, None, request.POST or pages.start(estate_id, city_day(request.at)), refusal)


def _find(request: access.Request) -> HttpResponse:
    search = request.GET.get("search", "").strip()
    found = places.directory(actor=request.actor, search=search, limit=ESTATES_SHOWN)
    serving = queries.served_until([estate.id for estate in found], city_day(request.at))
    context = {
        "search": search,
        "found": [FoundEstate(estate, serving.get(estate.id)) for estate in found],
        "is_cut": len(found) == ESTATES_SHOWN,
    }
    return render(request, "operations/mandate_new.html", context)


def _wanted(request: access.Request) -> tuple[str, str]:
    return request.GET.get("search", "").strip(), request.GET.get("state", "")


def _rows(found: list[MandateView], prices: dict[int, list[PriceLine]]) -> Iterator[tuple[object, ...]]:
    names = places.estate_names(mandate.estate_id for mandate in found)
    for mandate in found:
        says = (
            *(names.get(mandate.estate_id, ""), mandate.document_number),
            place_words.word("mandate_state", mandate.state),
            *(mandate.principal_name, mandate.company_name),
            place_words.word("contract_basis", mandate.contract_basis),
            *(mandate.starts_on, mandate.last_day),
        )
        for price in prices.get(mandate.id, []):
            unit = place_words.word("tariff_unit", price.method)
            yield *says, price.name, price.plain_rate, unit, price.starts_on, price.ends_before
        if not prices.get(mandate.id):
            yield *says, "", "", "", None, None
