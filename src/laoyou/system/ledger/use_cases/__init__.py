"""What a person can do with the books: record and decide, reverse, close, publish."""

from laoyou.system.ledger.use_cases.entries import ask_reversal, decide_reversal
from laoyou.system.ledger.use_cases.expenses import decide_expense, record_expense, record_income, withdraw_expense
from laoyou.system.ledger.use_cases.log import log_city, log_estate
from laoyou.system.ledger.use_cases.months import close_month, publish_month

__all__ = [
    "ask_reversal",
    "close_month",
    "decide_expense",
    "decide_reversal",
    "log_city",
    "log_estate",
    "publish_month",
    "record_expense",
    "record_income",
    "withdraw_expense",
]
