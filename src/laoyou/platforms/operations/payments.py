"""Money that came in: the list of an estate, one payment with its bills and receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, paper
from laoyou.platforms.formats import month_name
from laoyou.platforms.operations import deciding
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.platforms.operations.words import Words
from laoyou.system.billing import queries as billing
from laoyou.system.billing.deposits.queries import deposits_of_payment
from laoyou.system.payments import queries
from laoyou.system.payments.queries import PaymentsFilter
from laoyou.system.payments.refunds.rules.limits import may_be_refunded
from laoyou.system.payments.rules.settling import TAKEN_AT_A_TILL, Outcome, may_be_cancelled
from laoyou.system.places import queries as places

CHANNELS: Words = {
    "wechat": gettext_lazy("WeChat Pay"),
    "alipay": gettext_lazy("Alipay"),
    "cash": gettext_lazy("Cash"),
    "bank": gettext_lazy("Bank transfer"),
    "pos": gettext_lazy("Card terminal"),
}
PLACES = {
    "applied": gettext_lazy("The home's"),
    "suspense": gettext_lazy("Not assigned"),
    "moved": gettext_lazy("Sent on"),
    "returned": gettext_lazy("Given back"),
    "cancelled": gettext_lazy("Entered by mistake"),
}
TROUBLES = {
    "wrong_amount": gettext_lazy("Another amount than was asked for"),
    "second_payment": gettext_lazy("A second payment of the same order"),
    "paid_after_close": gettext_lazy("Came after the order was closed"),
    "late": gettext_lazy("A transfer that came after its time"),
    "unmatched": gettext_lazy("No such order here"),
    "refunded": gettext_lazy("The channel says that it gave this back"),
}
SEEN = {
    "notification": gettext_lazy("told by the channel"),
    "query": gettext_lazy("found by asking the channel"),
    "desk": gettext_lazy("taken at the desk"),
    "suspense": gettext_lazy("assigned by a person"),
    "bill": gettext_lazy("found in the channel's bill"),
    "statement": gettext_lazy("found in the bank's statement"),
}
REFUND_STAGES: Words = {
    "ready": gettext_lazy("Approved, the channel is being asked"),
    "sent": gettext_lazy("With the channel"),
    "abnormal": gettext_lazy("The payer's account can't take it"),
    "refunded": gettext_lazy("Went back to the payer"),
    "failed": gettext_lazy("Did not go back"),
}
REFUND_TROUBLES: Words = {
    "closed by the channel": gettext_lazy("it has closed the refund"),
    "the channel has no such refund": gettext_lazy("it has no such refund"),
    "NOT_ENOUGH": gettext_lazy("the merchant's account is too low"),
    "ACQ.SELLER_BALANCE_NOT_ENOUGH": gettext_lazy("the merchant's account is too low"),
    "ConnectError": gettext_lazy("nothing, it can't be reached"),
    "ConnectTimeout": gettext_lazy("nothing, it can't be reached"),
    "ReadTimeout": gettext_lazy("nothing, it did not answer in time"),
    "ChannelNotReady": gettext_lazy("nothing, it is not set up here"),
}
"""Words for what is known of refunds that don't get on; anything else is shown as the channel says it."""
STEPS = {
    "created": gettext_lazy("Order opened"),
    "waiting": gettext_lazy("The channel waits for the payer"),
    "unknown": gettext_lazy("The channel did not answer"),
    "paid": gettext_lazy("The money arrived"),
    "closed": gettext_lazy("Order closed"),
    "exception": gettext_lazy("Money of another amount came"),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """The filter as the address says it."""

    month: str
    channel: str
    place: str
    search: str

    @property
    def is_narrowed(self) -> bool:
        return bool(self.month or self.channel or self.place or self.search)


@access.staff(Right.TAKE_CASH)
def payments(request: access.Request, estate_id: int) -> HttpResponse:
    """Show the estate's payments with their sum, narrowed by month, way, place or a search."""
    actor, chosen = request.actor, _chosen(request)
    wanted, today = _wanted(chosen), city_day(request.at)
    first = queries.first_payment_on(actor=actor, estate_id=estate_id)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.payments_for(actor=actor, estate_id=estate_id, wanted=wanted, page=page_of(request)),
        "totals": queries.payment_totals(actor=actor, estate_id=estate_id, wanted=wanted),
        "chosen": chosen,
        "may_assign": actor.may(Right.CLOSE_MONTH, estate_id),
        "months": [("", gettext("All months")), *_months(first or today, today)],
        "channels": [("", gettext("Every way")), *CHANNELS.items()],
        "places": [
            ("", gettext("Everywhere")),
            *((place, PLACES[place]) for place in ("applied", "suspense", "cancelled")),
        ],
        "names": {"channels": CHANNELS, "places": PLACES, "troubles": TROUBLES},
    }
    return render(request, "operations/payments.html", context)


@access.staff(Right.TAKE_CASH)
def payments_export(request: access.Request, estate_id: int) -> HttpResponseBase:
    """Hand out the list as it is filtered."""
    actor = request.actor
    estate = places.estate_for(actor=actor, estate_id=estate_id)
    rows = queries.payments_to_export(actor=actor, estate_id=estate_id, wanted=_wanted(_chosen(request)))
    kind = exports.Kind
    return exports.response(
        file_name=f"{estate.name} {gettext('Payments')} {city_day(request.at).isoformat()}",
        title=gettext("Payments"),
        columns=[
            exports.Column(gettext("Paid at"), kind.MOMENT),
            exports.Column(gettext("Home"), width=20),
            exports.Column(gettext("Amount"), kind.MONEY),
            exports.Column(gettext("Way of paying"), width=12),
            exports.Column(gettext("Where it is"), width=12),
            exports.Column(gettext("Receipt number"), width=16),
            exports.Column(gettext("Order number"), width=28),
            exports.Column(gettext("Transaction"), width=34),
            exports.Column(gettext("Taken by"), width=12),
        ],
        rows=(
            (
                *(row.paid_at, row.home_label, row.amount, CHANNELS.get(row.channel, row.channel)),
                *(PLACES.get(row.place, row.place), row.receipt_number, row.order_number, row.transaction),
                row.taken_by_name,
            )
            for row in rows
        ),
    )


