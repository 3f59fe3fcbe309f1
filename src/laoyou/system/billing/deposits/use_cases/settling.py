"""A deposit ends when two people agree what goes back and what is kept, and why."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound, mark
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope, states
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.deposits.errors import DepositNotHeld, KeptTooMuch, KeptWithoutReason, SettlementWaits
from laoyou.system.billing.deposits.models import Deposit, DepositReturn
from laoyou.system.billing.deposits.rules.books import WAYS, lines_of_settling
from laoyou.system.billing.deposits.rules.states import MOVES, DepositState
from laoyou.system.billing.errors import NoReceiver, UnknownWay
from laoyou.system.billing.standings import hold_bills
from laoyou.system.billing.use_cases.crediting import move
from laoyou.system.ledger.posting import post_entry
from laoyou.system.places import queries as places

TEXT = mark("Deposit settled")


def ask_settlement(
    *,
    actor: Actor,
    estate_id: int,
    deposit_id: int,
    kept: Money,
    way: str,
    receiver: str,
    reason: str,
    at: datetime,
) -> int:
    """Ask to give a deposit back, but for what is kept with its reason, and return the request's id.

    Raises: NotFound; DepositNotHeld; KeptTooMuch; KeptWithoutReason; UnknownWay; NoReceiver; SettlementWaits; SayWhy.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        deposit = _held(estate_id, deposit_id)
        if not 0 <= kept.fen <= deposit.amount_fen:
            raise KeptTooMuch(most=f"¥{Money(deposit.amount_fen)}")
        if kept.fen and not reason.strip():
            raise KeptWithoutReason
        if way not in WAYS:
            raise UnknownWay
        if not receiver.strip():
            raise NoReceiver
        if DepositReturn.objects.filter(
            estate_id=estate_id, deposit_id=deposit_id, state=Decision.ASKED.value
        ).exists():
            raise SettlementWaits
        row = DepositReturn.objects.create(
            estate_id=estate_id,
            deposit=deposit,
            amount_fen=deposit.amount_fen,
            back_fen=deposit.amount_fen - kept.fen,
            kept_fen=kept.fen,
            way=way,
            receiver=receiver.strip()[:80],
            **decisions.asked_now(actor=actor, reason=reason, at=at),
        )
        _audit("billing.deposit_return_asked", row, deposit, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_settlement(
    *, actor: Actor, estate_id: int, return_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Let the deposit end as somebody else asked, or refuse it; who asked may take the request back.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; DepositNotHeld.
    """
    with scope.estate(estate_id):
        row = DepositReturn.objects.select_for_update().filter(estate_id=estate_id, id=return_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.TAKE_CASH if is_own else Right.APPROVE_EXPENSE, estate_id)
        if row is None:
            raise NotFound
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at)
        deposit = Deposit.objects.get(estate_id=estate_id, id=row.deposit_id)
        if after is Decision.APPROVED:
            deposit = _held(estate_id, row.deposit_id)
            _settle(row, deposit, actor=actor, at=at)
        _audit(f"billing.deposit_return_{after.value}", row, deposit, reason=row.decision_reason, actor=actor, at=at)
        return after


def _held(estate_id: int, deposit_id: int) -> Deposit:
    deposit = Deposit.objects.select_for_update().filter(estate_id=estate_id, id=deposit_id).first()
    if deposit is None:
        raise NotFound
    if deposit.state != DepositState.HELD:
        raise DepositNotHeld
    return deposit


def _settle(row: DepositReturn, deposit: Deposit, *, actor: Actor, at: datetime) -> None:
    today = city_day(at)
    deposit.ended_on = today
    states.move(deposit, DepositState.SETTLED, MOVES, actor=actor, at=at, reason=row.reason, also=["ended_on"])
    if row.way == "credit" and row.back_fen:
        hold_bills(deposit.estate_id, deposit.home_id)
        move(
            estate_id=deposit.estate_id,
            paid=[],
            payment_id=None,
            day=today,
            at=at,
            credits={deposit.home_id: row.back_fen},
        )
    with translation.override(settings.LANGUAGE_CODE):
        text = gettext(TEXT)
    post_entry(
        estate_id=deposit.estate_id,
        kind="deposit_settled",
        source=f"deposit:{deposit.id}",
        posted_on=today,
        text=text,
        lines=lines_of_settling(home_id=deposit.home_id, back_fen=row.back_fen, kept_fen=row.kept_fen, way=row.way),
        actor=actor,
        at=at,
    )


def _audit(action: str, row: DepositReturn, deposit: Deposit, *, reason: str, actor: Actor, at: datetime) -> None:
    labels = places.home_labels(estate_id=row.estate_id, home_ids=[deposit.home_id])
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="home",
        subject_id=deposit.home_id,
        reason=reason,
        home=labels.get(deposit.home_id, "–"),
        back=str(Money(row.back_fen)),
        kept=str(Money(row.kept_fen)),
    )
