"""From a choice of bills to an order, and from money that arrived to paid bills."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.core.tenures import WHOLE, Tenure
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.prepared import prepared
from laoyou.system.billing.errors import BillNotOpen
from laoyou.system.billing.models import Bill
from laoyou.system.billing.rules.allocation import OpenBill, allocate_oldest_first
from laoyou.system.billing.use_cases.crediting import move, post_allocation
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.payments import queries as payments_queries
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.events import PaymentSettled
from laoyou.system.payments.rules.slips import Slip
from laoyou.system.payments.use_cases import OpenedOrder, OrderLineRequest

SUBJECT = "bill"
_HANDLER = system("billing.apply_payment")

_LOCKED = """
SELECT id, home_id, month, fund, amount_fen - paid_fen - credited_fen FROM billing_bill
WHERE estate_id = %(estate_id)s AND home_id = %(home_id)s AND id = ANY(%(bill_ids)s) ORDER BY id FOR UPDATE
"""


def start_payment(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    bill_ids: Sequence[int],
    channel: str,
    at: datetime,
    way: str = "h5",
    openid: str = "",
    payer_ip: str = "",
) -> OpenedOrder:
    """Open an order for what is still open on the chosen bills of one home. The amounts are ours, never the payer's.

    Raises: NotFound for a home or a bill that is not theirs (PAY-12); BillNotOpen; what `payments.open_order` raises.
    """
    with scope.estate(estate_id):
        tenure = _require_payer(actor, estate_id, home_id)
        return payments.open_order(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            channel=channel,
            lines=_open_lines(estate_id, home_id, bill_ids, tenure),
            payer_name=actor.name,
            at=at,
            way=way,
            openid=openid,
            payer_ip=payer_ip,
        )


def take_cash(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    bill_ids: Sequence[int],
    received: Money,
    payer_name: str,
    at: datetime,
    once: str = "",
    gives_change: bool = False,
    slip: Slip | None = None,
) -> int:
    """Take cash, or with a `slip` a card, for the chosen bills and return the payment's id.

    Cash up to a limit is never refused. Less than is due pays the oldest bills first, more becomes the home's credit;
    so does money without any bill. Where the clerk `gives_change`, that was worked out on the bills of the page: one
    that was paid meanwhile is refused, or the change would be booked as credit and given back as well.
    Raises: NotFound; BillNotOpen; what `payments.take_cash` raises.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        every = _lines(estate_id, home_id, bill_ids, WHOLE)
        lines = [line for line in every if line.amount_fen]
        sent_before = payments.taken_already(actor=actor, estate_id=estate_id, home_id=home_id, once=once)
        if gives_change and len(lines) < len(every) and sent_before is None:
            raise BillNotOpen
        return payments.take_cash(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            lines=lines,
            received=received,
            payer_name=payer_name,
            at=at,
            once=once,
            slip=slip,
        )


def apply_payment(event: PaymentSettled) -> None:
    """Put money that arrived on the bills of its order, the oldest first, and what is left over on the home's credit.

    Runs in the transaction of the payment: money, entry and paid bills are one commit.
    """
    lines = payments_queries.order_lines(estate_id=event.estate_id, order_id=event.order_id)
    bill_ids = [subject_id for subject, subject_id, _ in lines if subject == SUBJECT]
    for_others = sum(amount for subject, _, amount in lines if subject != SUBJECT)
    chosen = {"estate_id": event.estate_id, "home_id": event.home_id, "bill_ids": bill_ids}
    bills = [OpenBill(*row) for row in prepared(_LOCKED, chosen)]
    done = allocate_oldest_first(amount_fen=max(event.amount_fen - for_others, 0), bills=bills)
    move(
        estate_id=event.estate_id,
        paid=done.paid,
        payment_id=event.payment_id,
        day=event.paid_on,
        at=event.at,
        credits={event.home_id: done.rest_fen},
    )
    if done.paid:
        post_allocation(
            actor=_HANDLER,
            estate_id=event.estate_id,
            kind="payment_applied",
            source=f"payment:{event.payment_id}",
            posted_on=event.paid_on,
            text=mark("Payment put on bills"),
            paid=done.paid,
            at=event.at,
        )
        ask_for_refresh(estate_id=event.estate_id, since=Month.of(event.paid_on))


def _require_payer(actor: Actor, estate_id: int, home_id: int) -> Tenure:
    if actor.kind is ActorKind.RESIDENT:
        return actor.require_home(estate_id, home_id)
    actor.require(Right.TAKE_CASH, estate_id)
    return WHOLE


def _open_lines(estate_id: int, home_id: int, bill_ids: Sequence[int], tenure: Tenure) -> list[OrderLineRequest]:
    lines = _lines(estate_id, home_id, bill_ids, tenure)
    if any(line.amount_fen == 0 for line in lines):
        raise BillNotOpen
    return lines


def _lines(estate_id: int, home_id: int, bill_ids: Sequence[int], tenure: Tenure) -> list[OrderLineRequest]:
    """Return what is open on the bills, the oldest first. Raises: NotFound, also for bills of another's time there."""
    wanted = set(bill_ids)
    bills = list(Bill.objects.filter(estate_id=estate_id, home_id=home_id, id__in=wanted).order_by("month", "id"))
    if len(bills) != len(wanted) or not all(tenure.covers(bill.month) for bill in bills):
        raise NotFound
    return [OrderLineRequest(SUBJECT, bill.id, bill.amount_fen - bill.paid_fen - bill.credited_fen) for bill in bills]
