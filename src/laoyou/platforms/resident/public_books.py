"""The open books: what anybody may read of an estate's money, without signing in. Law: CIVIL-943.

Everything personal is masked by the queries themselves. A published month shows the figures that were kept when it was
published; a month that is not, what the journal says now, and says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound
from laoyou.infra import files, pictures, scope
from laoyou.platforms import access, notices, shown_rates
from laoyou.platforms.resident import frame
from laoyou.platforms.shown_rates import ShownRate
from laoyou.system.billing import queries as billing
from laoyou.system.billing.arrears import queries as arrears
from laoyou.system.ledger import queries
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.leases import queries as leases
from laoyou.system.ledger.queries import BooksMonth, EntriesFilter, MonthBooks, Published
from laoyou.system.ledger.rules.accounts import OWN_FUNDS, Fund
from laoyou.system.ledger.rules.movements import FundMonth, Side
from laoyou.system.mandates import queries as mandates
from laoyou.system.people import queries as people
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

CENTRE = 0
MONTHS_IN_A_ROW = 5
MONTHS_IN_THE_CHART = 6
BIGGEST_SHOWN = 4
POSTED_FOR = timedelta(days=30)
ALWAYS_SHOWN = (Fund.SERVICE, Fund.COMMON_INCOME, Fund.MAINTENANCE)


@dataclass(frozen=True, slots=True)
class ChartMonth:
    """A column of the chart and a row of the table behind it."""

    month: Month
    rate: ShownRate
    is_chosen: bool

    @property
    def height(self) -> int:
        """Return the rate as 0 to 100, for the column."""
        return min(round(float(self.rate.value) * 100), 100) if self.rate.value is not None else 0

    @property
    def top(self) -> int:
        return 100 - self.height


@access.resident
def my_books(request: HttpRequest) -> HttpResponse:
    """Lead a resident to the open books of the estate of the home in hand."""
    home = frame.chosen_home(request)
    if home is None:
        return frame.no_home(request)
    return redirect("resident:public_books", key=frame.hand_of(request, home).estate.public_key)


@access.public
def books(request: HttpRequest, key: str) -> HttpResponse:
    """Show the newest published month, or the newest there is."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        months = queries.months_with_books(estate.id)
        if not months:
            context = {"estate": estate, "serving": mandates.public_mandate(estate.id, _today(request))}
            return _page(request, "resident/public_books_none.html", context)
        chosen = next((known for known in reversed(months) if known.is_published), months[-1])
        return _month(request, estate, months, chosen)


@access.public
def month(request: HttpRequest, key: str, month: Month) -> HttpResponse:
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        months = queries.months_with_books(estate.id)
        chosen = next((known for known in months if known.month == month), None)
        if chosen is None:
            raise NotFound
        return _month(request, estate, months, chosen)


@access.public
def entries(request: HttpRequest, key: str, month: Month) -> HttpResponse:
    """Show all entries of a month that moved money; asked by htmx, the next rows alone."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        wanted = _wanted(request)
        number = request.GET.get("page", "1")
        page = queries.entries_of_month(
            estate.id, month, page=int(number) if number.isdigit() and len(number) < 7 else 1, wanted=wanted
        )
        context = {"estate": estate, "month": month, "page": page, "wanted": wanted, "funds": list(Fund)}
        return _page(request, "resident/public_books_entries.html", context)


@access.public
def entry(request: HttpRequest, key: str, entry_id: int) -> HttpResponse:
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        view = queries.entry_view(estate.id, entry_id)
        context = {
            "estate": estate,
            "view": view,
            "shared": budgets.shared_entry(estate.id, entry_id),
            "month": Month.of(view.row.posted_on),
            "contact": estate.telephone or _centre_telephone(),
        }
        return _page(request, "resident/public_books_entry.html", context)


@access.public
def voucher(request: HttpRequest, key: str, voucher_id: int) -> HttpResponseBase:
    """Hand out a voucher as everybody may see it, `?size=small` and `?size=page` smaller copies of a picture."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        file_id = queries.public_voucher(estate.id, voucher_id)
        size = {"small": pictures.THUMBNAIL, "page": pictures.PAGE_WIDTH}.get(request.GET.get("size", ""))
        if size:
            opened = pictures.small_copy(estate_id=estate.id, file_id=file_id, side=size)
        else:
            opened = files.open_stored(estate_id=estate.id, file_id=file_id)
        response = files.response(opened)
        # What a voucher shows never changes once it is public, so a phone need not fetch it twice.
        response.headers["Cache-Control"] = "public, max-age=86400, immutable"
        return response


@access.public
def shared_voucher(request: HttpRequest, key: str, entry_id: int, voucher_id: int) -> HttpResponseBase:
    """Hand out the centre's voucher behind this estate's part of a shared cost, as everybody may see it."""
    estate = places.estate_by_public_key(key)
    file_id = budgets.public_shared_voucher(estate.id, entry_id, voucher_id)
    with scope.estate(CENTRE):
        if request.GET.get("size") == "page":
            return files.response(pictures.small_copy(estate_id=CENTRE, file_id=file_id, side=pictures.PAGE_WIDTH))
        return files.response(files.open_stored(estate_id=CENTRE, file_id=file_id))


