"""A deposit comes in as any other money does: in cash at the desk, or by an order that the payer's telephone pays."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.deposits.errors import DepositAmountMissing, PurposeMissing
from laoyou.system.billing.deposits.models import Deposit
from laoyou.system.billing.deposits.rules.books import MOST_FEN
from laoyou.system.billing.errors import NoReceiver
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.use_cases import OpenedOrder, OrderLineRequest
from laoyou.system.places import queries as places

SUBJECT = "deposit"


class _TakenBefore(Exception):
    """The form was sent before and has its deposit: the one just asked for is none."""

    def __init__(self, payment_id: int) -> None:
        super().__init__(payment_id)
        self.payment_id = payment_id


def take_deposit(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    amount: Money,
    purpose: str,
    payer_name: str,
    at: datetime,
    once: str = "",
) -> int:
    """Take a deposit in cash and return the payment's id; a form sent twice takes it once.

    Raises: NotFound; DepositAmountMissing; PurposeMissing; NoReceiver; what `payments.take_cash` raises.
    """
    with scope.estate(estate_id):
        try:
            return _take(actor, estate_id, home_id, amount, purpose, payer_name, once=once, at=at)
        except _TakenBefore as taken:
            return taken.payment_id


def _take(
    actor: Actor,
    estate_id: int,
    home_id: int,
    amount: Money,
    purpose: str,
    payer_name: str,
    *,
    once: str,
    at: datetime,
) -> int:
    with transaction.atomic():
        line = _asked(actor, estate_id, home_id, amount, purpose, payer_name, at=at)
        payment_id = payments.take_cash(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            lines=[line],
            received=amount,
            payer_name=payer_name.strip(),
            at=at,
            once=once,
        )
        if Deposit.objects.filter(estate_id=estate_id, id=line.subject_id, state="asked").exists():
            raise _TakenBefore(payment_id)
        return payment_id


def ask_for_deposit(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    amount: Money,
    purpose: str,
    payer_name: str,
    channel: str,
    at: datetime,
    asks_channel: bool = True,
) -> OpenedOrder:
    """Open an order for a deposit, whose code the payer scans; it is held from the moment its money is here.

    Raises: NotFound; DepositAmountMissing; PurposeMissing; NoReceiver; what `payments.open_order` raises.
    """
    with scope.estate(estate_id):
        line = _asked(actor, estate_id, home_id, amount, purpose, payer_name, at=at)
        return payments.open_order(
            actor=actor,
            estate_id=estate_id,
            home_id=home_id,
            channel=channel,
            lines=[line],
            payer_name=payer_name.strip(),
            at=at,
            way="native",
            asks_channel=asks_channel,
        )


def _asked(
    actor: Actor, estate_id: int, home_id: int, amount: Money, purpose: str, payer_name: str, *, at: datetime
) -> OrderLineRequest:
    actor.require(Right.TAKE_CASH, estate_id)
    home = places.home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    if not 0 < amount.fen <= MOST_FEN:
        raise DepositAmountMissing(most=f"¥{Money(MOST_FEN)}")
    if not purpose.strip():
        raise PurposeMissing
    if not payer_name.strip():
        raise NoReceiver
    row = Deposit.objects.create(
        estate_id=estate_id,
        home_id=home_id,
        purpose=purpose.strip()[:100],
        amount_fen=amount.fen,
        payer_name=payer_name.strip()[:80],
        asked_by=actor.user_id,
        asked_at=at,
    )
    audit.record(
        "billing.deposit_asked",
        actor=actor,
        estate_id=estate_id,
        at=at,
        subject="home",
        subject_id=home_id,
        home=home.label,
        amount=str(amount),
        purpose=row.purpose,
    )
    return OrderLineRequest(SUBJECT, row.id, amount.fen)
