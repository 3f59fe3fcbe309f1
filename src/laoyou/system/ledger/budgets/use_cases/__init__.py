"""What a person can do with budgets."""

from laoyou.system.ledger.budgets.use_cases.adopting import adopt_budget, set_budget_policy
from laoyou.system.ledger.budgets.use_cases.drafting import LineEdit, draft_budget, drop_budget, set_lines
from laoyou.system.ledger.budgets.use_cases.explaining import explain_difference
from laoyou.system.ledger.budgets.use_cases.opening import answer, comment, open_for_comments, take_back

__all__ = [
    "LineEdit",
    "adopt_budget",
    "answer",
    "comment",
    "draft_budget",
    "drop_budget",
    "explain_difference",
    "open_for_comments",
    "set_budget_policy",
    "set_lines",
    "take_back",
]
