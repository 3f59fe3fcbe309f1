"""Costs that the centre paid for several estates: the list, the form with its key, one cost with each estate's part."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.core.money import Money
from laoyou.infra import files, pictures, scope
from laoyou.infra.actor import Right
from laoyou.platforms import access, flash
from laoyou.platforms.formats import account_name
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.forms import day_of, page_of
from laoyou.system.ledger.budgets import queries, use_cases
from laoyou.system.ledger.budgets.rules.costs import IN_HUNDREDTHS, KEY_NAMES, UNITS, CostState, Key, shown_quantity
from laoyou.system.ledger.rules.accounts import EXPENSE, Account
from laoyou.system.places import queries as places
from laoyou.system.places.queries.sizes import sizes_of_estates
from laoyou.system.work.orders import queries as work

CENTRE = 0
MOST_VOUCHERS = 12


class NotAQuantity(Refusal):
    code = "costs.not_a_quantity"
    sentence = mark("“%(text)s” is no quantity. Write a number, with at most two decimals for hours and areas.")


class ChooseKeyAndAccount(Refusal):
    code = "costs.choose_key_and_account"
    sentence = mark("Choose what the money was spent on, and by which key it is shared.")


@dataclass(frozen=True, slots=True)
class Typed:
    """The form as it was typed."""

    account: str = ""
    amount: str = ""
    spent_on: str = ""
    payee: str = ""
    text: str = ""
    key: str = Key.AREA.value
    key_source: str = ""
    shown: str = ""
    once: str = ""
    quantities: dict[int, str] = field(default_factory=dict)


@access.staff(Right.SHARE_COSTS)
def shared_costs(request: access.Request) -> HttpResponse:
    page = queries.shared_costs_for(actor=request.actor, page=page_of(request))
    return render(request, "operations/shared_costs.html", {"page": page})


@access.staff(Right.SHARE_COSTS)
def shared_cost_new(request: access.Request) -> HttpResponse:
    """Show the form, and record what was typed with its vouchers."""
    if request.method != "POST":
        key = request.GET.get("key", Key.AREA.value)
        key = key if key in list(Key) else Key.AREA.value
        return _form(request, Typed(spent_on=_today(request).isoformat(), key=key, once=secrets.token_urlsafe(18)))
    names = [name for name in Typed.__slots__ if name != "quantities"]
    quantities = {
        int(name.removeprefix("quantity-")): str(value).strip()
        for name, value in request.POST.items()
        if name.startswith("quantity-") and name.removeprefix("quantity-").isdecimal() and len(name) < 24
    }
    typed = Typed(**{name: request.POST.get(name, "").strip() for name in names}, quantities=quantities)
    try:
        with scope.estate(CENTRE):  # a refusal takes back the files' rows, too
            cost_id = _record(request, typed)
    except Refusal as refusal:
        if request.headers.get("HX-Request"):  # the form stands as it is, with its files; only the sentence comes
            return render(request, "operations/books_problem.html", {"refusal": refusal})
        return _form(request, typed, refusal)
    flash.say(request, gettext("Recorded. A second person has to approve it before the estates bear their parts."))
    address = reverse("operations:shared_cost", args=[cost_id])
    if request.headers.get("HX-Request"):
        return HttpResponse(headers={"HX-Redirect": address})
    return redirect(address)


@access.staff(Right.SHARE_COSTS)
def shared_cost(request: access.Request, cost_id: int) -> HttpResponse:
    """Show one cost: its key, each estate's part, what is still missing, the decision."""
    return _cost_page(request, cost_id)


@access.staff(Right.APPROVE_SHARED_COSTS)
@require_POST
def decide_shared_cost(request: access.Request, cost_id: int) -> HttpResponse:
    """Approve or refuse."""
    decision, reason = request.POST.get("decision", ""), request.POST.get("reason", "")
    try:
        use_cases.decide_shared_cost(
            actor=request.actor, cost_id=cost_id, approve=decision == "approve", reason=reason, at=request.at
        )
    except Refusal as refusal:
        return _cost_page(request, cost_id, refusal, reason)
    flash.say(request, gettext("Done. The books of the estates follow one after the other."))
    return redirect("operations:shared_cost", cost_id=cost_id)


@access.staff(Right.SHARE_COSTS)
@require_POST
def ask_shared_cost_reversal(request: access.Request, cost_id: int) -> HttpResponse:
    """Say that the cost is wrong in every estate, and why."""
    reason = request.POST.get("reason", "")
    try:
        use_cases.ask_shared_cost_reversal(actor=request.actor, cost_id=cost_id, reason=reason, at=request.at)
    except NotFound:
        raise
    except Refusal as refusal:
        return _cost_page(request, cost_id, refusal, reason)
    flash.say(request, gettext("A second person has to take it back. Until then the books stay as they are."))
    return redirect("operations:shared_cost", cost_id=cost_id)


@access.staff(Right.SHARE_COSTS)
@require_POST
def decide_shared_cost_reversal(request: access.Request, cost_id: int) -> HttpResponse:
    """Take the cost back that somebody else found wrong, or refuse; withdraw one's own request."""
    act = partial(use_cases.decide_shared_cost_reversal, cost_id=cost_id)
    return deciding.decided(request, act, otherwise=reverse("operations:shared_cost", args=[cost_id]))


