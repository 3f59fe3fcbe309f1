"""All reads of payments."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Min, Q, QuerySet, Sum

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import exports
from laoyou.infra.actor import Actor, Right
from laoyou.infra.prepared import prepared
from laoyou.system.payments import reading
from laoyou.system.payments.cancelled import (
    CancellationView,
    cancellation_of_payment,
    cancellations_for,
    cancellations_undecided,
    cancelled_days,
)
from laoyou.system.payments.models import Order, OrderMove, Payment, Receipt
from laoyou.system.payments.openids import openid_of, way_to_wechat
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import Answer
from laoyou.system.payments.receipts import (
    PublicReceipt,
    ReceiptView,
    readable_receipts,
    receipt_by_check_code,
    receipt_for,
    receipts_of_home,
)
from laoyou.system.payments.refunds.queries import (
    HomeRefund,
    RefundOnReceipt,
    RefundsFilter,
    RefundView,
    refunds_for,
    refunds_of_home,
    refunds_of_payment,
)
from laoyou.system.payments.rows import PaymentRow, payment_rows
from laoyou.system.payments.rules.settling import Outcome
from laoyou.system.payments.transfers import (
    AccountRequest,
    AccountView,
    transfer_account,
    transfer_account_requests,
)
from laoyou.system.payments.unassigned import (
    AssignmentView,
    OnItsWay,
    assignments_for,
    assignments_undecided,
    on_its_way_for,
    sum_in_suspense,
    suspense_for,
    suspense_one,
    suspense_page,
)
from laoyou.system.payments.waiting import WAITING
from laoyou.system.payments.words import CHANNEL_NAMES
from laoyou.system.places import queries as places

__all__ = [
    "WAITING",
    "AccountRequest",
    "AccountView",
    "AssignmentView",
    "CancellationView",
    "HomeRefund",
    "OnItsWay",
    "OrderStep",
    "OrderView",
    "PaymentRow",
    "PaymentTotals",
    "PaymentsFilter",
    "PublicReceipt",
    "ReceiptView",
    "RefundOnReceipt",
    "RefundView",
    "RefundsFilter",
    "answer_to_channel",
    "assignments_for",
    "assignments_undecided",
    "cancellation_of_payment",
    "cancellations_for",
    "cancellations_undecided",
    "cancelled_days",
    "channel_name",
    "on_its_way_for",
    "openid_of",
    "order_for",
    "order_lines",
    "payer_of_payment",
    "payment_for",
    "payment_totals",
    "payments_for",
    "payments_to_export",
    "readable_receipts",
    "ready_channels",
    "receipt_by_check_code",
    "receipt_for",
    "receipts_of_home",
    "refunds_for",
    "refunds_of_home",
    "refunds_of_payment",
    "steps_of_order",
    "sum_in_suspense",
    "suspense_for",
    "suspense_one",
    "suspense_page",
    "transfer_account",
    "transfer_account_requests",
    "way_to_wechat",
]

_LINES = """
SELECT subject, subject_id, amount_fen FROM payments_order_line
WHERE estate_id = %(estate_id)s AND order_id = %(order_id)s ORDER BY line_number
"""


@dataclass(frozen=True, slots=True)
class OrderView:
    """An order as its payer or the desk sees it. `address` is the way to the cashier once the channel has given it.

    Of a transfer, `note_code` is what its note has to carry and `account` where it goes, until it has ended.
    `was_given_back`: the channel had returned the money before it reached us.
    """

    estate_id: int
    id: int
    number: str
    home_id: int
    channel: str
    amount: Money
    state: str
    payer_name: str
    way: str
    address: str
    bridge: Mapping[str, str]
    trouble: str
    created_at: datetime
    expires_at: datetime
    payment_id: int | None
    paid_at: datetime | None
    was_given_back: bool
    note_code: str
    account: AccountView | None


@dataclass(frozen=True, slots=True)
class PaymentsFilter:
    """What a list of payments is narrowed to; empty means all. `search` looks at home, receipt, order, transaction."""

    month: Month | None = None
    day: date | None = None
    channel: str = ""
    place: str = ""
    search: str = ""
    home_id: int | None = None


@dataclass(frozen=True, slots=True)
class PaymentTotals:
    count: int
    amount: Money
    in_suspense: int


@dataclass(frozen=True, slots=True)
class OrderStep:
    from_state: str
    to_state: str
    reason: str
    actor: str
    at: datetime


def channel_name(channel: str) -> str:
    """Return the channel's name in English, to be translated where it is shown."""
    return CHANNEL_NAMES.get(channel, channel)


def ready_channels() -> list[str]:
    """Return the gateways that a payer can be offered here."""
    return doors.ready_channels()


def answer_to_channel(channel: str, *, is_accepted: bool) -> Answer:
    """Return what the channel wants to hear after its notification. Raises: ChannelNotReady."""
    return doors.provider_for(channel).answer(is_accepted=is_accepted)


