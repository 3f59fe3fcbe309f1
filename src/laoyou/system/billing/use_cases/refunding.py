"""What a refund by the channel does to bills and credit: held when it is approved, back where it was when it fails."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.billing.errors import RefundShort
from laoyou.system.billing.rules.refunds import RefundPlan, plan_refund
from laoyou.system.billing.standings import hold_bills, standings
from laoyou.system.billing.use_cases.crediting import move, take_credit, use_credits
from laoyou.system.billing.use_cases.refreshing import ask_for_refresh
from laoyou.system.billing.use_cases.taking_back import release
from laoyou.system.payments import queries as payments_queries
from laoyou.system.payments.events import RefundApproved, RefundFailed
from laoyou.system.payments.refunds import use_cases as refunds

_HANDLER = system("billing.refunds")
TEXT = mark("Taken off bills: the money goes back to its payer")


def ask_refund(
    *,
    actor: Actor,
    estate_id: int,
    payment_id: int,
    amount: Money,
    takes_credit: bool,
    bill_ids: Collection[int],
    reason: str,
    at: datetime,
    outside_number: str = "",
) -> int:
    """Ask to give back a payment that is a home's, saying what it takes back, and return the request's id.

    The home's credit goes first where that is wished, then the chosen bills are open again, the newest first. A bill
    that shall not be owed any more gets a credit note first: what was paid on it is credit then.
    Raises: NotFound; RefundShort when the chosen places hold less; what `payments.refunds.ask_refund` raises.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        payment = payments_queries.payment_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
        if payment.place != "applied" or payment.home_id is None:
            raise NotFound
        refund_id = refunds.ask_refund(
            actor=actor,
            estate_id=estate_id,
            payment_id=payment_id,
            amount=amount,
            reason=reason,
            at=at,
            takes_credit=takes_credit,
            reopens=sorted(set(bill_ids)),
            outside_number=outside_number,
        )
        bills, credit_fen = standings(
            estate_id=estate_id,
            home_id=payment.home_id,
            payment_id=payment_id,
            day=city_day(at),
            only=bill_ids,
            holds=False,
        )
        _sufficient(plan_refund(amount_fen=amount.fen, credit_fen=credit_fen, takes_credit=takes_credit, bills=bills))
        return refund_id


def hold_refund(event: RefundApproved) -> None:
    """Take the refund's money out of the credit and off the chosen bills, in the transaction of its approval.

    Raises: RefundShort when less is there by now.
    """
    bills, credit_fen = standings(
        estate_id=event.estate_id,
        home_id=event.home_id,
        payment_id=event.payment_id,
        day=event.held_on,
        only=event.reopens,
        holds=True,
    )
    plan = _sufficient(
        plan_refund(amount_fen=event.amount_fen, credit_fen=credit_fen, takes_credit=event.takes_credit, bills=bills)
    )
    for part, paid, payment_id in (("own", plan.own, event.payment_id), ("credit", plan.from_credit, None)):
        release(
            actor=_HANDLER,
            estate_id=event.estate_id,
            paid=paid,
            payment_id=payment_id,
            source=f"refund:{event.refund_id}:{part}",
            text=TEXT,
            day=event.held_on,
            at=event.at,
        )
    take_credit(estate_id=event.estate_id, used={event.home_id: event.amount_fen})
    ask_for_refresh(estate_id=event.estate_id, since=Month.of(event.held_on))


def return_refund(event: RefundFailed) -> None:
    """Make the money that did not go back the home's credit again, which pays what is open, the oldest first."""
    hold_bills(event.estate_id, event.home_id)
    move(
        estate_id=event.estate_id,
        paid=[],
        payment_id=None,
        day=event.failed_on,
        at=event.at,
        credits={event.home_id: event.amount_fen},
    )
    use_credits(
        actor=_HANDLER,
        estate_id=event.estate_id,
        source=f"refund_failed:{event.refund_id}",
        at=event.at,
        home_id=event.home_id,
    )
    ask_for_refresh(estate_id=event.estate_id, since=Month.of(event.failed_on))


def _sufficient(plan: RefundPlan) -> RefundPlan:
    if plan.short_fen:
        raise RefundShort(short=f"¥{Money(plan.short_fen)}")
    return plan