@access.staff(Right.TAKE_CASH)
def payment(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Show one payment: what it paid, its receipt, its way here."""
    return payment_with(request, estate_id, payment_id)


def payment_with(
    request: access.Request, estate_id: int, payment_id: int, refusal: Refusal | None = None
) -> HttpResponse:
    """Return the payment's page, with what was refused about taking it back."""
    actor = request.actor
    row = queries.payment_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    bills = billing.bills_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    try:
        receipt = queries.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    except NotFound:
        receipt = None
    cancellation = queries.cancellation_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    deposits = deposits_of_payment(estate_id=estate_id, payment_id=payment_id)
    refunds = queries.refunds_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    may_refund = (
        row.place == "applied"
        and row.rest.fen > 0
        and may_be_refunded(channel=row.channel, place=row.place, was_returned=row.trouble == Outcome.REFUNDED)
        and not any(refund.asked.waits for refund in refunds)
    )
    errors = errors_of(refusal)
    if "form" in errors and request.POST.get("amount"):  # what is no amount says no field
        errors["amount"] = errors["form"]
    context = {
        "refunds": [(refund, _effect(actor, refund, request.at)) for refund in refunds],
        "may_refund": may_refund,
        "sources": _sources(actor, row, request.at) if may_refund else None,
        "typed": _typed_refund(request, row),
        **words_of_refunds(),
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "cancellation": cancellation,
        "asked_states": deciding.STATES,
        "may_cancel": cancellation is None and may_be_cancelled(channel=row.channel, place=row.place),
        "errors": errors,
        "refusal": refusal,
        "at_the_desk": TAKEN_AT_A_TILL,
        "reason": request.POST.get("reason", ""),
        "payment": row,
        "bills": bills,
        "deposits": deposits,
        "credit": row.amount - Money.total(part for _, part in bills) - Money.total(part for _, part in deposits),
        "receipt": receipt,
        "steps": queries.steps_of_order(actor=actor, estate_id=estate_id, order_id=row.order_id)
        if row.order_id
        else [],
        "names": {"channels": CHANNELS, "places": PLACES, "troubles": TROUBLES, "seen": SEEN, "steps": STEPS},
        "may_assign": row.place == "suspense" and actor.may(Right.CLOSE_MONTH, estate_id),
    }
    return render(request, "operations/payment.html", context, status=422 if refusal else 200)


def words_of_refunds() -> dict[str, Words]:
    """Return the words that every page with refunds on it needs."""
    return {
        "stages": REFUND_STAGES,
        "decisions": deciding.STATES,
        "channels": CHANNELS,
        "troubles": REFUND_TROUBLES,
    }


def _effect(actor: Actor, refund: queries.RefundView, at: datetime) -> billing.RefundEffect | None:
    """Return what a refund that waits would take back now; nothing for one that was decided, or of no home."""
    if not refund.asked.waits or refund.home_id is None:
        return None
    return billing.refund_effect(
        actor=actor,
        estate_id=refund.estate_id,
        home_id=refund.home_id,
        payment_id=refund.payment_id,
        amount=refund.amount,
        takes_credit=refund.takes_credit,
        bill_ids=refund.reopens,
        today=city_day(at),
    )


def _sources(actor: Actor, row: queries.PaymentRow, at: datetime) -> billing.RefundSources:
    return billing.refund_sources(
        actor=actor, estate_id=row.estate_id, home_id=row.home_id or 0, payment_id=row.id, today=city_day(at)
    )


def _typed_refund(request: access.Request, row: queries.PaymentRow) -> dict[str, object]:
    is_typed = "amount" in request.POST
    return {
        "amount": request.POST.get("amount", str(row.rest)),
        "credit": not is_typed or bool(request.POST.get("credit")),
        "bills": {number_or_none(text) for text in request.POST.getlist("bill")} if is_typed else None,
        "outside_number": request.POST.get("outside_number", ""),
    }


@access.staff(Right.TAKE_CASH)
def receipt_pdf(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Show the receipt on paper, ready to print."""
    return paper.response(actor=request.actor, estate_id=estate_id, payment_id=payment_id)


def _chosen(request: access.Request) -> Chosen:
    return Chosen(**{name: request.GET.get(name, "").strip() for name in Chosen.__slots__})


def _wanted(chosen: Chosen) -> PaymentsFilter:
    try:
        month = Month.parse(chosen.month)
    except ValueError:
        month = None
    return PaymentsFilter(
        month=month,
        channel=chosen.channel if chosen.channel in CHANNELS else "",
        place=chosen.place if chosen.place in PLACES else "",
        search=chosen.search,
    )


def _months(first: date, today: date) -> list[tuple[str, str]]:
    """Return every month since the first payment, the newest first."""
    month, shown = Month.of(today), []
    while month >= Month.of(first):
        shown.append((str(month), str(month_name(month))))
        month = month.previous
    return shown
