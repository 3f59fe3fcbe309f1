"""What people and the calendar can do about arrears: one public function each."""

from laoyou.system.billing.arrears.use_cases.answering import (
    ask_for_hardship,
    close_mark,
    mark_home,
    record_outcome,
    reply,
)
from laoyou.system.billing.arrears.use_cases.charging_penalties import charge_penalties
from laoyou.system.billing.arrears.use_cases.planning import (
    ask_plan,
    decide_plan,
    settle_plans,
    start_part_payment,
    withdraw_plan,
)
from laoyou.system.billing.arrears.use_cases.policies import set_policy
from laoyou.system.billing.arrears.use_cases.reminding import (
    drop_batch,
    propose_batches,
    release_batch,
    words_of_message,
)
from laoyou.system.billing.arrears.use_cases.writing_off import ask_write_off, decide_write_off

__all__ = [
    "ask_for_hardship",
    "ask_plan",
    "ask_write_off",
    "charge_penalties",
    "close_mark",
    "decide_plan",
    "decide_write_off",
    "drop_batch",
    "mark_home",
    "propose_batches",
    "record_outcome",
    "release_batch",
    "reply",
    "set_policy",
    "settle_plans",
    "start_part_payment",
    "withdraw_plan",
    "words_of_message",
]
