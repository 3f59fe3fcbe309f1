"""Correcting what stands in the books: never by change, always by an entry that takes the other one back.

Posted money was looked at by two people, so two people take it back: one asks, another one does.
"""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.decisions import Decision
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, decisions, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import fund_money, lock_books
from laoyou.system.ledger.budgets.errors import TakenBackAtItsCost
from laoyou.system.ledger.errors import (
    NeedsAReason,
    NotReversedHere,
    ReversalWaits,
    ReversedAlready,
    WouldBeOverspent,
)
from laoyou.system.ledger.models import Entry, Line, Reversal
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import SUBLEDGER_ACCOUNTS, Account, Fund, NewLine
from laoyou.system.ledger.rules.expenses import taken_too_much
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number


def ask_reversal(*, actor: Actor, estate_id: int, entry_id: int, reason: str, at: datetime) -> int:
    """Ask to take an entry back, with the reason that everybody will read, and return the request's id.

    Raises: NotFound; NeedsAReason; HoldsAPersonsNumber; ReversedAlready, also for an entry that is a reversal itself;
    ReversalWaits; NotReversedHere for one that bills or payments keep the detail of; TakenBackAtItsCost for a part of
    a shared cost; WouldBeOverspent.
    """
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        if not reason.strip():
            raise NeedsAReason
        refuse_a_persons_number(reason)
        lock_books(estate_id)
        entry, _ = _to_be_reversed(estate_id, entry_id)
        if Reversal.objects.filter(estate_id=estate_id, entry_id=entry_id, state=Decision.ASKED.value).exists():
            raise ReversalWaits
        row = Reversal.objects.create(
            estate_id=estate_id, entry=entry, **decisions.asked_now(actor=actor, reason=reason, at=at)
        )
        _audit("ledger.reversal_asked", row, entry, reason=row.reason, actor=actor, at=at)
        return int(row.id)


def decide_reversal(
    *, actor: Actor, estate_id: int, reversal_id: int, approve: bool, reason: str = "", at: datetime
) -> Decision:
    """Post, as a second person, the opposite of an entry: in the same funds, dated today. Or refuse; who asked may
    withdraw.

    Raises: NotFound; DecidedAlready; AsksASecondPerson; SayWhy; ReversedAlready; WouldBeOverspent for a fund that can't
    be overspent.
    """
    with scope.estate(estate_id):
        row = Reversal.objects.select_for_update().filter(estate_id=estate_id, id=reversal_id).first()
        is_own = row is not None and row.asked_by == actor.user_id and not approve
        actor.require(Right.RECORD_EXPENSE if is_own else Right.APPROVE_EXPENSE, estate_id)
        if row is None:
            raise NotFound
        decisions.refuse_unless_decidable(row, actor=actor, approve=approve, reason=reason)
        lock_books(estate_id)
        if approve:
            entry, lines = _to_be_reversed(estate_id, row.entry_id)
            row.reversing_entry_id = _post(row, lines, actor, at)
        else:
            entry = Entry.objects.get(estate_id=estate_id, id=row.entry_id)
        after = decisions.decide(row, actor=actor, approve=approve, reason=reason, at=at, also=["reversing_entry"])
        _audit(f"ledger.reversal_{after.value}", row, entry, reason=row.decision_reason, actor=actor, at=at)
        return after


def _to_be_reversed(estate_id: int, entry_id: int) -> tuple[Entry, list[Line]]:
    entry = Entry.objects.filter(estate_id=estate_id, id=entry_id).first()
    if entry is None:
        raise NotFound
    if entry.kind in ("shared_cost", "shared_cost_reversal"):
        raise TakenBackAtItsCost
    if entry.reverses_id or Entry.objects.filter(estate_id=estate_id, reverses_id=entry_id).exists():
        raise ReversedAlready
    lines = list(entry.lines.order_by("line_number"))
    if any(Account(line.account) in SUBLEDGER_ACCOUNTS for line in lines):
        raise NotReversedHere
    for fund in {Fund(line.fund) for line in lines}:
        taken = sum(line.amount_fen for line in lines if line.fund == fund and line.account == Account.MONEY)
        available = fund_money(estate_id, fund)
        if taken_too_much(fund, taken_fen=taken, available_fen=available):
            raise WouldBeOverspent(available=str(Money(available)), needed=str(Money(taken)))
    return entry, lines


def _post(row: Reversal, lines: list[Line], actor: Actor, at: datetime) -> int:
    reversing_id = post_entry(
        estate_id=row.estate_id,
        kind="reversal",
        source=str(row.entry_id),
        posted_on=city_day(at),
        text=row.reason,
        lines=[
            NewLine(Fund(line.fund), Account(line.account), -line.amount_fen, line.home_id, line.bill_id)
            for line in lines
        ],
        actor=actor,
        at=at,
        reverses_id=row.entry_id,
    )
    if reversing_id is None:
        raise ReversedAlready
    return reversing_id


def _audit(action: str, row: Reversal, entry: Entry, *, reason: str, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="ledger.entry",
        subject_id=row.entry_id,
        reason=reason,
        entry=row.entry_id,
        text=entry.text,
    )
