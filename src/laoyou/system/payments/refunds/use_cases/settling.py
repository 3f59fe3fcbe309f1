"""A channel's word about a refund: a fact that posts once. Its number finds it; the amount has to agree."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import mark
from laoyou.infra import audit, events, scope
from laoyou.infra.actor import system
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.payments.events import RefundFailed
from laoyou.system.payments.models import Refund
from laoyou.system.payments.providers.provider import ToldRefund as ToldRefund
from laoyou.system.payments.refunds.holding import defer_refund, held_payment, move_refund, post_refund, record
from laoyou.system.payments.refunds.rules.stages import (
    UNDER_WAY,
    RefundOutcome,
    RefundStanding,
    Stage,
    outcome_of,
)
from laoyou.system.payments.rules import numbers
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.use_cases.evidence import Told, keep
from laoyou.system.payments.use_cases.moves import move_money
from laoyou.system.payments.use_cases.settling import CENTRE, is_estate

_SETTLER = system("payments.settle_refund")
GONE = mark("Given back to the payer by the channel")
BACK = mark("Did not go back to the payer, and is here again")


def settle_refund(
    *,
    channel: str,
    told: ToldRefund,
    seen_via: str,
    at: datetime,
    estate_id: int | None = None,
    heard: Told | None = None,
) -> str:
    """Take what a channel says of a refund into the books and return what it was: a `RefundOutcome`.

    The number carries the estate; `estate_id` names it for a number that was made outside. The same again changes
    nothing; another amount or transaction under the number never posts (`refund_conflict`), nor does a refund that
    nobody here knows (`refund_unknown`): both are written down for a person, and a difference of the day. `heard` is
    kept with the outcome in the same commit.
    """
    where = numbers.estate_of_refund(told.number) if estate_id is None else estate_id
    where = where if where is not None and is_known(where) else CENTRE
    with scope.estate(where):
        row = Refund.objects.select_for_update().filter(estate_id=where, channel=channel, number=told.number).first()
        if row is None:
            outcome = RefundOutcome.UNKNOWN
            _alarm("payments.refund_unknown", where, told, at=at)
        else:
            outcome = _settle(row, told, seen_via=seen_via, at=at)
        if heard is not None:
            keep(heard, estate_id=where, outcome=outcome.value, at=at)
        return outcome.value


def ask_about_refund(*, channel: str, number: str, at: datetime) -> None:
    """A channel says that a refund of ours moved, but not how: let a job ask it. Another's number changes nothing."""
    estate_id = numbers.estate_of_refund(number)
    if estate_id is None:
        return
    with scope.estate(estate_id):
        row = Refund.objects.select_for_update().filter(estate_id=estate_id, channel=channel, number=number).first()
        if row is not None and Stage(row.stage) in UNDER_WAY:
            row.next_at = at
            row.save(update_fields=["next_at"])
            defer_refund(row)


def says_the_same(row: Refund, told: ToldRefund) -> bool:
    """Return whether the channel means our refund: its amount, its transaction, and its own number if we know it."""
    if told.standing is RefundStanding.ABSENT:
        return True
    is_same_refund = not told.refund or row.channel_refund in {"", told.refund}
    return (told.amount_fen, told.transaction) == (row.amount_fen, row.transaction) and is_same_refund


def fail(row: Refund, *, reason: str, at: datetime) -> None:
    """End a held refund without the money having gone: it is back where it was, and free again."""
    today = city_day(at)
    row.failed_on, row.trouble = today, reason[:200]
    payment = held_payment(row)
    move_refund(row, to=Stage.FAILED, reason=reason, actor=_SETTLER, at=at, also=["failed_on", "trouble"])
    if row.from_place == Place.SUSPENSE:
        if payment.place != Place.SUSPENSE:
            move_money(payment, Place.SUSPENSE, reason=reason, actor=_SETTLER, at=at)
    else:
        assert row.home_id is not None
        post_refund(
            row,
            "refund_failed",
            Account.SUSPENSE,
            Account.PAYER_CREDIT,
            happened_on=today,
            text=BACK,
            actor=_SETTLER,
            at=at,
        )
        events.raise_event(
            RefundFailed(
                estate_id=row.estate_id,
                refund_id=row.id,
                payment_id=row.payment_id,
                home_id=row.home_id,
                amount_fen=row.amount_fen,
                failed_on=today,
                at=at,
            )
        )
    record("payments.refund_failed", row, reason=row.trouble, actor=_SETTLER, at=at)


def is_known(estate_id: int) -> bool:
    with scope.estate(estate_id):
        return is_estate(estate_id)


def _settle(row: Refund, told: ToldRefund, *, seen_via: str, at: datetime) -> RefundOutcome:
    outcome = outcome_of(stage=Stage(row.stage), standing=told.standing, says_the_same=says_the_same(row, told))
    if outcome is RefundOutcome.CONFLICT:
        _alarm("payments.refund_conflict", row.estate_id, told, at=at)
    elif outcome is RefundOutcome.DONE:
        _done(row, told, seen_via=seen_via, at=at)
    elif outcome is RefundOutcome.FAILED:
        fail(row, reason="closed by the channel", at=at)
    elif outcome is RefundOutcome.ABNORMAL:
        move_refund(row, to=Stage.ABNORMAL, reason=seen_via, actor=_SETTLER, at=at)
        record("payments.refund_abnormal", row, actor=_SETTLER, at=at)
    elif outcome is RefundOutcome.NOTED:
        row.channel_refund = told.refund
        move_refund(row, to=Stage.SENT, reason=seen_via, actor=_SETTLER, at=at, also=["channel_refund"])
    return outcome


def _done(row: Refund, told: ToldRefund, *, seen_via: str, at: datetime) -> None:
    row.refunded_at = told.done_at or at
    row.refunded_on = city_day(row.refunded_at)
    row.channel_refund = told.refund or row.channel_refund
    row.trouble = ""
    move_refund(
        row,
        to=Stage.REFUNDED,
        reason=seen_via,
        actor=_SETTLER,
        at=at,
        also=["refunded_at", "refunded_on", "channel_refund", "trouble"],
    )
    post_refund(
        row,
        "refund",
        Account.SUSPENSE,
        Account.MONEY,
        happened_on=row.refunded_on,
        text=GONE,
        actor=_SETTLER,
        at=at,
    )
    record("payments.refund_done", row, actor=_SETTLER, at=at)


def _alarm(action: str, estate_id: int, told: ToldRefund, *, at: datetime) -> None:
    audit.record(
        action,
        actor=_SETTLER,
        estate_id=estate_id,
        at=at,
        subject="payments.refund",
        number=told.number,
        transaction=told.transaction,
    )
