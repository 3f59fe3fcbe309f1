"""Books: how far each estate is, the months of one estate, and a month with its closing and publication."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, pgettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.paging import Page
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash, shown_rates
from laoyou.platforms.formats import month_name
from laoyou.platforms.shown_rates import ShownRate
from laoyou.system.billing import queries as billing
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.queries import BooksMonth, MonthSum, Standing
from laoyou.system.ledger.rules.months import BooksState
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

MONTHS_SHOWN = 12
ENTRIES_SHOWN = 8


@dataclass(frozen=True, slots=True)
class EstateLine:
    estate: EstateView
    standing: Standing
    to_close: int


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A month of an estate with its sum and its current collection rate, for the table behind the charts."""

    books: BooksMonth
    sum: MonthSum
    rate: ShownRate | None

    @property
    def percent(self) -> str:
        """Return the current rate in percent with one decimal, for the chart; nothing for no figure."""
        value = self.rate.value if self.rate else None
        return "" if value is None else f"{float(value) * 100:.1f}"


@access.staff(Right.SEE_BOOKS)
def books(request: HttpRequest) -> HttpResponse:
    """Show all estates: until when they are closed and published, what waits."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    search = request.GET.get("search", "").strip()
    page = places.estates_page(actor=actor, search=search, page=page_number(request))
    standing = queries.standing_of_estates(actor=actor, estate_ids=[estate.id for estate in page.rows])
    today = _today(request)
    lines = [
        EstateLine(estate, standing[estate.id], standing[estate.id].to_close(today))
        for estate in page.rows
        if estate.id in standing
    ]
    shown = Page(rows=lines, number=page.number, size=page.size, total=page.total)
    may_share = actor.may(Right.SHARE_COSTS, 0)
    return render(request, "operations/books_all.html", {"page": shown, "search": search, "may_share": may_share})


@access.staff(Right.SEE_BOOKS)
def books_export(request: access.Request) -> HttpResponseBase:
    """Hand out how far each estate's books are, of the estates as they are searched."""
    actor, today, kind = request.actor, _today(request), exports.Kind
    estates = places.estates_for(actor=actor, search=request.GET.get("search", "").strip())
    standing = queries.standing_of_estates(actor=actor, estate_ids=[estate.id for estate in estates])
    return exports.response(
        file_name=f"{gettext('Books')} {today.isoformat()}",
        title=gettext("Books"),
        columns=[
            exports.Column(gettext("Estate"), width=24),
            exports.Column(gettext("Closed until"), width=14),
            exports.Column(gettext("Published until"), width=14),
            exports.Column(gettext("To close"), kind.NUMBER),
            exports.Column(gettext("Waits for approval"), kind.NUMBER),
        ],
        rows=(
            (
                estate.name,
                month_name(of.closed_until) if of.closed_until else "",
                month_name(of.published_until) if of.published_until else "",
                of.to_close(today),
                of.waiting,
            )
            for estate in estates
            if (of := standing.get(estate.id)) is not None
        ),
    )


@access.staff(Right.SEE_BOOKS)
def estate_books(request: HttpRequest, estate_id: int) -> HttpResponse:
    """Show an estate's months with their figures, what waits for a second person, and the charts."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    months = queries.months_with_books(estate_id)
    today = Month.of(_today(request))
    shown = months if request.GET.get("months") == "all" else months[-MONTHS_SHOWN:]
    lines = _month_lines(estate_id, shown)
    waiting = queries.expenses_for(actor=actor, estate_id=estate_id, state="recorded", size=6)
    context = {
        "estate": estate,
        "lines": list(reversed(lines)),
        "older": len(months) - len(shown),
        "waiting": waiting,
        "current": lines[-1] if lines else None,
        "to_close": next((known.month for known in months if not known.is_closed and known.month < today), None),
        "to_publish": next((known.month for known in months if known.state is BooksState.CLOSED), None),
        "may_record": actor.may(Right.RECORD_EXPENSE, estate_id),
        "reversals": queries.reversals_undecided(estate_id),
    }
    return render(request, "operations/books_estate.html", context)


@access.staff(Right.SEE_BOOKS)
def estate_books_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out all months of the estate's books."""
    estate, kind = places.estate_for(actor=request.actor, estate_id=estate_id), exports.Kind
    lines = _month_lines(estate_id, queries.months_with_books(estate_id))
    return exports.response(
        file_name=f"{estate.name} {gettext('Books')} {_today(request).isoformat()}",
        title=gettext("Books"),
        columns=[
            exports.Column(gettext("Month"), width=12),
            exports.Column(gettext("Opening"), kind.MONEY),
            exports.Column(gettext("Income"), kind.MONEY),
            exports.Column(gettext("Expense"), kind.MONEY),
            exports.Column(gettext("Balance"), kind.MONEY),
            exports.Column(gettext("Current collection rate"), kind.PERCENT),
            exports.Column(gettext("State"), width=12),
        ],
        rows=(
            (
                *(month_name(line.books.month), line.sum.sum.opening, line.sum.sum.income, line.sum.sum.expense),
                *(line.sum.sum.closing, _ratio(line.rate), _state(line.books)),
            )
            for line in reversed(lines)
        ),
    )


