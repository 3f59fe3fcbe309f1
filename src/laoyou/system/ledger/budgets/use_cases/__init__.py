"""What a person can do with budgets, shared costs and settlements."""

from laoyou.system.ledger.budgets.use_cases.adopting import adopt_budget, set_budget_policy
from laoyou.system.ledger.budgets.use_cases.drafting import LineEdit, draft_budget, drop_budget, set_lines
from laoyou.system.ledger.budgets.use_cases.explaining import explain_difference
from laoyou.system.ledger.budgets.use_cases.opening import answer, comment, open_for_comments, take_back
from laoyou.system.ledger.budgets.use_cases.posting_parts import post_part
from laoyou.system.ledger.budgets.use_cases.settling import prepare_settlement, publish_settlement
from laoyou.system.ledger.budgets.use_cases.sharing import (
    ask_shared_cost_reversal,
    decide_shared_cost,
    decide_shared_cost_reversal,
    record_shared_cost,
)

__all__ = [
    "LineEdit",
    "adopt_budget",
    "answer",
    "ask_shared_cost_reversal",
    "comment",
    "decide_shared_cost",
    "decide_shared_cost_reversal",
    "draft_budget",
    "drop_budget",
    "explain_difference",
    "open_for_comments",
    "post_part",
    "prepare_settlement",
    "publish_settlement",
    "record_shared_cost",
    "set_budget_policy",
    "set_lines",
    "take_back",
]
