"""What a refund can take back of a home's account, and what one that was asked for would take back now."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.queries.bills import bills_by_id
from laoyou.system.billing.queries.rows import BillView
from laoyou.system.billing.rules.refunds import plan_refund
from laoyou.system.billing.standings import standings


@dataclass(frozen=True, slots=True)
class RefundSources:
    """Where a payment's money is now: the home's credit, and the bills that it or credit paid, the newest first."""

    credit: Money
    bills: tuple[tuple[BillView, Money], ...]


@dataclass(frozen=True, slots=True)
class RefundEffect:
    """What a refund takes back as things stand: out of the credit, off each bill; `short` is what lacks."""

    credit: Money
    bills: tuple[tuple[BillView, Money], ...]
    short: Money


def refund_sources(*, actor: Actor, estate_id: int, home_id: int, payment_id: int, today: date) -> RefundSources:
    """Return where a refund of the payment could come from, for the desk."""
    actor.require(Right.TAKE_CASH, estate_id)
    found, credit_fen = standings(estate_id=estate_id, home_id=home_id, payment_id=payment_id, day=today, holds=False)
    parts = {row.bill_id: min(row.own_fen + row.credit_fen, row.paid_fen) for row in found}
    bills = bills_by_id(estate_id, [bill_id for bill_id, fen in parts.items() if fen > 0])
    return RefundSources(Money(credit_fen), tuple((bill, Money(parts[bill.id])) for bill in reversed(bills)))


def refund_effect(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    payment_id: int,
    amount: Money,
    takes_credit: bool,
    bill_ids: Collection[int],
    today: date,
) -> RefundEffect:
    """Return what the refund would take back now, for who approves it."""
    actor.require(Right.TAKE_CASH, estate_id)
    found, credit_fen = standings(
        estate_id=estate_id, home_id=home_id, payment_id=payment_id, day=today, only=bill_ids, holds=False
    )
    plan = plan_refund(amount_fen=amount.fen, credit_fen=credit_fen, takes_credit=takes_credit, bills=found)
    parts: dict[int, int] = {}
    for paid in (*plan.own, *plan.from_credit):
        parts[paid.bill_id] = parts.get(paid.bill_id, 0) + paid.amount_fen
    bills = bills_by_id(estate_id, list(parts))
    return RefundEffect(
        Money(plan.credit_fen), tuple((bill, Money(parts[bill.id])) for bill in bills), Money(plan.short_fen)
    )
