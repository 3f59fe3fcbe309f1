"""Where billing stands: over all estates, and the months of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, pgettext

from laoyou.core.calendar import Month, city_day
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.formats import month_name
from laoyou.platforms.operations.forms import page_of
from laoyou.system.billing import queries
from laoyou.system.billing.queries import BilledMonth, MonthFigure
from laoyou.system.payments import queries as payments
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView

SERVED = ("mandated", "contracted")


@dataclass(frozen=True, slots=True)
class EstateLine:
    """An estate with the figures of its newest billed month; `is_behind` when this month has no bills yet."""

    estate: EstateView
    figure: MonthFigure | None
    is_behind: bool

    @property
    def open(self) -> Money | None:
        return Money(self.figure.open_fen) if self.figure else None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """A billed month, with its numbers for drawing: how much of it is paid, and its rate, in hundredths.

    The running month has a rate so far and none to draw yet.
    """

    month: BilledMonth
    is_running: bool

    @property
    def paid_percent(self) -> int:
        value = self.month.paid_so_far.value
        return int(value * 100) if value is not None else 0

    @property
    def is_billed_later(self) -> bool:
        """Return whether the month has no rate because its bills were issued after it."""
        figure = self.month.figure
        return figure is not None and not figure.due_fen and figure.billed_later_fen > 0

    @property
    def rate_percent(self) -> str:
        value = self.month.figure.rates.current.value if self.month.figure else None
        return "" if value is None or self.is_running else f"{float(value) * 100:.1f}"


@access.staff(Right.TAKE_CASH)
def billing(request: access.Request) -> HttpResponse:
    """Show the estates this person bills, those that wait for an issue first."""
    month, search = Month.of(city_day(request.at)), request.GET.get("search", "").strip()
    lines = _estates(request, month, search)
    number, size = page_of(request), ROWS_PER_PAGE
    start = offset_of(number, size)
    context = {
        "page": Page(rows=lines[start : start + size], number=number, size=size, total=len(lines)),
        "search": search,
        "month": month,
        "behind": sum(line.is_behind for line in lines),
        "open": Money.total(line.open for line in lines if line.open is not None),
    }
    return render(request, "operations/billing_estates.html", context)


@access.staff(Right.TAKE_CASH)
def billing_export(request: access.Request) -> HttpResponseBase:
    """Hand out the estates as they are searched, with the figures of their newest billed month."""
    day, kind = city_day(request.at), exports.Kind
    lines = _estates(request, Month.of(day), request.GET.get("search", "").strip())
    figures = ((line.estate, line.figure, line.open) for line in lines)
    return exports.response(
        file_name=f"{gettext('Billing')} {day.isoformat()}",
        title=gettext("Billing"),
        columns=[
            exports.Column(gettext("Estate"), width=24),
            exports.Column(gettext("Newest bills"), width=14),
            exports.Column(pgettext("sum", "Billed"), kind.MONEY),
            exports.Column(gettext("Came in for them"), kind.MONEY),
            exports.Column(gettext("Current collection rate"), kind.PERCENT),
            exports.Column(gettext("Open, with arrears"), kind.MONEY),
        ],
        rows=(
            (estate.name, month_name(of.month), Money(of.due_fen), Money(of.collected_fen), _ratio(of), left)
            if of
            else (estate.name, "", None, None, None, None)
            for estate, of, left in figures
        ),
    )


def _ratio(figure: MonthFigure) -> float | None:
    value = figure.rates.current.value
    return None if value is None else float(value)


def _estates(request: access.Request, month: Month, search: str) -> list[EstateLine]:
    """Return the estates that this person bills, those that wait for an issue first."""
    figures = queries.newest_figures()
    lines = []
    for estate in places.estates_for(actor=request.actor, search=search):
        if request.actor.may(Right.TAKE_CASH, estate.id):
            figure = figures.get(estate.id)
            is_behind = estate.state in SERVED and (figure is None or figure.month < month)
            lines.append(EstateLine(estate, figure, is_behind))
    return sorted(lines, key=lambda line: not line.is_behind)


@access.staff(Right.TAKE_CASH)
def estate_billing_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the estate's months with what was billed, paid and is open, and each month's own rate."""
    actor, day, kind = request.actor, city_day(request.at), exports.Kind
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    months = queries.billed_months(actor=actor, estate_id=estate_id)
    return exports.response(
        file_name=f"{estate.name} {gettext('Billing')} {day.isoformat()}",
        title=gettext("Billing"),
        columns=[
            exports.Column(gettext("Month"), width=12),
            exports.Column(gettext("Bills"), kind.NUMBER),
            exports.Column(gettext("Homes"), kind.NUMBER),
            exports.Column(pgettext("sum", "Billed"), kind.MONEY),
            exports.Column(gettext("Paid"), kind.MONEY),
            exports.Column(gettext("Taken off"), kind.MONEY),
            exports.Column(gettext("Open"), kind.MONEY),
            exports.Column(gettext("Current collection rate"), kind.PERCENT),
        ],
        rows=(
            (
                *(month_name(month.month), month.bills, month.homes, month.billed, month.paid, month.credited),
                *(month.open, _ratio(month.figure) if month.figure else None),
            )
            for month in months
        ),
    )


@access.staff(Right.TAKE_CASH)
def estate_billing(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's months: billed, paid, open, and what to do next."""
    actor, today = request.actor, city_day(request.at)
    months = queries.billed_months(actor=actor, estate_id=estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "lines": [MonthLine(month, is_running=month.month >= Month.of(today)) for month in months],
        "newest": months[0] if months else None,
        "open": Money.total(month.open for month in months),
        "overdue_months": sum(1 for month in months if month.open and month.month < Month.of(today)),
        "to_issue": queries.months_to_issue(actor=actor, estate_id=estate_id, today=today)
        if actor.may(Right.PREPARE_BILLS, estate_id)
        else [],
        "this_month": Month.of(today),
        "undecided": queries.waivers_undecided(estate_id),
        "corrections": queries.corrections_undecided(estate_id),
        "cancellations": payments.cancellations_undecided(estate_id),
        "give_backs": queries.give_backs_undecided(estate_id),
        "may_correct": actor.may(Right.WRITE_CREDIT_NOTE, estate_id),
        "may_prepare": actor.may(Right.PREPARE_BILLS, estate_id),
        "may_settle_ending": actor.may(Right.SETTLE_ENDING, estate_id),
    }
    return render(request, "operations/billing_estate.html", context)
