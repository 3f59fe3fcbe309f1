"""Money that nobody has been found for yet: one person says whose it is, a second one confirms."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding, payments
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.platforms.operations.payments import CHANNELS, SEEN, TROUBLES
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.payments.queries import RefundsFilter
from laoyou.system.payments.refunds.rules.limits import may_be_refunded
from laoyou.system.payments.rules.settling import Outcome
from laoyou.system.places import queries as places


@access.staff(Right.CLOSE_MONTH)
def suspense(request: access.Request) -> HttpResponse:
    """Show the money of all one's estates, and of the centre, that nobody has been found for yet."""
    actor = request.actor
    page = queries.suspense_page(actor=actor, page=page_of(request))
    said = queries.assignments_for(actor=actor, rows=page.rows)
    asked = queries.refunds_for(actor=actor, wanted=RefundsFilter(standing="asked"), size=exports.ROWS_OF_A_SHEET).rows
    going = {(refund.estate_id, refund.payment_id): refund.amount for refund in asked}
    under_way = queries.on_its_way_for(actor=actor)
    names = _estate_names(actor)
    context = {
        "page": page,
        "rows": [
            (row, said.get(row.id), names.get(row.estate_id, ""), going.get((row.estate_id, row.id)))
            for row in page.rows
        ],
        "sum": queries.sum_in_suspense(actor=actor),
        "under_way": [(money, names.get(money.to_estate_id, "")) for money in under_way],
        "late": [money for money in under_way if money.is_late],
        "names": {"channels": CHANNELS, "troubles": TROUBLES, "states": deciding.STATES},
    }
    return render(request, "operations/suspense.html", context)


@access.staff(Right.CLOSE_MONTH)
def suspense_export(request: access.Request) -> HttpResponseBase:
    """Hand out what waits, with what is said of it."""
    actor = request.actor
    waiting = queries.suspense_for(actor=actor)
    said = queries.assignments_for(actor=actor, rows=waiting)
    names = _estate_names(actor)
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Money not assigned')} {city_day(request.at).isoformat()}",
        title=gettext("Money not assigned"),
        columns=[
            exports.Column(gettext("Paid at"), kind.MOMENT),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Way of paying"), width=12),
            exports.Column(gettext("What is wrong"), width=26),
            exports.Column(gettext("In the books of"), width=18),
            exports.Column(gettext("Home of the order"), width=20),
            exports.Column(gettext("Order number"), width=28),
            exports.Column(gettext("Transaction"), width=34),
            exports.Column(gettext("Said to belong to"), width=24),
            exports.Column(gettext("Asked by"), width=12),
            exports.Column(gettext("How they know"), width=40),
        ],
        rows=(
            (
                *(row.paid_at, row.amount, CHANNELS.get(row.channel, row.channel)),
                *(TROUBLES.get(row.trouble, row.trouble), names.get(row.estate_id, ""), row.home_label),
                *(row.order_number, row.transaction, *_said(said.get(row.id))),
            )
            for row in waiting
        ),
    )


@access.staff(Right.CLOSE_MONTH)
def suspense_one(request: access.Request, held_in: int, payment_id: int) -> HttpResponse:
    """Show money that waits; say whose it is and how one knows, or decide what somebody else says."""
    if request.method == "POST":
        row = queries.suspense_one(actor=request.actor, held_in=held_in, payment_id=payment_id)
        try:
            _ask(request, row, _typed(request, row))
        except Refusal as refusal:
            return one_with(request, held_in, payment_id, refusal)
        flash.say(request, gettext("A second person has to confirm it. Until then the money stays where it is."))
        return redirect("operations:suspense")
    try:
        return one_with(request, held_in, payment_id)
    except NotFound:
        if queries.refunds_of_payment(actor=request.actor, estate_id=held_in, payment_id=payment_id):
            return redirect("operations:refunds")  # all of it goes back: it waits for nobody any more
        raise