@access.staff(Right.SHARE_COSTS)
def shared_cost_voucher(request: access.Request, cost_id: int, voucher_id: int) -> HttpResponseBase:
    file_id = queries.shared_cost_voucher(actor=request.actor, cost_id=cost_id, voucher_id=voucher_id)
    with scope.estate(CENTRE):
        if request.GET.get("size") == "page":
            return files.response(pictures.small_copy(estate_id=CENTRE, file_id=file_id, side=pictures.PAGE_WIDTH))
        return files.response(files.open_stored(estate_id=CENTRE, file_id=file_id))


def _record(request: access.Request, typed: Typed) -> int:
    if not typed.account.isdecimal() or int(typed.account[:3]) not in list(Account) or typed.key not in list(Key):
        raise ChooseKeyAndAccount
    key = Key(typed.key)
    quantities = {estate_id: _quantity(key, text) for estate_id, text in typed.quantities.items()}
    file_ids = [
        files.store(
            estate_id=CENTRE,
            name=handed.name or "voucher",
            content=handed.file,  # type: ignore[arg-type]
            purpose="voucher",
            actor=request.actor,
            at=request.at,
        )
        for handed in request.FILES.getlist("vouchers")[:MOST_VOUCHERS]
    ]
    return use_cases.record_shared_cost(
        actor=request.actor,
        account=Account(int(typed.account)),
        amount=Money.parse(typed.amount),
        spent_on=day_of(typed.spent_on, field="spent_on"),
        payee=typed.payee,
        text=typed.text,
        key=key,
        key_source=typed.key_source,
        quantities={estate_id: quantity for estate_id, quantity in quantities.items() if quantity},
        file_ids=file_ids,
        public_copies={} if typed.shown else dict.fromkeys(file_ids),
        once=typed.once,
        at=request.at,
    )


def _quantity(key: Key, text: str) -> int:
    """Return a typed quantity, in hundredths where the key counts them. Raises: NotAQuantity."""
    try:
        number = Decimal(text.replace(",", "") or "0") * (100 if key in IN_HUNDREDTHS else 1)
    except InvalidOperation:
        raise NotAQuantity(text=text) from None
    if not number.is_finite() or number < 0 or number != int(number) or number > 10**14:
        raise NotAQuantity(text=text)
    return int(number)


def _form(request: access.Request, typed: Typed, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    estate_ids = set(actor.estates_with(Right.RECORD_EXPENSE))
    estates = [estate for estate in places.estates_for(actor=actor) if estate.id in estate_ids]
    key = Key(typed.key) if typed.key in list(Key) else Key.AREA
    quantities = dict(typed.quantities)
    if request.method != "POST" and key in (Key.AREA, Key.HOMES):
        sizes = sizes_of_estates(actor=actor, estate_ids=list(estate_ids), day=_today(request))
        quantities = {
            estate_id: shown_quantity(key, size.centiares if key is Key.AREA else size.homes)
            for estate_id, size in sizes.items()
        }
    by_work = key in (Key.HOURS, Key.ORDERS)
    if request.method != "POST" and by_work:
        month = _month(request)
        quantities = _worked(actor.organisation_id or 0, key, month)
        source = gettext("Work orders of %(month)s, as the crews recorded them") % {"month": str(month)}
        typed = replace(typed, key_source=source)
    context = {
        "months": [Month.of(_today(request)), *_months_before(_today(request))] if by_work else [],
        "month": _month(request),
        "typed": typed,
        "key": key,
        "keys": [(known, gettext(name)) for known, name in KEY_NAMES.items()],
        "unit": UNITS[key],
        "accounts": [("", gettext("Choose")), *((int(account), account_name(account)) for account in sorted(EXPENSE))],
        "lines": [(estate, quantities.get(estate.id, "")) for estate in estates],
        "today": _today(request),
        "refusal": refusal,
    }
    return render(request, "operations/shared_cost_new.html", context, status=409 if refusal else 200)


def _month(request: access.Request) -> Month:
    """Return the month whose work is the key: the one that the address names, else the last one that is over."""
    try:
        return Month.parse(request.GET.get("month", ""))
    except ValueError:
        return Month.of(_today(request)).previous


def _months_before(day: date) -> list[Month]:
    first = Month.of(day).previous
    return [first, first.previous, first.previous.previous]


def _worked(organisation_id: int, key: Key, month: Month) -> dict[int, str]:
    """Return how many hours the crews worked in each estate in the month, or how many orders they finished."""
    if key is Key.HOURS:
        hours = work.hours_by_estate(organisation_id=organisation_id, month=month)
        return {estate_id: shown_quantity(key, int(spent * 100)) for estate_id, spent in hours.items()}
    orders = work.orders_by_estate(organisation_id=organisation_id, month=month)
    return {estate_id: shown_quantity(key, count) for estate_id, count in orders.items()}


def _cost_page(request: access.Request, cost_id: int, refusal: Refusal | None = None, reason: str = "") -> HttpResponse:
    actor = request.actor
    cost = queries.shared_cost_for(actor=actor, cost_id=cost_id)
    may_approve = actor.may(Right.APPROVE_SHARED_COSTS, CENTRE)
    context = {
        "cost": cost,
        "names": places.estate_names([part.estate_id for part in cost.parts]),
        "may_decide": may_approve and cost.state is CostState.RECORDED and actor.user_id != cost.recorded_by,
        "is_own": actor.user_id == cost.recorded_by,
        "may_reverse": cost.state is CostState.APPROVED
        and all(actor.may(Right.RECORD_EXPENSE, part.estate_id) for part in cost.parts),
        "states": deciding.STATES,
        "refusal": refusal,
        "reason": reason,
    }
    return render(request, "operations/shared_cost.html", context, status=409 if refusal else 200)


def _today(request: access.Request) -> date:
    return city_day(request.at)
