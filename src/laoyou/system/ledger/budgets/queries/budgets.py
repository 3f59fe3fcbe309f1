"""Budgets as staff and everybody read them: lines, versions, comments with answers, the way they came."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import QuerySet

from laoyou.core.calendar import Month
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.budgets.models import (
    Budget,
    BudgetAnswer,
    BudgetComment,
    BudgetLine,
    BudgetMove,
    BudgetPolicy,
)
from laoyou.system.ledger.budgets.rules.comparing import DEFAULT, Threshold
from laoyou.system.ledger.budgets.rules.drafting import MonthsBefore, result_of, side_of_account, sum_on
from laoyou.system.ledger.budgets.rules.states import BASIS_NAMES, PUBLIC, STATE_NAMES, Basis, BudgetState
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.rules.movements import Side
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places.queries import buildings, home_labels

PUBLIC_STATES = [state.value for state in PUBLIC]


@dataclass(frozen=True, slots=True)
class LineView:
    """A line of a budget: what the months before came to, what a year at that pace gives, and what is planned."""

    account: Account
    actual: Money
    drafted: Money
    amount: Money
    note: str

    @property
    def side(self) -> Side:
        return side_of_account(self.account)

    @property
    def is_empty(self) -> bool:
        return not (self.actual or self.amount or self.note)


@dataclass(frozen=True, slots=True)
class BudgetView:
    """One version of a fund's budget of a year."""

    id: int
    fund: Fund
    year: int
    version: int
    state: BudgetState
    lines: tuple[LineView, ...]
    months: MonthsBefore | None
    drafted_by: int | None
    drafted_by_name: str
    drafted_at: datetime
    opened_by: int | None
    opened_at: datetime | None
    comments_until: date | None
    basis: Basis | None
    basis_text: str
    document_id: int | None
    adopted_on: date | None
    adopted_by_name: str
    adopted_at: datetime | None
    revises_id: int | None

    @property
    def state_name(self) -> str:
        """Return the state in English, to be translated at the edge."""
        return STATE_NAMES[self.state]

    @property
    def basis_name(self) -> str:
        return BASIS_NAMES[self.basis] if self.basis else ""

    @property
    def shown_lines(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if not line.is_empty)

    @property
    def income_lines(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if line.side is Side.INCOME)

    @property
    def expense_lines(self) -> tuple[LineView, ...]:
        return tuple(line for line in self.lines if line.side is Side.EXPENSE)

    @property
    def income(self) -> Money:
        return sum_on(Side.INCOME, self._amounts)

    @property
    def expense(self) -> Money:
        return sum_on(Side.EXPENSE, self._amounts)

    @property
    def result(self) -> Money:
        return result_of(self._amounts)

    @property
    def shortfall(self) -> Money:
        """Return by how much more is planned to go out than to come in."""
        return -self.result

    @property
    def _amounts(self) -> list[tuple[Account, Money]]:
        return [(line.account, line.amount) for line in self.lines]

    def takes_comments_on(self, day: date) -> bool:
        return self.state is BudgetState.OPEN and self.comments_until is not None and day <= self.comments_until


@dataclass(frozen=True, slots=True)
class AnswerView:
    text: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class CommentView:
    """A comment. `author` is masked; `place` the building, or the home for staff who may see the estate's people."""

    id: int
    budget_id: int
    author: str
    place: str
    text: str
    at: datetime
    answer: AnswerView | None
    is_mine: bool = False


@dataclass(frozen=True, slots=True)
class BudgetMoveView:
    before: str
    after: str
    by: str
    reason: str
    at: datetime

    @property
    def name(self) -> str:
        """Return what the budget became, in English, to be translated at the edge."""
        return STATE_NAMES[BudgetState(self.after)]


def budgets_for(*, actor: Actor, estate_id: int, year: int | None = None) -> list[BudgetView]:
    """Return the estate's budgets, drafts and dropped ones too: the newest year first, then by fund, newest version."""
    actor.require(Right.SEE_BOOKS, estate_id)
    rows = Budget.objects.filter(estate_id=estate_id)
    return _views(rows if year is None else rows.filter(year=year))


def budget_for(*, actor: Actor, estate_id: int, budget_id: int) -> BudgetView:
    """Return one budget for staff. Raises: NotFound."""
    actor.require(Right.SEE_BOOKS, estate_id)
    return _one(Budget.objects.filter(estate_id=estate_id, id=budget_id))


def public_budgets(estate_id: int, year: int) -> list[BudgetView]:
    """Return what everybody may read of a year: what is open, what holds, what held before."""
    return _views(Budget.objects.filter(estate_id=estate_id, year=year, state__in=PUBLIC_STATES))


def public_budget(estate_id: int, budget_id: int) -> BudgetView:
    """Return a budget that everybody may read. Raises: NotFound, for a draft too."""
    return _one(Budget.objects.filter(estate_id=estate_id, id=budget_id, state__in=PUBLIC_STATES))


