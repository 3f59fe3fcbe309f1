"""The one function that moves a budget from state to state."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.system.ledger.budgets.errors import NotInThisState
from laoyou.system.ledger.budgets.models import Budget, BudgetMove
from laoyou.system.ledger.budgets.rules.states import BudgetState, may_move


def locked(estate_id: int, budget_id: int) -> Budget:
    """Return the budget, held until the transaction ends. Raises: NotFound."""
    budget = Budget.objects.select_for_update().filter(estate_id=estate_id, id=budget_id).first()
    if budget is None:
        raise NotFound
    return budget


def move(budget: Budget, to: BudgetState, *, actor: Actor, reason: str = "", at: datetime, **fields: object) -> None:
    """Move the locked budget on, with what belongs to the new state, and write the step down.

    Raises: NotInThisState.
    """
    before = BudgetState(budget.state)
    if not may_move(before, to):
        raise NotInThisState
    for name, value in fields.items():
        setattr(budget, name, value)
    budget.state = to.value
    budget.save(update_fields=["state", *fields])
    BudgetMove.objects.create(
        estate_id=budget.estate_id,
        budget=budget,
        from_state=before.value,
        to_state=to.value,
        actor=actor.audit_name(),
        actor_name=actor.name[:60],
        reason=reason[:200],
        at=at,
    )
