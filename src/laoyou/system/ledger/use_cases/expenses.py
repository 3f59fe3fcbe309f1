"""Money spent and other income: recorded with a voucher by one person, posted when a second one approves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from laoyou.core.calendar import Month, city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import fund_money, held_deposits, is_closed, lock_books
from laoyou.system.ledger.errors import (
    AlreadyDecided,
    HoldsAPersonsNumber,
    InTheFuture,
    MonthClosed,
    NeedsAReason,
    NeedsASecondPerson,
    NotAboveZero,
    NotAVoucher,
    NotEnoughMoney,
    NoVoucher,
    WrongFund,
)
from laoyou.system.ledger.models import Expense, Voucher
from laoyou.system.ledger.posting import post_entry
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.ledger.rules.expenses import Direction, ExpenseState, may_be_booked, may_go_below_zero, may_move
from laoyou.system.ledger.rules.published_text import holds_a_persons_number


def record_expense(
    *,
    actor: Actor,
    estate_id: int,
    fund: Fund,
    account: Account,
    amount: Money,
    spent_on: date,
    payee: str,
    text: str,
    file_ids: Sequence[int],
    at: datetime,
    public_copies: Mapping[int, int | None] | None = None,
    once: str = "",
) -> int:
    """Record money spent, with the vouchers handed in as files, and return its id. Nothing is posted yet.

    `public_copies` names, for a voucher with personal data, the copy on which it is covered, or None to keep the
    picture for staff; what is not named is shown to everybody as it is. The same `once` again, a form sent twice,
    records nothing and returns the first one's id.
    Raises: NotAboveZero, InTheFuture, WrongFund, HoldsAPersonsNumber, MonthClosed, NoVoucher, NotAVoucher.
    Law: CIVIL-282, CIVIL-943.
    """
    return _record(
        Direction.OUT, actor, estate_id, fund, account, amount, spent_on, payee, text, file_ids, at, public_copies, once
    )


def record_income(
    *,
    actor: Actor,
    estate_id: int,
    fund: Fund,
    account: Account,
    amount: Money,
    received_on: date,
    payer: str,
    text: str,
    file_ids: Sequence[int],
    at: datetime,
    public_copies: Mapping[int, int | None] | None = None,
    once: str = "",
) -> int:
    """Record income that no bill asked for (rent of common parts, advertising, a subsidy) and return its id.

    Approved by a second person like an expense, with the same refusals. Law: CIVIL-275, CIVIL-282.
    """
    return _record(
        Direction.IN,
        actor,
        estate_id,
        fund,
        account,
        amount,
        received_on,
        payer,
        text,
        file_ids,
        at,
        public_copies,
        once,
    )


def decide_expense(
    *, actor: Actor, estate_id: int, expense_id: int, approve: bool, reason: str = "", at: datetime
) -> int | None:
    """Approve and post a record, or refuse it with a reason; return the entry's id.

    Raises: NotFound, AlreadyDecided, NeedsASecondPerson, NeedsAReason, MonthClosed, NotEnoughMoney for a fund that
    can't be overspent.
    """
    with scope.estate(estate_id):
        actor.require(Right.APPROVE_EXPENSE, estate_id)
        expense = Expense.objects.select_for_update().filter(estate_id=estate_id, id=expense_id).first()
        if expense is None:
            raise NotFound
        after = ExpenseState.APPROVED if approve else ExpenseState.REFUSED
        if not may_move(ExpenseState(expense.state), after):
            raise AlreadyDecided
        if actor.user_id is None or actor.user_id == expense.recorded_by:
            raise NeedsASecondPerson
        if not approve and not reason.strip():
            raise NeedsAReason
        expense.entry_id = _post(expense, actor, at) if approve else None
        _decide(expense, after, reason, actor, at)
        return expense.entry_id


def withdraw_expense(*, actor: Actor, estate_id: int, expense_id: int, reason: str = "", at: datetime) -> None:
    """Take back, as who recorded it, a record that nobody has decided yet. It stays to be read; nothing was posted.

    Raises: NotFound, also for what somebody else recorded; AlreadyDecided.
    """
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        expense = (
            Expense.objects.select_for_update()
            .filter(estate_id=estate_id, id=expense_id, recorded_by=actor.user_id or 0)
            .first()
        )
        if expense is None:
            raise NotFound
        if not may_move(ExpenseState(expense.state), ExpenseState.WITHDRAWN):
            raise AlreadyDecided
        _decide(expense, ExpenseState.WITHDRAWN, reason, actor, at)


def _decide(expense: Expense, after: ExpenseState, reason: str, actor: Actor, at: datetime) -> None:
    expense.state = after.value
    expense.decided_by = actor.user_id
    expense.decided_at = at
    expense.decision_reason = reason.strip()[:200]
    expense.save(update_fields=["entry", "state", "decided_by", "decided_at", "decision_reason"])
    audit.record(
        f"ledger.expense_{after.value}",
        actor=actor,
        estate_id=expense.estate_id,
        at=at,
        subject="ledger.expense",
        subject_id=expense.id,
        reason=expense.decision_reason,
        amount=str(Money(expense.amount_fen)),
        text=expense.text,
    )


def refuse_a_persons_number(*words: str) -> None:
    """Raises: HoldsAPersonsNumber for words that everybody will read."""
    if any(holds_a_persons_number(text) for text in words):
        raise HoldsAPersonsNumber


def _record(
    direction: Direction,
    actor: Actor,
    estate_id: int,
    fund: Fund,
    account: Account,
    amount: Money,
    moved_on: date,
    other: str,
    text: str,
    file_ids: Sequence[int],
    at: datetime,
    public_copies: Mapping[int, int | None] | None,
    once: str,
) -> int:
    with scope.estate(estate_id):
        actor.require(Right.RECORD_EXPENSE, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        if amount.fen <= 0:
            raise NotAboveZero
        if moved_on > city_day(at):
            raise InTheFuture(day=moved_on.isoformat())
        if not may_be_booked(direction, fund, account):
            raise WrongFund
        refuse_a_persons_number(other, text)
        lock_books(estate_id)
        sent = Expense.objects.filter(estate_id=estate_id, recorded_by=actor.user_id, once=once[:40]).first()
        if once and sent is not None:
            return int(sent.id)
        if is_closed(estate_id, Month.of(moved_on)):
            raise MonthClosed(month=str(Month.of(moved_on)))
        expense = Expense.objects.create(
            estate_id=estate_id,
            direction=direction.value,
            fund=fund.value,
            account=int(account),
            amount_fen=amount.fen,
            spent_on=moved_on,
            payee=other.strip()[:80],
            text=text.strip()[:200],
            recorded_by=actor.user_id,
            recorded_at=at,
            once=once[:40],
        )
        _keep_vouchers(expense, file_ids, public_copies or {})
        audit.record(
            "ledger.expense_recorded" if direction is Direction.OUT else "ledger.income_recorded",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="ledger.expense",
            subject_id=expense.id,
            amount=str(amount),
            text=expense.text,
        )
        return int(expense.id)


def _keep_vouchers(expense: Expense, file_ids: Sequence[int], public_copies: Mapping[int, int | None]) -> None:
    if not file_ids:
        raise NoVoucher
    shown = {file_id: public_copies.get(file_id, file_id) for file_id in dict.fromkeys(file_ids)}
    wanted = {*shown, *(copy for copy in shown.values() if copy is not None)}
    if not files.are_kept(estate_id=expense.estate_id, file_ids=wanted, purpose="voucher"):
        raise NotAVoucher
    Voucher.objects.bulk_create(
        Voucher(estate_id=expense.estate_id, expense=expense, file_id=file_id, public_file_id=public_file_id)
        for file_id, public_file_id in shown.items()
    )


def _post(expense: Expense, actor: Actor, at: datetime) -> int | None:
    fund, is_out = Fund(expense.fund), expense.direction == Direction.OUT
    lock_books(expense.estate_id)
    if is_out and not may_go_below_zero(fund):
        available = fund_money(expense.estate_id, fund) - held_deposits(expense.estate_id, fund)
        if available < expense.amount_fen:
            raise NotEnoughMoney(available=str(Money(available)))
    sign = -1 if is_out else 1
    return post_entry(
        estate_id=expense.estate_id,
        kind="expense" if is_out else "income",
        source=str(expense.id),
        posted_on=expense.spent_on,
        text=expense.text,
        lines=[
            NewLine(fund, Account.MONEY, sign * expense.amount_fen),
            NewLine(fund, Account(expense.account), -sign * expense.amount_fen),
        ],
        actor=actor,
        at=at,
    )
