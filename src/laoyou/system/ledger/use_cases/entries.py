"""Correcting what stands in the books: never by change, always by an entry that takes the other one back."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import lock_books
from laoyou.system.ledger.budgets.errors import TakenBackAtItsCost
from laoyou.system.ledger.errors import NeedsAReason, NotReversedHere, ReversedAlready
from laoyou.system.ledger.models import Entry
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import SUBLEDGER_ACCOUNTS, Account, Fund, NewLine
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number


def reverse_entry(*, actor: Actor, estate_id: int, entry_id: int, reason: str, at: datetime) -> int:
    """Post the opposite of an entry, in the same funds, dated today, and return its id.

    Raises: NotFound; NeedsAReason; HoldsAPersonsNumber; ReversedAlready, also for an entry that is a reversal itself;
    NotReversedHere for one that bills or payments keep the detail of; TakenBackAtItsCost for a part of a shared cost.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_EXPENSE, estate_id)
        if not reason.strip():
            raise NeedsAReason
        refuse_a_persons_number(reason)
        lock_books(estate_id)
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
        reversal_id = post_entry(
            estate_id=estate_id,
            kind="reversal",
            source=str(entry_id),
            posted_on=city_day(at),
            text=reason.strip()[:200],
            lines=[
                NewLine(Fund(line.fund), Account(line.account), -line.amount_fen, line.home_id, line.bill_id)
                for line in lines
            ],
            actor=actor,
            at=at,
            reverses_id=entry_id,
        )
        if reversal_id is None:
            raise ReversedAlready
        audit.record(
            "ledger.entry_reversed",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="ledger.entry",
            subject_id=entry_id,
            reason=reason.strip(),
            entry=entry_id,
            text=entry.text,
        )
        return reversal_id
