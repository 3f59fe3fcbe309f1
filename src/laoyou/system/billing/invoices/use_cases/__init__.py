"""What people, the bureau and the calendar can do with invoices: one public function each."""

from laoyou.system.billing.invoices.use_cases.asking import ask_invoice
from laoyou.system.billing.invoices.use_cases.carrying import carry_invoice, queue_due_invoices
from laoyou.system.billing.invoices.use_cases.ending import end_by_hand
from laoyou.system.billing.invoices.use_cases.withdrawing import (
    withdraw_cancelled,
    withdraw_credited,
    withdraw_refunded,
)

__all__ = [
    "ask_invoice",
    "carry_invoice",
    "end_by_hand",
    "queue_due_invoices",
    "withdraw_cancelled",
    "withdraw_credited",
    "withdraw_refunded",
]
