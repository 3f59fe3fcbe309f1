"""What people, channels and the calendar can do with payments: one public function each."""

from laoyou.system.payments.use_cases.arriving import on_their_way, take_over
from laoyou.system.payments.use_cases.asking import (
    ask_prepay,
    close_order,
    due_orders,
    look_again,
    query_order,
    refresh_keys,
)
from laoyou.system.payments.use_cases.cancelling import ask_cancellation, decide_cancellation
from laoyou.system.payments.use_cases.cash import take_cash, taken_already
from laoyou.system.payments.use_cases.notifying import receive_notification
from laoyou.system.payments.use_cases.openids import learn_openid
from laoyou.system.payments.use_cases.opening import OpenedOrder, OrderLineRequest, open_order
from laoyou.system.payments.use_cases.settling import settle
from laoyou.system.payments.use_cases.suspense import ask_assignment, ask_return, decide_assignment
from laoyou.system.payments.use_cases.transfers import (
    ask_transfer_account,
    decide_transfer_account,
    settle_transfer,
)

__all__ = [
    "OpenedOrder",
    "OrderLineRequest",
    "ask_assignment",
    "ask_cancellation",
    "ask_prepay",
    "ask_return",
    "ask_transfer_account",
    "close_order",
    "decide_assignment",
    "decide_cancellation",
    "decide_transfer_account",
    "due_orders",
    "learn_openid",
    "look_again",
    "on_their_way",
    "open_order",
    "query_order",
    "receive_notification",
    "refresh_keys",
    "settle",
    "settle_transfer",
    "take_cash",
    "take_over",
    "taken_already",
]