@access.public
def month_notice(request: HttpRequest, key: str, month: Month) -> HttpResponse:
    """Hand out the month as a notice to print, for the board in the estate."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        return notices.month_notice(estate, month, today=_today(request))


@access.public
def year_notice(request: HttpRequest, key: str, year: int) -> HttpResponse:
    """Hand out the year as a notice to print."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        return notices.year_notice(estate, year, today=_today(request))


@access.public
def details(request: HttpRequest, key: str, month: Month) -> HttpResponseBase:
    """Hand out the list of the month's movements: the published file itself, or the list as of now."""
    estate = places.estate_by_public_key(key)
    with scope.estate(estate.id):
        known = queries.published_month(estate.id, month)
        if known is not None and known.details_file_id is not None:
            return files.response(files.open_stored(estate_id=estate.id, file_id=known.details_file_id))
        if month not in [books.month for books in queries.months_with_books(estate.id)]:
            raise NotFound
        response = HttpResponse(queries.details_file(estate.id, month).content, content_type="text/csv; charset=utf-8")
        response.headers["Content-Disposition"] = f'attachment; filename="{month}.csv"'
        return response


def _month(request: HttpRequest, estate: EstateView, months: list[BooksMonth], chosen: BooksMonth) -> HttpResponse:
    every = queries.published(estate.id)
    known = next((published for published in every if published.month == chosen.month), None)
    figures = known.books if known else queries.month_books(estate.id, chosen.month)
    rates = (
        shown_rates.of_numbers(known.rates) if known else shown_rates.of_rates(billing.rates(estate.id, chosen.month))
    )
    series = _series(estate.id, every, chosen, rates)
    place = months.index(chosen)
    start = max(min(place - MONTHS_IN_A_ROW // 2, len(months) - MONTHS_IN_A_ROW), 0)
    context = {
        "estate": estate,
        "serving": mandates.public_mandate(estate.id, _today(request)),
        "known": chosen,
        "books": figures,
        "funds": _shown_funds(figures),
        "leases": leases.public_leases(estate.id, chosen.month),
        "row": months[start : start + MONTHS_IN_A_ROW],
        "months": list(reversed(months)) if len(months) > MONTHS_IN_A_ROW else [],
        "rates": rates,
        "is_billed_later": shown_rates.is_billed_later(estate.id, chosen.month, rates),
        "series": series,
        "chart": series[-MONTHS_IN_THE_CHART:],
        "entries": queries.entries_of_month(estate.id, chosen.month, size=BIGGEST_SHOWN),
        "published": known,
        "agrees": known is not None and queries.still_agrees(estate.id, known),
        "code": _code(known),
        "posted_until": city_day(known.published_at) + POSTED_FOR if known else None,
        "contact": estate.telephone or _centre_telephone(),
        "written_off": arrears.written_off_in(estate.id, chosen.month),
        "against": budgets.spent_against(estate.id, chosen.month),
        "open_budgets": budgets.open_budgets(estate.id),
        "settled": budgets.public_settlement(estate.id, chosen.month.year),
    }
    return _page(request, "resident/public_books.html", context)


def _shown_funds(figures: MonthBooks) -> list[FundMonth]:
    """Return the funds worth a line: those that are always there, and those with money."""
    return [fund for fund in figures.funds if fund.fund in ALWAYS_SHOWN or fund.moved or fund.opening]


def _series(estate_id: int, every: list[Published], chosen: BooksMonth, rates: list[ShownRate]) -> list[ChartMonth]:
    """Return the current rate of each month: as published where it was, else as it is kept."""
    current = shown_rates.current_by_month(estate_id, every) | {chosen.month: rates[0]}
    return [
        ChartMonth(month, rate, month == chosen.month)
        for month, rate in sorted(current.items())
        if rate.denominator or month == chosen.month
    ]


def _code(known: Published | None) -> list[str]:
    """Return the first half of the digest in groups of four, as it also hangs on the notice board."""
    return [known.sha256[place : place + 4] for place in range(0, 32, 4)] if known else []


def _wanted(request: HttpRequest) -> EntriesFilter:
    fund, side = request.GET.get("fund", ""), request.GET.get("side", "")
    order = request.GET.get("order", "")
    return EntriesFilter(
        fund=Fund(fund) if fund in list(Fund) else None,
        side=Side(side) if side in list(Side) else None,
        search=request.GET.get("q", "").strip()[:60],
        order="day" if order == "day" else "amount",
    )


def _centre_telephone() -> str:
    contact = people.centre_telephone()
    return contact.telephone if contact else ""


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return frame.page(request, template, {**context, "own_funds": OWN_FUNDS})


def _today(request: HttpRequest) -> date:
    return frame.today(request)
