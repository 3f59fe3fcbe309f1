"""What was recorded by hand: waiting for a second person, approved, refused."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import audit
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.models import Expense
from laoyou.system.ledger.queries.vouchers import VoucherView, sees_originals, vouchers_of_expenses
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.rules.expenses import Direction, ExpenseState
from laoyou.system.ledger.rules.payees import public_payee


@dataclass(frozen=True, slots=True)
class ExpenseView:
    """Money spent or other income as recorded, with its vouchers and what was decided.

    `can_decide` says whether the reader may be the second person: has the right, and is not the one who recorded.
    `other` is masked for those who neither record nor approve.
    """

    id: int
    direction: Direction
    fund: Fund
    account: Account
    amount: Money
    moved_on: date
    other: str
    text: str
    state: ExpenseState
    recorded_by: str
    recorded_at: datetime
    decided_by: str
    decided_at: datetime | None
    decision_reason: str
    entry_id: int | None
    vouchers: tuple[VoucherView, ...]
    can_decide: bool
    recorded_by_reader: bool

    @property
    def is_out(self) -> bool:
        return self.direction is Direction.OUT

    @property
    def waits(self) -> bool:
        return self.state is ExpenseState.RECORDED


def expenses_for(
    *,
    actor: Actor,
    estate_id: int,
    state: ExpenseState | str | None = None,
    month: Month | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[ExpenseView]:
    """Return one page of the records, of a month where one is named: those that wait, oldest first; otherwise the
    newest first.
    """
    actor.require(Right.SEE_BOOKS, estate_id)
    found = Expense.objects.filter(estate_id=estate_id)
    if month is not None:
        found = found.filter(spent_on__gte=month.first, spent_on__lt=month.ends_before)
    if state:
        found = found.filter(state=ExpenseState(state).value)
    waiting_first = state == ExpenseState.RECORDED
    total = found.count()
    number = min(max(page, 1), max(-(-total // size), 1))
    start = offset_of(number, size)
    order = ("spent_on", "id") if waiting_first else ("-spent_on", "-id")
    return Page(_views(list(found.order_by(*order)[start : start + size]), actor), number, size, total)


def expense_for(*, actor: Actor, estate_id: int, expense_id: int) -> ExpenseView:
    """Return one record. Raises: NotFound."""
    actor.require(Right.SEE_BOOKS, estate_id)
    row = Expense.objects.filter(estate_id=estate_id, id=expense_id).first()
    if row is None:
        raise NotFound
    return _views([row], actor)[0]


def expense_of_entry(*, actor: Actor, estate_id: int, entry_id: int) -> ExpenseView | None:
    """Return the record that the entry was posted for, if it was."""
    actor.require(Right.SEE_BOOKS, estate_id)
    row = Expense.objects.filter(estate_id=estate_id, entry_id=entry_id).first()
    return _views([row], actor)[0] if row else None


def undecided_count(*, actor: Actor, estate_id: int, month: Month | None = None) -> int:
    """Return how many records wait for a second person, in one month or at all."""
    actor.require(Right.SEE_BOOKS, estate_id)
    waiting = Expense.objects.filter(estate_id=estate_id, state="recorded")
    if month is not None:
        waiting = waiting.filter(spent_on__gte=month.first, spent_on__lt=month.ends_before)
    return waiting.count()


def _views(rows: list[Expense], actor: Actor) -> list[ExpenseView]:
    if not rows:
        return []
    estate_id, ids = rows[0].estate_id, [row.id for row in rows]
    vouchers = vouchers_of_expenses(estate_id, ids, originals=sees_originals(actor, estate_id))
    # The names of those days: people may leave, what they did is told with the name they had.
    names = audit.actors_of(estate_id=estate_id, subject="ledger.expense", subject_ids=ids)
    return [_view(row, vouchers.get(row.id, ()), names, actor) for row in rows]


def _view(
    row: Expense, vouchers: tuple[VoucherView, ...], names: dict[tuple[int, str], str], actor: Actor
) -> ExpenseView:
    return ExpenseView(
        id=row.id,
        direction=Direction(row.direction),
        fund=Fund(row.fund),
        account=Account(row.account),
        amount=Money(row.amount_fen),
        moved_on=row.spent_on,
        other=row.payee if sees_originals(actor, row.estate_id) else public_payee(row.payee),
        text=row.text,
        state=ExpenseState(row.state),
        recorded_by=names.get((row.id, f"staff:{row.recorded_by}"), ""),
        recorded_at=row.recorded_at,
        decided_by=names.get((row.id, f"staff:{row.decided_by}"), ""),
        decided_at=row.decided_at,
        decision_reason=row.decision_reason,
        entry_id=row.entry_id,
        vouchers=vouchers,
        can_decide=row.state == "recorded"
        and actor.may(Right.APPROVE_EXPENSE, row.estate_id)
        and actor.user_id not in (None, row.recorded_by),
        recorded_by_reader=actor.user_id == row.recorded_by,
    )
