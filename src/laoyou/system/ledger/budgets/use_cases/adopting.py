"""Adopting a budget by a second person, on the basis that is stated; and the policy by which it is watched."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.core.money import Money
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.budgets.errors import (
    AdoptedInTheFuture,
    AnswersMissing,
    CommentsStillRun,
    NeedsASecondPerson,
    NeedsItsBasis,
    NeedsItsDocument,
    NotAPolicy,
    NotInThisState,
)
from laoyou.system.ledger.budgets.models import Budget, BudgetComment, BudgetPolicy
from laoyou.system.ledger.budgets.rules.states import Basis, BudgetState
from laoyou.system.ledger.budgets.use_cases.drafting import record
from laoyou.system.ledger.budgets.use_cases.moving import locked, move
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number

MOST_DAYS = 90


def adopt_budget(
    *,
    actor: Actor,
    estate_id: int,
    budget_id: int,
    basis: Basis,
    basis_text: str,
    adopted_on: date,
    document_file_id: int | None,
    at: datetime,
) -> None:
    """Adopt an open budget once its comments have run and are answered; what it revises is superseded with it.

    `basis_text` names the vote or the clause, `document_file_id` its paper, kept for the purpose "document".
    Raises: NotFound, NotInThisState, NeedsASecondPerson, CommentsStillRun, AnswersMissing, NeedsItsBasis,
    NeedsItsDocument, AdoptedInTheFuture, HoldsAPersonsNumber. Law: CIVIL-278-ORDINARY, CIVIL-943.
    """
    with scope.estate(estate_id):
        actor.require(Right.ADOPT_BUDGET, estate_id)
        budget = locked(estate_id, budget_id)
        if budget.state != BudgetState.OPEN or budget.comments_until is None:
            raise NotInThisState
        if actor.user_id is None or actor.user_id in (budget.drafted_by, budget.opened_by):
            raise NeedsASecondPerson
        today = city_day(at)
        if today <= budget.comments_until:
            raise CommentsStillRun(day=budget.comments_until.isoformat())
        if adopted_on > today:
            raise AdoptedInTheFuture
        said = BudgetComment.objects.filter(estate_id=estate_id, budget=budget, answers__isnull=True)
        if missing := said.count():
            raise AnswersMissing(count=missing)
        words = basis_text.strip()[:200]
        if not words:
            raise NeedsItsBasis
        refuse_a_persons_number(words)
        if document_file_id is None or not files.are_kept(
            estate_id=estate_id, file_ids=[document_file_id], purpose="document"
        ):
            raise NeedsItsDocument
        held = Budget.objects.select_for_update().filter(
            estate_id=estate_id, fund=budget.fund, year=budget.year, state=BudgetState.ADOPTED.value
        )
        for before in held:
            move(before, BudgetState.SUPERSEDED, actor=actor, reason=f"v{budget.version}", at=at)
        move(
            budget,
            BudgetState.ADOPTED,
            actor=actor,
            reason=words,
            at=at,
            basis=basis.value,
            basis_text=words,
            document_id=document_file_id,
            adopted_on=adopted_on,
            adopted_by=actor.user_id,
            adopted_by_name=actor.name[:60],
            adopted_at=at,
        )
        record("ledger.budget_adopted", actor, budget, at, reason=words)


def set_budget_policy(
    *,
    actor: Actor,
    estate_id: int,
    percent: int,
    amount: Money,
    comment_days: int,
    source: str,
    starts_on: date,
    at: datetime,
) -> None:
    """Say from a day on which difference asks for a word, and how long comments run. Raises: NotAPolicy."""
    with scope.estate(estate_id):
        actor.require(Right.ADOPT_BUDGET, estate_id)
        if not (0 <= percent <= 100 and amount.fen >= 0 and 1 <= comment_days <= MOST_DAYS and source.strip()):
            raise NotAPolicy
        BudgetPolicy.objects.create(
            estate_id=estate_id,
            starts_on=starts_on,
            percent=percent,
            amount_fen=amount.fen,
            comment_days=comment_days,
            source=source.strip()[:200],
            set_by=actor.user_id,
            set_by_name=actor.name[:60],
            set_at=at,
        )
        audit.record(
            "ledger.budget_policy_set",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="ledger.budget_policy",
            percent=percent,
            amount=str(amount),
            days=comment_days,
        )
