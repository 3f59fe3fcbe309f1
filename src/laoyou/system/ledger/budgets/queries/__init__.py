"""All reads of budgets, shared costs and settlements. What everybody may see asks for no actor and is masked here."""

from laoyou.system.ledger.budgets.queries.against import Against, ShownLine, against, last_month_over, spent_against
from laoyou.system.ledger.budgets.queries.budgets import (
    BudgetView,
    CommentView,
    LineView,
    adopted_budgets,
    budget_for,
    budgets_for,
    comments_of,
    moves_of_budget,
    open_budgets,
    public_budget,
    public_budgets,
    public_years,
    threshold_of,
)

__all__ = [
    "Against",
    "BudgetView",
    "CommentView",
    "LineView",
    "ShownLine",
    "adopted_budgets",
    "against",
    "budget_for",
    "budgets_for",
    "comments_of",
    "last_month_over",
    "moves_of_budget",
    "open_budgets",
    "public_budget",
    "public_budgets",
    "public_years",
    "spent_against",
    "threshold_of",
]
