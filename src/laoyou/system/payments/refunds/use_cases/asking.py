"""Money goes back when two people agree: one asks, another approves, and from then on the money is held for it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import decisions, events, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.errors import AssignmentWaits, ReasonMissing, WasGivenBack
from laoyou.system.payments.events import RefundApproved
from laoyou.system.payments.models import Assignment, ChannelClaim, Payment, Refund
from laoyou.system.payments.refunds.errors import (
    NotByItsChannel,
    RefundAmountMissing,
    RefundEnded,
    RefundTooLarge,
    RefundTooLate,
    RefundWaits,
    TooManyParts,
)
from laoyou.system.payments.refunds.holding import (
    defer_refund,
    held_payment,
    move_refund,
    post_refund,
    record,
)
from laoyou.system.payments.refunds.rules.limits import MOST_PARTS, WITHIN, is_too_late, may_be_refunded
from laoyou.system.payments.refunds.rules.stages import Stage
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.rules.orders import QUERY_STEPS
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.settling import Outcome
from laoyou.system.payments.use_cases.moves import move_money
from laoyou.system.payments.use_cases.settling import CENTRE

HELD = mark("Held to go back to the payer")


def ask_refund(
    *,
    actor: Actor,
    estate_id: int,
    payment_id: int,
    amount: Money,
    reason: str,
    at: datetime,
    takes_credit: bool = True,
    reopens: Sequence[int] = (),
    outside_number: str = "",
) -> int:
    """Ask to give a payment, or a part of it, back by its channel, and return the request's id. Nothing moves yet.

    Money that is a home's comes out of its credit (`takes_credit`) and off what it paid (`reopens`: ids that whoever
    applied it knows); money in suspense out of suspense. `outside_number` is the number of a refund that somebody made
    on the channel's own page: that one is only found out about and booked.
    Raises: NotFound; SayWhy; NotByItsChannel; WasGivenBack; RefundAmountMissing; RefundTooLarge; RefundTooLate;
    TooManyParts; RefundWaits; AssignmentWaits.
    """
    with scope.estate(estate_id):
        payment = Payment.objects.select_for_update().filter(estate_id=estate_id, id=payment_id).first()
        _require_asker(actor, estate_id, payment.place if payment else "applied")
        if payment is None:
            raise NotFound
        if Refund.objects.filter(estate_id=estate_id, payment_id=payment_id, state=Decision.ASKED.value).exists():
            raise RefundWaits
        _refuse_impossible(payment, amount.fen, made_outside=bool(outside_number), at=at)
        claim = ChannelClaim.objects.get(channel=payment.channel, transaction=payment.transaction)
        tail = numbers.tail_of(secrets.token_bytes(numbers.ORDER_TAIL), numbers.ORDER_TAIL)
        row = Refund.objects.create(
            estate_id=estate_id,
            payment=payment,
            home_id=payment.home_id if payment.place == "applied" else None,
            channel=payment.channel,
            transaction=payment.transaction,
            order_number=claim.order_number,
            number=outside_number or numbers.refund_number(estate_id=estate_id, day=city_day(at), tail=tail),
            amount_fen=amount.fen,
            paid_fen=claim.amount_fen,
            from_place=payment.place,
            takes_credit=takes_credit and payment.place == "applied",
            reopens=sorted(set(reopens)) if payment.place == "applied" else [],
            made_outside=bool(outside_number),
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        record("payments.refund_asked", row, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_refund(
    *, actor: Actor, estate_id: int, refund_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Let the money go back, as a second person, or refuse it; who asked may take the request back.

    Approved, it is held at once: what it had paid is open again, the credit is smaller, and a job asks the channel.
    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; RefundTooLarge and RefundTooLate when that is so by
    now; what those refuse who used the money.
    """
    with scope.estate(estate_id):
        row = Refund.objects.select_for_update().filter(estate_id=estate_id, id=refund_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        _require_decider(actor, estate_id, row.from_place if row else "applied", is_own=is_own)
        if row is None:
            raise NotFound
        if approve and row.state == Decision.ASKED:
            move_refund(row, to=Stage.READY, reason="approved", actor=actor, at=at, writes=False)
            row.held_on, row.next_at = city_day(at), at + QUERY_STEPS[0]
        payment = held_payment(row)
        if approve and row.state == Decision.ASKED:
            _refuse_changed(row, payment, at=at)
        after = decisions.decide(
            row, actor=actor, approve=approve, reason=reason, at=at, also=["stage", "held_on", "next_at"]
        )
        if after is Decision.APPROVED:
            _hold(row, payment, actor=actor, at=at)
        record(f"payments.refund_{after.value}", row, reason=row.decision_reason, actor=actor, at=at)
        return after


def give_up_refund(*, actor: Actor, estate_id: int, refund_id: int, reason: str, at: datetime) -> None:
    """Stop an approved refund that its channel has not taken, as when the merchant's account is too low for long.

    The channel is asked first: what it has taken already goes on.
    Raises: NotFound; ReasonMissing; RefundEnded.
    """
    with scope.estate(estate_id):
        row = Refund.objects.select_for_update().filter(estate_id=estate_id, id=refund_id).first()
        _require_decider(actor, estate_id, row.from_place if row else "applied", is_own=False)
        if row is None:
            raise NotFound
        if not reason.strip():
            raise ReasonMissing
        if row.stage != Stage.READY:
            raise RefundEnded
        row.given_up, row.next_at = reason.strip()[:200], at
        row.save(update_fields=["given_up", "next_at"])
        record("payments.refund_given_up", row, reason=row.given_up, actor=actor, at=at)
        defer_refund(row)


def _require_asker(actor: Actor, estate_id: int, place: str) -> None:
    if place == "applied" and estate_id != CENTRE:
        actor.require(Right.TAKE_CASH, estate_id)
    else:
        _require_finance(actor, estate_id)


def _require_decider(actor: Actor, estate_id: int, place: str, *, is_own: bool) -> None:
    if place == "applied" and estate_id != CENTRE:
        actor.require(Right.TAKE_CASH if is_own else Right.APPROVE_EXPENSE, estate_id)
    else:
        _require_finance(actor, estate_id)


def _require_finance(actor: Actor, held_in: int) -> None:
    if held_in != CENTRE or not actor.may_somewhere(Right.CLOSE_MONTH):
        actor.require(Right.CLOSE_MONTH, held_in)


def _refuse_impossible(payment: Payment, amount_fen: int, *, made_outside: bool, at: datetime) -> None:
    was_returned = payment.trouble == Outcome.REFUNDED
    if was_returned and payment.place == "suspense":
        raise WasGivenBack
    if not may_be_refunded(channel=payment.channel, place=payment.place, was_returned=was_returned):
        raise NotByItsChannel
    if amount_fen <= 0:
        raise RefundAmountMissing
    if amount_fen > payment.rest_fen:
        raise RefundTooLarge(most=f"¥{Money(payment.rest_fen)}")
    if payment.refund_parts >= MOST_PARTS:
        raise TooManyParts(most=MOST_PARTS)
    if not made_outside and is_too_late(paid_at=payment.paid_at, at=at):
        raise RefundTooLate(days=WITHIN.days)
    if Assignment.objects.filter(
        estate_id=payment.estate_id, payment_id=payment.id, state=Decision.ASKED.value
    ).exists():
        raise AssignmentWaits


def _refuse_changed(row: Refund, payment: Payment, *, at: datetime) -> None:
    if payment.place != row.from_place:
        raise RefundEnded
    _refuse_impossible(payment, row.amount_fen, made_outside=row.made_outside, at=at)


def _hold(row: Refund, payment: Payment, *, actor: Actor, at: datetime) -> None:
    """Take the money out of where it is; the database has counted it against the payment already."""
    today = city_day(at)
    if row.from_place == "applied":
        assert row.home_id is not None
        events.raise_event(
            RefundApproved(
                estate_id=row.estate_id,
                refund_id=row.id,
                payment_id=row.payment_id,
                home_id=row.home_id,
                amount_fen=row.amount_fen,
                takes_credit=row.takes_credit,
                reopens=tuple(row.reopens),
                held_on=today,
                at=at,
            )
        )
        post_refund(
            row, "refund_held", Account.PAYER_CREDIT, Account.SUSPENSE, happened_on=today, text=HELD, actor=actor, at=at
        )
    elif payment.rest_fen == row.amount_fen:
        move_money(payment, Place.RETURNED, reason=row.reason, actor=actor, at=at)
    defer_refund(row)
