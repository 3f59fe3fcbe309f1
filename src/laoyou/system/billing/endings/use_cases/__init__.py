"""What people, channels and the calendar can do with endings: one public function each."""

from laoyou.system.billing.endings.use_cases.asking import ask_ending, decide_ending, try_again
from laoyou.system.billing.endings.use_cases.carrying import carry_ending, note_failed_refund
from laoyou.system.billing.endings.use_cases.paying_out import pay_out
from laoyou.system.billing.endings.use_cases.saying import say_word, take_word
from laoyou.system.billing.endings.use_cases.telling import tell_of_ending

__all__ = [
    "ask_ending",
    "carry_ending",
    "decide_ending",
    "note_failed_refund",
    "pay_out",
    "say_word",
    "take_word",
    "tell_of_ending",
    "try_again",
]