def _state(known: BooksMonth) -> str:
    if known.is_published:
        return pgettext("month of the books", "Published")
    if known.is_closed:
        return pgettext("month of the books", "Closed")
    return pgettext("month of the books", "Open")


def _ratio(rate: ShownRate | None) -> float | None:
    return None if rate is None or rate.value is None else float(rate.value)


@access.staff(Right.SEE_BOOKS)
def month(request: HttpRequest, estate_id: int, month: Month) -> HttpResponse:
    """Show a month: funds, rates, the checklist of closing, the biggest entries."""
    return _month_page(request, estate_id, month)


@access.staff(Right.CLOSE_MONTH)
@require_POST
def close(request: HttpRequest, estate_id: int, month: Month) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = request.at  # type: ignore[attr-defined]
    try:
        use_cases.close_month(actor=actor, estate_id=estate_id, month=month, at=at)
    except Refusal as refusal:
        return _month_page(request, estate_id, month, refusal)
    flash.say(request, gettext("%(month)s is closed. Publish it next.") % {"month": month_name(month)})
    return redirect("operations:books_month", estate_id=estate_id, month=month)


@access.staff(Right.CLOSE_MONTH)
@require_POST
def publish(request: HttpRequest, estate_id: int, month: Month) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    at = request.at  # type: ignore[attr-defined]
    rates = shown_rates.in_numbers(billing.rates(estate_id, month))
    try:
        use_cases.publish_month(actor=actor, estate_id=estate_id, month=month, rates=rates, at=at)
    except Refusal as refusal:
        return _month_page(request, estate_id, month, refusal)
    flash.say(request, gettext("%(month)s is published. Everybody can see it now.") % {"month": month_name(month)})
    return redirect("operations:books_month", estate_id=estate_id, month=month)


def page_number(request: HttpRequest) -> int:
    text = request.GET.get("page", "1")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _month_page(request: HttpRequest, estate_id: int, month: Month, refusal: Refusal | None = None) -> HttpResponse:
    actor: Actor = request.actor  # type: ignore[attr-defined]
    months = {known.month: known for known in queries.months_with_books(estate_id)}
    if month not in months:
        raise NotFound
    known = months[month]
    published = queries.published_month(estate_id, month)
    checks = queries.closing_checklist(estate_id, month, today=_today(request))
    rates = (
        shown_rates.of_numbers(published.rates) if published else shown_rates.of_rates(billing.rates(estate_id, month))
    )
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "known": known,
        "books": queries.month_books(estate_id, month),
        "published": published,
        "agrees": published is None or queries.still_agrees(estate_id, published),
        "rates": rates,
        "is_billed_later": shown_rates.is_billed_later(estate_id, month, rates),
        "checks": checks,
        "can_close": all(check.done for check in checks),
        "may_close": actor.may(Right.CLOSE_MONTH, estate_id),
        "may_record": actor.may(Right.RECORD_EXPENSE, estate_id),
        "entries": queries.entries_for(actor=actor, estate_id=estate_id, month=month, size=ENTRIES_SHOWN),
        "against": [shown for shown in budgets.spent_against(estate_id, month) if shown.apart],
        "before": months.get(month.previous),
        "after": months.get(month.next),
        "refusal": refusal,
    }
    return render(request, "operations/books_month.html", context, status=409 if refusal else 200)


def _month_lines(estate_id: int, months: list[BooksMonth]) -> list[MonthLine]:
    if not months:
        return []
    rates = shown_rates.current_by_month(estate_id, queries.published(estate_id))
    last = months[-1].month
    rates.setdefault(last, shown_rates.of_rates(billing.rates(estate_id, last))[0])
    sums = queries.month_sums(estate_id, months[0].month, months[-1].month)
    return [MonthLine(known, sum, rates.get(known.month)) for known, sum in zip(months, sums, strict=True)]


def _today(request: HttpRequest) -> date:
    return city_day(request.at)  # type: ignore[attr-defined]
