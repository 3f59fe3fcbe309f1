"""What residents and seats do in conversations."""

from laoyou.system.contact.use_cases.desk import begin_shift, end_shift, hand_over, take, write_down
from laoyou.system.contact.use_cases.talking import ask_person, begin, end, keep_file, rate, read, say

__all__ = [
    "ask_person",
    "begin",
    "begin_shift",
    "end",
    "end_shift",
    "hand_over",
    "keep_file",
    "rate",
    "read",
    "say",
    "take",
    "write_down",
]