def public_years(estate_id: int) -> list[int]:
    """Return the years with a budget that everybody may read, the newest first."""
    rows = Budget.objects.filter(estate_id=estate_id, state__in=PUBLIC_STATES)
    return sorted(set(rows.values_list("year", flat=True)), reverse=True)


def open_budgets(estate_id: int) -> list[BudgetView]:
    """Return the budgets that are open for comments now, by year and fund."""
    return _views(Budget.objects.filter(estate_id=estate_id, state=BudgetState.OPEN.value))


def adopted_budgets(estate_id: int, year: int) -> list[BudgetView]:
    """Return the budgets that hold for the year, one per fund."""
    return _views(Budget.objects.filter(estate_id=estate_id, year=year, state=BudgetState.ADOPTED.value))


def comments_of(estate_id: int, budget_ids: Iterable[int], *, reader: Actor | None = None) -> list[CommentView]:
    """Return the comments on these budgets with their answers, the oldest first, by masked names."""
    ids = list(budget_ids)
    rows = list(BudgetComment.objects.filter(estate_id=estate_id, budget_id__in=ids).order_by("id"))
    homes = [row.home_id for row in rows]
    sees_homes = reader is not None and reader.may(Right.SEE_PEOPLE, estate_id)
    places = (home_labels if sees_homes else buildings.buildings_of_homes)(estate_id=estate_id, home_ids=homes)
    answers = {
        row.comment_id: AnswerView(row.text, row.answered_by_name, row.at)
        for row in BudgetAnswer.objects.filter(estate_id=estate_id, comment__budget_id__in=ids)
    }
    return [
        CommentView(
            id=row.id,
            budget_id=row.budget_id,
            author=masked_name(row.author_name),
            place=places.get(row.home_id, ""),
            text=row.text,
            at=row.at,
            answer=answers.get(row.id),
            is_mine=reader is not None and reader.user_id == row.user_id,
        )
        for row in rows
    ]


def moves_of_budget(*, actor: Actor, estate_id: int, budget_id: int) -> list[BudgetMoveView]:
    """Return the way of a budget so far, the oldest step first."""
    actor.require(Right.SEE_BOOKS, estate_id)
    rows = BudgetMove.objects.filter(estate_id=estate_id, budget_id=budget_id).order_by("id")
    return [BudgetMoveView(row.from_state, row.to_state, row.actor_name, row.reason, row.at) for row in rows]


def threshold_of(estate_id: int, day: date) -> Threshold:
    """Return the estate's policy on the day, or the default."""
    row = BudgetPolicy.objects.filter(estate_id=estate_id, starts_on__lte=day).order_by("-starts_on", "-id").first()
    return Threshold(row.percent, Money(row.amount_fen), row.comment_days, row.source) if row else DEFAULT


def _one(rows: QuerySet[Budget]) -> BudgetView:
    found = _views(rows)
    if not found:
        raise NotFound
    return found[0]


def _views(rows: QuerySet[Budget]) -> list[BudgetView]:
    budgets = list(rows)
    lines: dict[int, list[LineView]] = defaultdict(list)
    if budgets:
        own = BudgetLine.objects.filter(
            estate_id=budgets[0].estate_id, budget_id__in=[budget.id for budget in budgets]
        ).order_by("account")
        for line in own:
            lines[line.budget_id].append(
                LineView(
                    Account(line.account),
                    Money(line.actual_fen),
                    Money(line.drafted_fen),
                    Money(line.amount_fen),
                    line.note,
                )
            )
    places = list(Fund)
    return sorted(
        (_view(budget, lines[budget.id]) for budget in budgets),
        key=lambda view: (-view.year, places.index(view.fund), -view.version),
    )


def _view(row: Budget, lines: list[LineView]) -> BudgetView:
    months = None
    if row.first_month and row.last_month:
        left_out = Month.of(row.left_out_month) if row.left_out_month else None
        months = MonthsBefore(Month.of(row.first_month), Month.of(row.last_month), left_out)
    return BudgetView(
        id=row.id,
        fund=Fund(row.fund),
        year=row.year,
        version=row.version,
        state=BudgetState(row.state),
        lines=tuple(lines),
        months=months,
        drafted_by=row.drafted_by,
        drafted_by_name=row.drafted_by_name,
        drafted_at=row.drafted_at,
        opened_by=row.opened_by,
        opened_at=row.opened_at,
        comments_until=row.comments_until,
        basis=Basis(row.basis) if row.basis else None,
        basis_text=row.basis_text,
        document_id=row.document_id,
        adopted_on=row.adopted_on,
        adopted_by_name=row.adopted_by_name,
        adopted_at=row.adopted_at,
        revises_id=row.revises_id,
    )
