"""Cash entered by mistake: taken back by a reversing entry, never deleted, when a second person agrees."""

from __future__ import annotations

from datetime import date, datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, events, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger import queries as ledger
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.payments.errors import CancellationWaits, NotCancelled
from laoyou.system.payments.events import PaymentCancelled
from laoyou.system.payments.models import Cancellation, Payment, Receipt
from laoyou.system.payments.rules.places import Place
from laoyou.system.payments.rules.settling import may_be_cancelled
from laoyou.system.payments.use_cases.moves import move_money, tell_home

TEXT = mark("Cash entered by mistake, taken back")


def ask_cancellation(*, actor: Actor, estate_id: int, payment_id: int, reason: str, at: datetime) -> int:
    """Say that a payment was entered by mistake, and why, and return the request's id. Nothing moves yet.

    Raises: NotFound; SayWhy; NotCancelled for money that no till took, or that is no home's; CancellationWaits.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        payment = _held(estate_id, payment_id)
        if Cancellation.objects.filter(estate_id=estate_id, payment_id=payment_id, state=Decision.ASKED.value).exists():
            raise CancellationWaits
        row = Cancellation.objects.create(
            estate_id=estate_id, payment=payment, **decisions.asked_now(actor=actor, reason=reason, at=at)
        )
        _audit("payments.cancellation_asked", row, payment, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_cancellation(
    *, actor: Actor, estate_id: int, cancellation_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Take back, as a second person, a payment that was entered by mistake, or refuse it; who asked may withdraw.

    The entry is reversed by one dated today, what the money paid is open again, and its receipt is void.
    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; NotCancelled; what those refuse who used the money.
    """
    with scope.estate(estate_id):
        row = Cancellation.objects.select_for_update().filter(estate_id=estate_id, id=cancellation_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.TAKE_CASH if is_own else Right.APPROVE_EXPENSE, estate_id)
        if row is None:
            raise NotFound
        today = city_day(at)
        row.cancelled_on = today if approve else None
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at, also=["cancelled_on"])
        payment = _held(estate_id, row.payment_id)
        if after is Decision.APPROVED:
            move_money(payment, Place.CANCELLED, reason=row.reason, actor=actor, at=at)
            _take_back(payment, today, actor=actor, at=at)
        _audit(f"payments.cancellation_{after.value}", row, payment, reason=row.decision_reason, actor=actor, at=at)
        return after


def _held(estate_id: int, payment_id: int) -> Payment:
    payment = Payment.objects.select_for_update().filter(estate_id=estate_id, id=payment_id).first()
    if payment is None:
        raise NotFound
    if not may_be_cancelled(channel=payment.channel, place=payment.place):
        raise NotCancelled
    return payment


def _take_back(payment: Payment, today: date, *, actor: Actor, at: datetime) -> None:
    assert payment.home_id is not None
    events.raise_event(
        PaymentCancelled(
            estate_id=payment.estate_id,
            payment_id=payment.id,
            home_id=payment.home_id,
            amount_fen=payment.amount_fen,
            cancelled_on=today,
            at=at,
        )
    )
    tell_home(estate_id=payment.estate_id, home_id=payment.home_id, at=at)
    source = f"{payment.channel}:{payment.transaction}"
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    post_entry(
        estate_id=payment.estate_id,
        kind="payment_cancelled",
        source=source,
        posted_on=today,
        text=text,
        lines=[
            NewLine(Fund.CREDITS, Account.PAYER_CREDIT, payment.amount_fen, home_id=payment.home_id),
            NewLine(Fund.CREDITS, Account.MONEY, -payment.amount_fen),
        ],
        actor=actor,
        at=at,
        reverses_id=ledger.entry_of_fact(estate_id=payment.estate_id, kind="payment", source=source),
    )


def _audit(action: str, row: Cancellation, payment: Payment, *, reason: str, actor: Actor, at: datetime) -> None:
    receipt = Receipt.objects.filter(estate_id=payment.estate_id, payment_id=payment.id).first()
    audit.record(
        action,
        actor=actor,
        estate_id=payment.estate_id,
        at=at,
        subject="payments.payment",
        subject_id=row.payment_id,
        reason=reason,
        amount=f"¥{Money(payment.amount_fen)}",
        receipt=receipt.number if receipt else "–",
    )
