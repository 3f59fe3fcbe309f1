"""Money that goes back: what both desks share of it."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime, timedelta

from laoyou.demo.gateway import clock
from laoyou.demo.gateway.store import Refund, Store, Trade

MOST_PARTS = 50
WITHIN = timedelta(days=365)


class RefundRefused(Exception):
    """The word says why: unpaid, late, parts, amount, number, balance."""


def refund(
    store: Store, trade: Trade, *, refund_number: str, amount_fen: int, notify_address: str, tells: bool
) -> Refund:
    """Give a part of a paid order back, once per number, and return the refund as it stands. Raises: RefundRefused."""
    known = store.refund_by_number(trade.channel, refund_number)
    if known is not None:
        if (known.number, known.transaction_id, known.amount_fen) != (trade.number, trade.transaction_id, amount_fen):
            raise RefundRefused("number")
        return known
    if trade.state != "paid" or trade.transaction_id is None or trade.paid_at is None:
        raise RefundRefused("unpaid")
    now = clock.now()
    if now - datetime.fromisoformat(trade.paid_at) > WITHIN:
        raise RefundRefused("late")
    if store.count_refunds(trade.transaction_id) >= MOST_PARTS:
        raise RefundRefused("parts")
    plan = store.plan_of(trade.channel, trade.number)
    if plan.no_balance:
        store.set_plan(trade.channel, trade.number, replace(plan, no_balance=plan.no_balance - 1))
        raise RefundRefused("balance")
    wanted = Refund(
        channel=trade.channel,
        refund_number=refund_number,
        number=trade.number,
        transaction_id=trade.transaction_id,
        refund_id=f"503000{now:%Y%m%d}{secrets.randbelow(10**14):014d}",
        amount_fen=amount_fen,
        state=plan.refund_state,
        refunded_at=clock.iso(now),
        refunded_day=clock.day(clock.iso(now)),
        notify_address=notify_address,
    )
    is_told = tells and not plan.drop and plan.refund_state != "processing"
    done = store.refund(wanted, due_at=now.timestamp() + plan.delay_s if is_told else None)
    if done is None:
        raise RefundRefused("amount")
    return done
