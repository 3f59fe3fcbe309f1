"""Money that goes back by its channel: asked for at the payment, approved by a second person, followed to its end."""

from __future__ import annotations

from functools import partial

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy
from django.views.decorators.http import require_POST

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash
from laoyou.platforms.operations import deciding, payments, suspense
from laoyou.platforms.operations.forms import number_or_none, page_of
from laoyou.platforms.operations.shell import own_address
from laoyou.platforms.operations.words import Words
from laoyou.system.billing import use_cases as billing
from laoyou.system.payments import queries
from laoyou.system.payments.queries import RefundsFilter
from laoyou.system.payments.refunds import use_cases
from laoyou.system.payments.refunds.queries import STANDINGS
from laoyou.system.places import queries as places

NARROWED_TO: Words = {
    "asked": gettext_lazy("Waits for a second person"),
    "under_way": gettext_lazy("On its way"),
    "refunded": gettext_lazy("Went back to the payer"),
    "abnormal": gettext_lazy("The payer's account can't take it"),
    "failed": gettext_lazy("Did not go back"),
    "refused": gettext_lazy("Refused by a second person"),
    "withdrawn": gettext_lazy("Taken back"),
}


@access.staff(Right.TAKE_CASH)
def refunds(request: access.Request) -> HttpResponse:
    """Show what goes back of all one's estates, what waits for a second person first."""
    actor, wanted = request.actor, _wanted(request)
    context = {
        "page": queries.refunds_for(actor=actor, wanted=wanted, page=page_of(request)),
        "wanted": wanted,
        "is_narrowed": wanted != RefundsFilter(),
        "standings": [("", gettext("All")), *((code, NARROWED_TO[code]) for code in STANDINGS)],
        "estates": [("", gettext("All estates")), *_estates(actor).items()],
        "estate_names": _estates(actor) | {0: gettext("The centre itself")},
        **payments.words_of_refunds(),
    }
    return render(request, "operations/refunds.html", context)


@access.staff(Right.TAKE_CASH)
def refunds_export(request: access.Request) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    page = queries.refunds_for(actor=actor, wanted=_wanted(request), size=exports.ROWS_OF_A_SHEET)
    names = _estates(actor) | {0: gettext("The centre itself")}
    kind = exports.Kind
    return exports.response(
        file_name=f"{gettext('Refunds')} {city_day(request.at).isoformat()}",
        title=gettext("Refunds"),
        columns=[
            exports.Column(gettext("Estate"), width=18),
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Way of paying"), width=12),
            exports.Column(gettext("How it stands"), width=18),
            exports.Column(gettext("Went back at"), kind.MOMENT),
            exports.Column(gettext("Refund number"), width=28),
            exports.Column(gettext("Receipt number"), width=16),
            exports.Column(gettext("Trouble"), width=30),
            *deciding.columns(),
        ],
        rows=(
            (
                *(names.get(row.estate_id, ""), row.home_label, row.amount, payments.CHANNELS.get(row.channel, "")),
                *(payments.REFUND_STAGES.get(row.stage, deciding.STATES[row.asked.state]), row.refunded_at),
                *(row.number, row.receipt_number, row.trouble),
                *deciding.cells(row.asked),
            )
            for row in page.rows
        ),
    )


@access.staff(Right.TAKE_CASH)
@require_POST
def ask(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Ask to give a home's payment back, saying how much and what it takes back here."""
    typed = request.POST
    try:
        billing.ask_refund(
            actor=request.actor,
            estate_id=estate_id,
            payment_id=payment_id,
            amount=Money.parse(typed.get("amount", "")),
            takes_credit=bool(typed.get("credit")),
            bill_ids=[int(text) for text in typed.getlist("bill") if text.isdecimal() and len(text) < 18],
            reason=typed.get("reason", ""),
            outside_number=typed.get("outside_number", "").strip()[:64],
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return payments.payment_with(request, estate_id, payment_id, refusal)
    flash.say(request, gettext("A second person has to approve it. Until then the money stays where it is."))
    return redirect("operations:payment", estate_id=estate_id, payment_id=payment_id)


@access.staff(Right.CLOSE_MONTH)
@require_POST
def ask_of_suspense(request: access.Request, held_in: int, payment_id: int) -> HttpResponse:
    """Ask to give money in suspense back to whoever paid it."""
    try:
        use_cases.ask_refund(
            actor=request.actor,
            estate_id=held_in,
            payment_id=payment_id,
            amount=Money.parse(request.POST.get("amount", "")),
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        return suspense.one_with(request, held_in, payment_id, refusal)
    flash.say(request, gettext("A second person has to approve it. Until then the money stays where it is."))
    return redirect("operations:suspense_one", held_in=held_in, payment_id=payment_id)


@access.staff(Right.TAKE_CASH)
@require_POST
def decide(request: access.Request, held_in: int, refund_id: int) -> HttpResponse:
    """Let money go back that somebody else asked for, or refuse; take back one's own request."""
    act = partial(use_cases.decide_refund, estate_id=held_in, refund_id=refund_id)
    return deciding.decided(request, act, otherwise=reverse("operations:refunds"))


@access.staff(Right.TAKE_CASH)
@require_POST
def give_up(request: access.Request, held_in: int, refund_id: int) -> HttpResponse:
    """Stop a refund that its channel does not take."""
    try:
        use_cases.give_up_refund(
            actor=request.actor,
            estate_id=held_in,
            refund_id=refund_id,
            reason=request.POST.get("reason", ""),
            at=request.at,
        )
    except NotFound:
        raise
    except Refusal as refusal:
        flash.say(request, access.sentence(refusal), tone="late")
    else:
        flash.say(request, gettext("The channel is asked once more. If it has nothing, the money is here again."))
    return redirect(own_address(request.POST.get("next", "")) or reverse("operations:refunds"))


def _wanted(request: access.Request) -> RefundsFilter:
    standing = request.GET.get("standing", "")
    return RefundsFilter(
        standing=standing if standing in STANDINGS else "",
        estate_id=number_or_none(request.GET.get("estate", "")),
        search=request.GET.get("search", "").strip(),
    )


def _estates(actor: Actor) -> dict[int, str]:
    found = places.estates_for(actor=actor)
    return {estate.id: estate.name for estate in found if actor.may(Right.TAKE_CASH, estate.id)}
