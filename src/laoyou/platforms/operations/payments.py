"""Money that came in: the list of an estate, one payment with its bills and receipt, and what waits in suspense."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, Refusal
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.platforms import access, flash, paper
from laoyou.platforms.formats import month_name
from laoyou.platforms.operations.forms import errors_of, number_or_none, page_of
from laoyou.system.billing import queries as billing
from laoyou.system.payments import queries, use_cases
from laoyou.system.payments.errors import HomeUnclear
from laoyou.system.payments.queries import PaymentsFilter
from laoyou.system.places import queries as places

MONTHS_SHOWN = 13
CHANNELS = {
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
}
TROUBLES = {
    "wrong_amount": gettext_lazy("Another amount than was asked for"),
    "second_payment": gettext_lazy("A second payment of the same order"),
    "paid_after_close": gettext_lazy("Came after the order was closed"),
    "unmatched": gettext_lazy("No such order here"),
    "refunded": gettext_lazy("The channel says that it gave this back"),
}
SEEN = {
    "notification": gettext_lazy("told by the channel"),
    "query": gettext_lazy("found by asking the channel"),
    "desk": gettext_lazy("taken at the desk"),
    "suspense": gettext_lazy("assigned by a person"),
}
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
    wanted = _wanted(chosen)
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "page": queries.payments_for(actor=actor, estate_id=estate_id, wanted=wanted, page=page_of(request)),
        "totals": queries.payment_totals(actor=actor, estate_id=estate_id, wanted=wanted),
        "chosen": chosen,
        "may_assign": actor.may(Right.CLOSE_MONTH, estate_id),
        "months": [("", gettext("All months")), *_months(city_day(request.at))],
        "channels": [("", gettext("Every way")), *CHANNELS.items()],
        "places": [("", gettext("Everywhere")), *list(PLACES.items())[:2]],
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
    actor = request.actor
    row = queries.payment_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    bills = billing.bills_of_payment(actor=actor, estate_id=estate_id, payment_id=payment_id)
    try:
        receipt = queries.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    except NotFound:
        receipt = None
    context = {
        "estate": places.estate_for(actor=actor, estate_id=estate_id),
        "payment": row,
        "bills": bills,
        "credit": row.amount - Money.total(part for _, part in bills),
        "receipt": receipt,
        "steps": queries.steps_of_order(actor=actor, estate_id=estate_id, order_id=row.order_id)
        if row.order_id
        else [],
        "names": {"channels": CHANNELS, "places": PLACES, "troubles": TROUBLES, "seen": SEEN, "steps": STEPS},
        "may_assign": row.place == "suspense" and actor.may(Right.CLOSE_MONTH, estate_id),
    }
    return render(request, "operations/payment.html", context)


@access.staff(Right.TAKE_CASH)
def receipt_pdf(request: access.Request, estate_id: int, payment_id: int) -> HttpResponse:
    """Show the receipt on paper, ready to print."""
    return paper.response(actor=request.actor, estate_id=estate_id, payment_id=payment_id)


@access.staff(Right.CLOSE_MONTH)
def suspense(request: access.Request) -> HttpResponse:
    """Show the money of all one's estates, and of the centre, that nobody has been found for yet."""
    waiting = queries.suspense_for(actor=request.actor)
    context = {
        "rows": waiting,
        "sum": Money.total(row.amount for row in waiting),
        "estates": _estate_names(request.actor),
        "names": {"channels": CHANNELS, "troubles": TROUBLES},
    }
    return render(request, "operations/suspense.html", context)


@access.staff(Right.CLOSE_MONTH)
def suspense_one(request: access.Request, held_in: int, payment_id: int) -> HttpResponse:
    """Show money that waits, and make it a home's credit, with the reason."""
    actor = request.actor
    row = queries.suspense_one(actor=actor, held_in=held_in, payment_id=payment_id)
    names = _estate_names(actor)
    typed = {
        "estate": request.POST.get("estate", str(held_in or "")),
        "home": request.POST.get("home", row.home_label),
        "reason": request.POST.get("reason", ""),
    }
    refusal: Refusal | None = None
    if request.method == "POST":
        try:
            label = _assign(request, row, typed)
        except Refusal as error:
            refusal = error
        else:
            flash.say(request, gettext("Assigned to %(home)s. The receipt is issued.") % {"home": label})
            return redirect("operations:suspense")
    context = {
        "row": row,
        "typed": typed,
        "errors": errors_of(refusal),
        "held_in": names.get(held_in, gettext("The centre itself")),
        "choices": [(key, name) for key, name in names.items() if key and held_in in (0, key)],
        "names": {"channels": CHANNELS, "troubles": TROUBLES, "seen": SEEN},
    }
    return render(request, "operations/suspense_one.html", context, status=422 if refusal else 200)


def _assign(request: access.Request, row: queries.PaymentRow, typed: dict[str, str]) -> str:
    actor = request.actor
    estate_id = number_or_none(typed["estate"])
    if estate_id is None or not actor.may(Right.CLOSE_MONTH, estate_id):
        raise HomeUnclear
    home_id = places.home_id_by_text(actor=actor, estate_id=estate_id, text=typed["home"])
    if home_id is None:
        raise HomeUnclear
    use_cases.assign_suspense(
        actor=actor,
        held_in=row.estate_id,
        payment_id=row.id,
        estate_id=estate_id,
        home_id=home_id,
        reason=typed["reason"],
        at=request.at,
    )
    return places.home_labels(estate_id=estate_id, home_ids=[home_id])[home_id]


def _estate_names(actor: Actor) -> dict[int, str]:
    """Return the names of the estates whose money this person works on, 0 being the centre's own books."""
    estates = places.estates_for(actor=actor)
    return {0: gettext("The centre itself")} | {
        estate.id: estate.name for estate in estates if actor.may(Right.CLOSE_MONTH, estate.id)
    }


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


def _months(today: date) -> list[tuple[str, str]]:
    month = Month.of(today)
    shown = []
    for _ in range(MONTHS_SHOWN):
        shown.append((str(month), str(month_name(month))))
        month = month.previous
    return shown
