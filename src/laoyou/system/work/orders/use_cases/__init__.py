"""What people do with work orders."""

from laoyou.system.work.orders.use_cases.assigning import assign, give_to_contractor, unassign
from laoyou.system.work.orders.use_cases.doing import (
    add_photos,
    arrive,
    ask_for_help,
    cancel,
    check,
    finish,
    hand_over,
    open_contact,
    pause,
    resume,
    start_travel,
)
from laoyou.system.work.orders.use_cases.opening import open_order
from laoyou.system.work.orders.use_cases.pricing import agree_to_quote, quote, refuse_quote
from laoyou.system.work.orders.use_cases.stock import end_material, set_material

__all__ = [
    "add_photos",
    "agree_to_quote",
    "arrive",
    "ask_for_help",
    "assign",
    "cancel",
    "check",
    "end_material",
    "finish",
    "give_to_contractor",
    "hand_over",
    "open_contact",
    "open_order",
    "pause",
    "quote",
    "refuse_quote",
    "resume",
    "set_material",
    "start_travel",
    "unassign",
]
