"""What people and money can do with deposits: one public function each."""

from laoyou.system.billing.deposits.use_cases.holding import cancel_deposits, hold_deposits
from laoyou.system.billing.deposits.use_cases.settling import ask_settlement, decide_settlement
from laoyou.system.billing.deposits.use_cases.taking import ask_for_deposit, take_deposit

__all__ = [
    "ask_for_deposit",
    "ask_settlement",
    "cancel_deposits",
    "decide_settlement",
    "hold_deposits",
    "take_deposit",
]
