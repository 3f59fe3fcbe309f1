"""Bills of a month as a list, and one bill with all that happened to it."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext

from laoyou.core.area import Area
from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Right
from laoyou.platforms import access
from laoyou.platforms.formats import month_name
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing.words import BILL_STATES, STATE_CHOICES
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.system.billing import queries
from laoyou.system.billing.queries import BillView, MonthBills
from laoyou.system.billing.rules.lines import Method
from laoyou.system.places import queries as places


@access.staff(Right.TAKE_CASH)
def month_bills(request: access.Request, estate_id: int, month: Month) -> HttpResponse:
    """Show the month's bills, narrowed by home, state, building or item, with the sums of what is shown."""
    actor, wanted = request.actor, _wanted(request)
    today = city_day(request.at)
    items = queries.items_of_month(actor=actor, estate_id=estate_id, month=month)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "month": month,
        "page": queries.bills_of_month(
            actor=actor, estate_id=estate_id, month=month, today=today, wanted=wanted, page=page_of(request)
        ),
        "wanted": wanted,
        "is_narrowed": bool(wanted.search or wanted.state or wanted.building_id or wanted.item),
        "states": list(STATE_CHOICES.items()),
        "buildings": [("", gettext("All buildings")), *places.building_names(actor=actor, estate_id=estate_id)],
        "items": [("", gettext("All items")), *items] if len(items) > 1 else [],
        "today": today,
        "bill_states": BILL_STATES,
        "may_prepare": actor.may(Right.PREPARE_BILLS, estate_id),
        "runs": queries.runs_of_month(actor=actor, estate_id=estate_id, month=month),
    }
    return render(request, "operations/billing_month.html", context)


@access.staff(Right.TAKE_CASH)
def month_export(request: access.Request, estate_id: int, month: Month) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor, today = request.actor, city_day(request.at)
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    rows = queries.bills_to_export(actor=actor, estate_id=estate_id, month=month, today=today, wanted=_wanted(request))
    return exports.response(
        file_name=f"{estate.name} {gettext('Bills')} {month}",
        title=f"{gettext('Bills')} {month}",
        columns=_columns(),
        rows=(_exported(bill, today) for bill in rows),
    )


@access.staff(Right.TAKE_CASH)
def home_export(request: access.Request, estate_id: int, home_id: int) -> HttpResponseBase:
    """Hand out all bills of a home, the newest first."""
    actor, today = request.actor, city_day(request.at)
    home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    page = queries.bills_of_home(actor=actor, estate_id=estate_id, home_id=home_id, size=exports.READ_AT_MOST)
    return exports.response(
        file_name=f"{gettext('Bills')} {home.label} {today.isoformat()}",
        title=gettext("Bills"),
        columns=_columns(),
        rows=(_exported(bill, today) for bill in page.rows),
    )


@access.staff(Right.TAKE_CASH)
def bill_page(request: access.Request, estate_id: int, bill_id: int) -> HttpResponse:
    """Show one bill: the sum, how it was computed, what was paid and taken off."""
    return bill_with(request, estate_id, bill_id)


def bill_with(request: access.Request, estate_id: int, bill_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Return the bill's page, with what was refused about its credit note."""
    actor = request.actor
    story = queries.bill_story(actor=actor, estate_id=estate_id, bill_id=bill_id)
    waiting = queries.correction_of_bill(actor=actor, estate_id=estate_id, bill_id=bill_id)
    errors = errors_of(refusal)
    if "form" in errors:  # what is no amount says no field
        errors["amount"] = errors.pop("form")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "story": story,
        "bill": story.bill,
        "today": city_day(request.at),
        "former": queries.owed_by_former_owners(
            actor=actor,
            estate_id=estate_id,
            home_id=story.bill.home_id,
            bills=[story.bill],
            today=city_day(request.at),
        ).get(bill_id, ""),
        "is_late": story.bill.is_late(city_day(request.at)),
        "bill_states": BILL_STATES,
        "waiting": waiting,
        "asked_states": deciding.STATES,
        "may_credit": actor.may(Right.WRITE_CREDIT_NOTE, estate_id) and bool(story.most_to_credit) and waiting is None,
        "refusal": refusal,
        "errors": errors,
        "opening": refusal is not None,
        "typed": {
            "amount": request.POST.get("amount", str(story.bill.open or story.most_to_credit)),
            "reason": request.POST.get("reason", ""),
        },
    }
    return render(request, "operations/billing_bill.html", context, status=422 if refusal else 200)


def _wanted(request: access.Request) -> MonthBills:
    state = request.GET.get("state", "")
    return MonthBills(
        state=state if state in STATE_CHOICES else "",
        building_id=number_or_none(request.GET.get("building", "")),
        search=request.GET.get("search", "").strip(),
        item=request.GET.get("item", ""),
        sort=request.GET.get("sort", "home"),
    )


def _exported(bill: BillView, today: date) -> tuple[object, ...]:
    part = bill.explanation.parts[-1]
    state = "late" if bill.is_late(today) else bill.state.value
    return (
        bill.home_label,
        month_name(bill.month),
        bill.item_name,
        Area(part.quantity) if part.method is Method.BY_AREA else None,
        part.rate,
        bill.served_days,
        bill.sentence,
        bill.amount,
        bill.paid,
        bill.credited,
        bill.open,
        bill.due_on,
        BILL_STATES[state],
    )


def _columns() -> list[exports.Column]:
    kind = exports.Kind
    return [
        exports.Column(gettext("Home"), width=20),
        exports.Column(gettext("Month"), width=12),
        exports.Column(gettext("Item"), width=16),
        exports.Column(gettext("Area (m²)"), kind.AREA),
        exports.Column(gettext("Price (yuan)"), kind.NUMBER),
        exports.Column(gettext("Days served"), kind.NUMBER),
        exports.Column(gettext("How it is computed"), width=44),
        exports.Column(gettext("Amount"), kind.MONEY),
        exports.Column(gettext("Paid"), kind.MONEY),
        exports.Column(gettext("Taken off"), kind.MONEY),
        exports.Column(gettext("Open"), kind.MONEY),
        exports.Column(gettext("Due on"), kind.DAY),
        exports.Column(gettext("State"), width=12),
    ]
