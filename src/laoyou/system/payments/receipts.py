"""Receipts as their readers see them: those of a home, one of a payment, and what anybody may check by its code."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, system
from laoyou.system.payments import reading
from laoyou.system.payments.cancelled import cancelled_days
from laoyou.system.payments.models import Receipt
from laoyou.system.payments.refunds.queries import RefundOnReceipt, refunds_on_receipts
from laoyou.system.payments.rules import numbers
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places


@dataclass(frozen=True, slots=True)
class ReceiptView:
    """A receipt with its payment. `payer_name` is masked but for the payer and the clerk who took the money.

    `cancelled_on` is the day since which it is void, its money having been entered by mistake; `refunds` what of it
    went back by its channel or is on its way.
    """

    estate_id: int
    payment_id: int
    order_id: int | None
    home_id: int
    number: str
    check_code: str
    amount: Money
    channel: str
    transaction: str
    order_number: str
    paid_at: datetime
    paid_on: date
    issued_at: datetime
    payer_name: str
    taken_by_name: str
    cancelled_on: date | None
    refunds: tuple[RefundOnReceipt, ...] = ()

    @property
    def refunded(self) -> Money:
        return gone_back(self.refunds)

    @property
    def refunded_on(self) -> date | None:
        return last_day(self.refunds)

    @property
    def refunding(self) -> Money:
        """Return what is on its way back and has not gone yet."""
        return Money.total(each.amount for each in self.refunds if not each.is_done)


@dataclass(frozen=True, slots=True)
class PublicReceipt:
    """What anybody who holds a receipt may check: no name, and of the home the building only. `cancelled_on`: void."""

    number: str
    check_code: str
    amount: Money
    channel: str
    paid_on: date
    issued_at: datetime
    estate: str
    building: str
    cancelled_on: date | None
    refunded: Money
    refunded_on: date | None


def receipts_of_home(*, actor: Actor, estate_id: int, home_id: int, limit: int = 120) -> list[ReceiptView]:
    """Return the receipts of a home that the actor may read, the newest first. Raises: NotFound."""
    readable = reading.readable_receipts_of_home(actor, estate_id, home_id)
    found = _receipts().filter(readable, estate_id=estate_id, payment__home_id=home_id)
    return _receipt_views(list(found.order_by("-payment__paid_at", "-id")[:limit]), actor)


def readable_receipts(*, actor: Actor, estate_id: int, home_id: int, payment_ids: Collection[int]) -> frozenset[int]:
    """Return which of these payments of a home have a receipt that the actor may read. Raises: NotFound."""
    readable = reading.readable_receipts_of_home(actor, estate_id, home_id)
    found = Receipt.objects.filter(readable, estate_id=estate_id, payment_id__in=payment_ids)
    return frozenset(found.values_list("payment_id", flat=True))


def receipt_for(*, actor: Actor, estate_id: int, payment_id: int) -> ReceiptView:
    """Return the receipt of a payment. Raises: NotFound, also for money that is in suspense."""
    row = _receipts().filter(estate_id=estate_id, payment_id=payment_id).first()
    if row is None:
        raise NotFound
    reading.require_reader_of_payment(actor, row.payment)
    return _receipt_views([row], actor)[0]


def receipt_by_check_code(code: str) -> PublicReceipt:
    """Return what a receipt's code proves; anybody may ask. The code names the estate it is looked for in.

    Raises: NotFound.
    """
    code = code.strip().upper()
    estate_id = numbers.estate_of_code(code)
    if estate_id is None:
        raise NotFound
    with scope.estate(estate_id):
        row = _receipts().filter(estate_id=estate_id, check_code=code).first()
        if row is None:
            raise NotFound
        looker = system("payments.check")
        home = places.home_for(actor=looker, estate_id=estate_id, home_id=row.payment.home_id)
        refunds = refunds_on_receipts(estate_id=estate_id, payment_ids=[row.payment_id]).get(row.payment_id, ())
        return PublicReceipt(
            number=row.number,
            check_code=row.check_code,
            amount=Money(row.payment.amount_fen),
            channel=row.payment.channel,
            paid_on=row.payment.paid_on,
            issued_at=row.issued_at,
            estate=places.estate_for(actor=looker, estate_id=estate_id).name,
            building=home.building,
            cancelled_on=_void_since([row]).get(row.payment_id),
            refunded=gone_back(refunds),
            refunded_on=last_day(refunds),
        )


def gone_back(refunds: Sequence[RefundOnReceipt]) -> Money:
    return Money.total(each.amount for each in refunds if each.is_done)


def last_day(refunds: Sequence[RefundOnReceipt]) -> date | None:
    return max((each.on for each in refunds if each.on is not None), default=None)


def _receipts() -> QuerySet[Receipt]:
    return Receipt.objects.select_related("payment", "payment__order")


def _receipt_views(rows: list[Receipt], actor: Actor) -> list[ReceiptView]:
    if not rows:
        return []
    void = _void_since(rows)
    refunded = [row.payment_id for row in rows if row.payment.reserved_fen]
    back = refunds_on_receipts(estate_id=rows[0].estate_id, payment_ids=refunded) if refunded else {}
    return [_receipt(row, actor, void.get(row.payment_id), back.get(row.payment_id, ())) for row in rows]


def _void_since(rows: list[Receipt]) -> dict[int, date]:
    cancelled = [row for row in rows if row.payment.place == "cancelled"]
    if not cancelled:
        return {}
    return cancelled_days(estate_id=cancelled[0].estate_id, payment_ids=[row.payment_id for row in cancelled])


def _receipt(
    row: Receipt, actor: Actor, cancelled_on: date | None, refunds: tuple[RefundOnReceipt, ...]
) -> ReceiptView:
    payment = row.payment
    own = {payment.taken_by, payment.order.payer_user_id if payment.order else None} - {None}
    return ReceiptView(
        estate_id=row.estate_id,
        payment_id=payment.id,
        order_id=payment.order_id,
        home_id=payment.home_id,
        number=row.number,
        check_code=row.check_code,
        amount=Money(payment.amount_fen),
        channel=payment.channel,
        transaction=payment.transaction,
        order_number=payment.order.number if payment.order else "",
        paid_at=payment.paid_at,
        paid_on=payment.paid_on,
        issued_at=row.issued_at,
        payer_name=payment.payer_name if actor.user_id in own else masked_name(payment.payer_name),
        taken_by_name=payment.taken_by_name,
        cancelled_on=cancelled_on,
        refunds=refunds,
    )
