"""A home's bills and its statement of a year, on the screen and on paper."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal
from laoyou.core.money import Money
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash, statements
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.billing.words import BILL_STATES, CHANNELS, WAIVER_KINDS, WAIVER_STATES, WAYS_BACK
from laoyou.platforms.operations.forms import errors_of, page_of
from laoyou.system.billing import queries, use_cases
from laoyou.system.places import queries as places

EARLIEST_YEAR = 2000


@access.staff(Right.TAKE_CASH)
def home_bills(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Show what a home owes and all its bills, the newest first."""
    return home_with(request, estate_id, home_id)


def home_with(request: access.Request, estate_id: int, home_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Return the page of the home's bills, with what was refused about giving back its credit."""
    actor, today = request.actor, city_day(request.at)
    may_waive = actor.may(Right.REQUEST_WAIVER, estate_id)
    page = queries.bills_of_home(actor=actor, estate_id=estate_id, home_id=home_id, page=page_of(request), size=24)
    bills = queries.open_bills(actor=actor, estate_id=estate_id, home_id=home_id)
    former = queries.owed_by_former_owners(
        actor=actor, estate_id=estate_id, home_id=home_id, bills=[*page.rows, *bills], today=today
    )
    due = queries.due_of_home(actor=actor, estate_id=estate_id, home_id=home_id)
    left = queries.credit_of_former_owners(actor=actor, estate_id=estate_id, home_id=home_id, today=today)
    own_credit = due.credit - left.amount if left else due.credit
    errors = errors_of(refusal)
    if "form" in errors and request.POST.get("amount"):  # what is no amount says no field
        errors["amount"] = errors.pop("form")
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "home": places.home_for(actor=actor, estate_id=estate_id, home_id=home_id),
        "due": due,
        "left_behind": left,
        "own_credit": own_credit,
        "whose": [
            ("former", gettext("what the former owner left, ¥%(amount)s") % {"amount": left.amount}),
            ("own", gettext("what the owners of today paid in advance, ¥%(amount)s") % {"amount": own_credit}),
        ]
        if left
        else [],
        "give_back": queries.give_back_of_home(actor=actor, estate_id=estate_id, home_id=home_id),
        "asked_states": deciding.STATES,
        "ways_back": list(WAYS_BACK.items()),
        "ways": WAYS_BACK,
        "errors": errors,
        "opening": refusal is not None,
        "typed": {
            "amount": request.POST.get("amount", str(left.amount if left else due.credit)),
            "whose": request.POST.get("whose", "former"),
            **{name: request.POST.get(name, "") for name in ("way", "receiver", "reason")},
        },
        "page": page,
        "former": former,
        "former_due": Money.total(bill.open for bill in bills if bill.id in former),
        "waivers": queries.waivers_for(actor=actor, estate_id=estate_id, home_id=home_id).rows if may_waive else [],
        "may_waive": may_waive,
        "today": today,
        "bill_states": BILL_STATES,
        "kinds": WAIVER_KINDS,
        "waiver_states": WAIVER_STATES,
    }
    return render(request, "operations/billing_home.html", context, status=422 if refusal else 200)


@access.staff(Right.TAKE_CASH)
@require_POST
def use_credit(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Pay the home's open bills from its credit."""
    try:
        used = use_cases.use_credit(actor=request.actor, estate_id=estate_id, home_id=home_id, at=request.at)
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="soon")
    else:
        flash.say(request, gettext("¥%(amount)s of the credit paid the oldest bills.") % {"amount": used})
    return redirect("operations:home_bills", estate_id=estate_id, home_id=home_id)


@access.staff(Right.TAKE_CASH)
def statement(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Show the home's account of a year, ready to be printed."""
    actor, today = request.actor, city_day(request.at)
    made = _statement(request, estate_id, home_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "statement": made,
        "settled": made.paid + made.taken_off - made.given_back - made.left_as_deposits,
        "today": today,
        "is_this_year": made.year == today.year,
        "channels": CHANNELS,
    }
    return render(request, "operations/billing_statement.html", context)


@access.staff(Right.TAKE_CASH)
def statement_export(request: access.Request, estate_id: int, home_id: int) -> HttpResponseBase:
    """Hand out the home's account of a year as a sheet."""
    return statements.sheet(_statement(request, estate_id, home_id))


@access.staff(Right.TAKE_CASH)
def statement_paper(request: access.Request, estate_id: int, home_id: int) -> HttpResponse:
    """Hand out the home's account of a year on paper."""
    made = _statement(request, estate_id, home_id)
    return statements.paper(actor=request.actor, statement=made, today=city_day(request.at))


def _statement(request: access.Request, estate_id: int, home_id: int) -> queries.Statement:
    today, asked = city_day(request.at), request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and EARLIEST_YEAR <= int(asked) <= today.year else today.year
    return queries.statement(actor=request.actor, estate_id=estate_id, home_id=home_id, year=year)