def one_with(request: access.Request, held_in: int, payment_id: int, refusal: Refusal | None = None) -> HttpResponse:
    """Return the page of money that waits, with what was refused about it."""
    actor = request.actor
    row = queries.suspense_one(actor=actor, held_in=held_in, payment_id=payment_id)
    said = queries.assignments_for(actor=actor, rows=[row]).get(row.id)
    names = _estate_names(actor)
    refunds = queries.refunds_of_payment(actor=actor, estate_id=held_in, payment_id=payment_id)
    is_given_back = row.trouble == Outcome.REFUNDED
    errors = errors_of(refusal)
    if "form" in errors and request.POST.get("amount"):  # what is no amount says no field
        errors["amount"] = errors["form"]
    context = {
        "row": row,
        "refunds": [(refund, None) for refund in refunds],
        "may_refund": said is None
        and row.rest.fen > 0
        and not any(refund.asked.waits for refund in refunds)
        and may_be_refunded(channel=row.channel, place=row.place, was_returned=is_given_back),
        **payments.words_of_refunds(),
        "said": said,
        "said_estate": names.get(said.to_estate_id, "") if said and said.to_estate_id else "",
        "is_given_back": is_given_back,
        "typed": _typed(request, row),
        "refunding": refusal is not None and "amount" in request.POST,
        "errors": errors,
        "held_in": names.get(held_in, gettext("The centre itself")),
        "choices": [(key, name) for key, name in names.items() if key and held_in in (0, key)],
        "names": {"channels": CHANNELS, "troubles": TROUBLES, "seen": SEEN, "states": deciding.STATES},
    }
    return render(request, "operations/suspense_one.html", context, status=422 if refusal else 200)


@access.staff(Right.CLOSE_MONTH)
@require_POST
def decide(request: access.Request, held_in: int, assignment_id: int) -> HttpResponse:
    """Confirm or refuse what somebody else says; take back one's own word."""
    act = partial(use_cases.decide_assignment, held_in=held_in, assignment_id=assignment_id)
    return deciding.decided(request, act, otherwise=reverse("operations:suspense"))


def _typed(request: access.Request, row: queries.PaymentRow) -> dict[str, str]:
    return {
        "estate": request.POST.get("estate", str(row.estate_id or "")),
        "home": request.POST.get("home", row.home_label),
        "reason": request.POST.get("reason", ""),
        "amount": request.POST.get("amount", str(row.rest)),
    }


def _ask(request: access.Request, row: queries.PaymentRow, typed: dict[str, str]) -> None:
    actor = request.actor
    if row.trouble == Outcome.REFUNDED:
        use_cases.ask_return(
            actor=actor, held_in=row.estate_id, payment_id=row.id, reason=typed["reason"], at=request.at
        )
        return
    estate_id = number_or_none(typed["estate"])
    if estate_id is None or not actor.may(Right.CLOSE_MONTH, estate_id):
        raise HomeUnclear
    home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=typed["home"])
    if home_id is None:
        raise HomeUnclear
    use_cases.ask_assignment(
        actor=actor,
        held_in=row.estate_id,
        payment_id=row.id,
        estate_id=estate_id,
        home_id=home_id,
        reason=typed["reason"],
        at=request.at,
    )


def _said(said: queries.AssignmentView | None) -> tuple[str, str, str]:
    if said is None:
        return ("", "", "")
    whose = gettext("Given back by the channel") if said.is_return else said.to_home_label
    return (whose, said.asked.asked_by_name, said.asked.reason)


def _estate_names(actor: Actor) -> dict[int, str]:
    """Return the names of the estates whose money this person works on, 0 being the centre's own books."""
    estates = places.estates_for(actor=actor)
    return {0: gettext("The centre itself")} | {
        estate.id: estate.name for estate in estates if actor.may(Right.CLOSE_MONTH, estate.id)
    }
