"""Saying why an account is apart from its budget at the end of a month."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.calendar import Month, city_day
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.budgets.errors import NothingToExplain, SaySomething
from laoyou.system.ledger.budgets.models import BudgetExplanation
from laoyou.system.ledger.budgets.queries.against import against
from laoyou.system.ledger.budgets.queries.budgets import budget_for
from laoyou.system.ledger.budgets.rules.states import BudgetState
from laoyou.system.ledger.budgets.use_cases.drafting import record
from laoyou.system.ledger.budgets.use_cases.moving import locked
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.use_cases.expenses import refuse_a_persons_number


def explain_difference(
    *, actor: Actor, estate_id: int, budget_id: int, month: Month, account: Account, text: str, at: datetime
) -> None:
    """Keep the reason for a difference, with both figures of now, for everybody to read; the newest one is shown.

    Raises: NotFound, NothingToExplain, SaySomething, HoldsAPersonsNumber.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BUDGET, estate_id)
        budget = locked(estate_id, budget_id)
        if budget.state != BudgetState.ADOPTED or budget.year != month.year or city_day(at) < month.ends_before:
            raise NothingToExplain
        words = text.strip()[:300]
        if not words:
            raise SaySomething
        refuse_a_persons_number(words)
        view = budget_for(actor=actor, estate_id=estate_id, budget_id=budget_id)
        shown = against(estate_id, [view], month)[0]
        line = next((shown.line for shown in shown.lines if shown.line.account is account and shown.is_apart), None)
        if line is None:
            raise NothingToExplain
        BudgetExplanation.objects.create(
            estate_id=estate_id,
            budget=budget,
            month=month.first,
            account=int(account),
            expected_fen=line.expected.fen,
            actual_fen=line.actual.fen,
            text=words,
            written_by=actor.user_id,
            written_by_name=actor.name[:60],
            at=at,
        )
        record("ledger.budget_explained", actor, budget, at, month=str(month), text=words)