def order_for(*, actor: Actor, estate_id: int, order_id: int) -> OrderView:
    """Return the order. Raises: NotFound, also for another's."""
    order = Order.objects.filter(estate_id=estate_id, id=order_id).first()
    if order is None:
        raise NotFound
    reading.require_reader_of_order(actor, order, city_day(order.created_at))
    arrived = list(Payment.objects.filter(estate_id=estate_id, order_id=order_id).order_by("id"))
    paid = next((payment for payment in arrived if payment.place == "applied"), None)
    return OrderView(
        estate_id=estate_id,
        id=order.id,
        number=order.number,
        home_id=order.home_id,
        channel=order.channel,
        amount=Money(order.amount_fen),
        state=order.state,
        payer_name=order.payer_name,
        way=order.prepay.get("way", ""),
        address=order.prepay.get("address", ""),
        bridge=order.prepay.get("bridge", {}),
        trouble=order.trouble,
        created_at=order.created_at,
        expires_at=order.expires_at,
        payment_id=paid.id if paid else None,
        paid_at=paid.paid_at if paid else None,
        was_given_back=any(payment.trouble == Outcome.REFUNDED for payment in arrived),
        note_code=order.note_code,
        account=_account_of(order),
    )


def _account_of(order: Order) -> AccountView | None:
    told = order.prepay
    return AccountView(told["holder"], told["bank"], told["account"]) if "account" in told else None


def order_lines(*, estate_id: int, order_id: int | None) -> list[tuple[str, int, int]]:
    """Return what the order is for: (subject, subject id, fen), in the order asked. For the packages above."""
    if order_id is None:
        return []
    lines = prepared(_LINES, {"estate_id": estate_id, "order_id": order_id})
    return [(subject, subject_id, amount_fen) for subject, subject_id, amount_fen in lines]


def steps_of_order(*, actor: Actor, estate_id: int, order_id: int) -> list[OrderStep]:
    """Return the order's life so far, for the desk."""
    actor.require(Right.TAKE_CASH, estate_id)
    moves = OrderMove.objects.filter(estate_id=estate_id, order_id=order_id).order_by("id")
    return [OrderStep(move.from_state, move.to_state, move.reason, move.actor, move.at) for move in moves]


def payer_of_payment(*, estate_id: int, payment_id: int) -> int | None:
    """Return the user who opened the payment's order, a clerk at the desk too. For the packages above."""
    found = Payment.objects.filter(estate_id=estate_id, id=payment_id)
    return found.values_list("order__payer_user_id", flat=True).first()


def payments_for(
    *, actor: Actor, estate_id: int, wanted: PaymentsFilter | None = None, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[PaymentRow]:
    """Return one page of an estate's payments, the newest first."""
    found = _payments(actor, estate_id, wanted or PaymentsFilter())
    start = offset_of(page, size)
    rows = payment_rows(found.order_by("-paid_at", "-id")[start : start + size])
    return Page(rows=rows, number=page, size=size, total=found.count())


def first_payment_on(*, actor: Actor, estate_id: int) -> date | None:
    """Return the day of the estate's first payment."""
    first: date | None = _payments(actor, estate_id, PaymentsFilter()).aggregate(first=Min("paid_on"))["first"]
    return first


def payments_to_export(*, actor: Actor, estate_id: int, wanted: PaymentsFilter) -> list[PaymentRow]:
    """Return all payments of the filter, the oldest first."""
    found = _payments(actor, estate_id, wanted)
    return payment_rows(found.order_by("paid_at", "id")[: exports.READ_AT_MOST])


def payment_totals(*, actor: Actor, estate_id: int, wanted: PaymentsFilter) -> PaymentTotals:
    """Return how many payments the filter finds, what they sum to, and how many of them wait in suspense.

    Those that were entered by mistake are not counted, unless they are what is asked for.
    """
    found = _payments(actor, estate_id, wanted)
    if wanted.place != "cancelled":
        found = found.exclude(place="cancelled")
    sums = found.aggregate(count=Count("id"), fen=Sum("amount_fen"), waiting=Count("id", filter=Q(place="suspense")))
    return PaymentTotals(count=sums["count"], amount=Money(int(sums["fen"] or 0)), in_suspense=sums["waiting"])


def payment_for(*, actor: Actor, estate_id: int, payment_id: int) -> PaymentRow:
    """Return one payment, for the desk. Raises: NotFound."""
    rows = payment_rows(_payments(actor, estate_id, PaymentsFilter()).filter(id=payment_id))
    if not rows:
        raise NotFound
    return rows[0]


def _payments(actor: Actor, estate_id: int, wanted: PaymentsFilter) -> QuerySet[Payment]:
    actor.require(Right.TAKE_CASH, estate_id)
    found = Payment.objects.filter(estate_id=estate_id)
    if wanted.day is not None:
        found = found.filter(paid_on=wanted.day)
    elif wanted.month is not None:
        found = found.filter(paid_on__gte=wanted.month.first, paid_on__lt=wanted.month.ends_before)
    if wanted.channel:
        found = found.filter(channel=wanted.channel)
    if wanted.place:
        found = found.filter(place=wanted.place)
    if wanted.home_id is not None:
        found = found.filter(home_id=wanted.home_id)
    if text := wanted.search.strip():
        receipts = Receipt.objects.filter(estate_id=estate_id, number=text).values("payment_id")
        homes = places.homes_for(actor=actor, estate_id=estate_id, search=text, size=200).rows
        found = found.filter(
            Q(order__number=text.upper())
            | Q(transaction=text)
            | Q(id__in=receipts)
            | Q(home_id__in=[home.id for home in homes])
        )
    return found
