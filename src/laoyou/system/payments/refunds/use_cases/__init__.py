"""What people, channels and the calendar can do with refunds: one public function each."""

from laoyou.system.payments.refunds.use_cases.asking import ask_refund, decide_refund, give_up_refund
from laoyou.system.payments.refunds.use_cases.carrying import carry_refund, due_refunds
from laoyou.system.payments.refunds.use_cases.settling import ToldRefund, settle_refund

__all__ = [
    "ToldRefund",
    "ask_refund",
    "carry_refund",
    "decide_refund",
    "due_refunds",
    "give_up_refund",
    "settle_refund",
]
