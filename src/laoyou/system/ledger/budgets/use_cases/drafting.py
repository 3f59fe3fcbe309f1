"""Drafting a budget from the books of the year before, and changing its lines while it is a draft."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Max

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import lock_books
from laoyou.system.ledger.budgets.errors import InTheMakingAlready, LinesStand, NotABudgetedFund, NotAYear
from laoyou.system.ledger.budgets.models import Budget, BudgetLine, BudgetMove
from laoyou.system.ledger.budgets.queries.actuals import books_begin_on, sums_of_funds
from laoyou.system.ledger.budgets.rules.drafting import BUDGETED_FUNDS, DraftLine, basis_of, drafted
from laoyou.system.ledger.budgets.rules.states import IN_THE_MAKING, BudgetState
from laoyou.system.ledger.budgets.use_cases.moving import locked, move
from laoyou.system.ledger.errors import NeedsAReason, NotAboveZero
from laoyou.system.ledger.rules.accounts import Account, Fund
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number

YEARS_AHEAD = 1


@dataclass(frozen=True, slots=True)
class LineEdit:
    """What a line is to say: the amount of the year, and a note that everybody reads."""

    account: Account
    amount: Money
    note: str = ""


def draft_budget(*, actor: Actor, estate_id: int, fund: Fund, year: int, at: datetime) -> int:
    """Draft the fund's budget of the year from the books of the year before, and return its id.

    Where one is adopted already this begins its revised version, with the adopted lines.
    Raises: NotABudgetedFund, NotAYear, InTheMakingAlready.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        today = city_day(at)
        if fund not in BUDGETED_FUNDS:
            raise NotABudgetedFund
        if not today.year <= year <= today.year + YEARS_AHEAD:
            raise NotAYear
        lock_books(estate_id)
        of_the_year = Budget.objects.filter(estate_id=estate_id, fund=fund.value, year=year)
        if of_the_year.filter(state__in=[state.value for state in IN_THE_MAKING]).exists():
            raise InTheMakingAlready(year=year)
        adopted = of_the_year.filter(state=BudgetState.ADOPTED.value).first()
        months = basis_of(year, books_begin_on=books_begin_on(estate_id), today=today)
        actual = sums_of_funds(estate_id, months.first, months.last).get(fund, {}) if months else {}
        newest: int = of_the_year.aggregate(newest=Max("version"))["newest"] or 0
        budget = Budget.objects.create(
            estate_id=estate_id,
            fund=fund.value,
            year=year,
            version=newest + 1,
            revises=adopted,
            first_month=months.first.first if months else None,
            last_month=months.last.first if months else None,
            left_out_month=months.left_out.first if months and months.left_out else None,
            drafted_by=actor.user_id,
            drafted_by_name=actor.name[:60],
            drafted_at=at,
        )
        _write_lines(budget, drafted(fund, months, actual), _lines_of(adopted) if adopted else {})
        BudgetMove.objects.create(
            estate_id=estate_id,
            budget=budget,
            from_state="",
            to_state=budget.state,
            actor=actor.audit_name(),
            actor_name=actor.name[:60],
            at=at,
        )
        record("ledger.budget_drafted", actor, budget, at)
        return int(budget.id)


def set_lines(*, actor: Actor, estate_id: int, budget_id: int, lines: Sequence[LineEdit], at: datetime) -> int:
    """Change lines of a draft, and return how many are different now. Lines that are not named stay.

    Raises: NotFound, LinesStand, NotAboveZero, HoldsAPersonsNumber.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        budget = locked(estate_id, budget_id)
        if budget.state != BudgetState.DRAFTED:
            raise LinesStand
        known = {line.account: line for line in BudgetLine.objects.filter(estate_id=estate_id, budget=budget)}
        changed = []
        for edit in lines:
            line = known.get(int(edit.account))
            if line is None:
                raise NotFound
            if edit.amount.fen < 0:
                raise NotAboveZero
            note = edit.note.strip()[:200]
            refuse_a_persons_number(note)
            if (line.amount_fen, line.note) != (edit.amount.fen, note):
                changed.append((line, line.amount_fen))
                line.amount_fen, line.note = edit.amount.fen, note
                line.save(update_fields=["amount_fen", "note"])
        if changed:
            record(
                "ledger.budget_changed",
                actor,
                budget,
                at,
                count=len(changed),
                lines=[[line.account, before, line.amount_fen] for line, before in changed],
            )
        return len(changed)


def drop_budget(*, actor: Actor, estate_id: int, budget_id: int, reason: str, at: datetime) -> None:
    """Give up a budget that was not adopted; it stays to be read by staff. Raises: NeedsAReason, NotInThisState."""
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        if not reason.strip():
            raise NeedsAReason
        refuse_a_persons_number(reason)
        budget = locked(estate_id, budget_id)
        move(budget, BudgetState.DROPPED, actor=actor, reason=reason.strip(), at=at)
        record("ledger.budget_dropped", actor, budget, at, reason=reason.strip())


def record(action: str, actor: Actor, budget: Budget, at: datetime, *, reason: str = "", **details: object) -> None:
    """Audit an act on a budget."""
    audit.record(
        action,
        actor=actor,
        estate_id=budget.estate_id,
        at=at,
        subject="ledger.budget",
        subject_id=budget.id,
        reason=reason,
        year=budget.year,
        fund=budget.fund,
        version=budget.version,
        **details,
    )


def _lines_of(budget: Budget) -> Mapping[int, tuple[int, str]]:
    rows = BudgetLine.objects.filter(estate_id=budget.estate_id, budget=budget)
    return {row.account: (row.amount_fen, row.note) for row in rows}


def _write_lines(budget: Budget, lines: Sequence[DraftLine], adopted: Mapping[int, tuple[int, str]]) -> None:
    BudgetLine.objects.bulk_create(
        BudgetLine(
            estate_id=budget.estate_id,
            budget=budget,
            account=int(line.account),
            actual_fen=line.actual.fen,
            drafted_fen=line.amount.fen,
            amount_fen=adopted.get(int(line.account), (line.amount.fen, ""))[0],
            note=adopted.get(int(line.account), (0, ""))[1],
        )
        for line in lines
    )
