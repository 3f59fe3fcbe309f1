"""What people and the calendar do with requests."""

from laoyou.system.work.requests.use_cases.asking import confirm, follow_up, lapse, reopen
from laoyou.system.work.requests.use_cases.climbing import escalate
from laoyou.system.work.requests.use_cases.handling import (
    answer,
    correct_suggestion,
    merge,
    open_asker,
    pause,
    resume,
    say,
    take,
)
from laoyou.system.work.requests.use_cases.keys import end_api_key, make_api_key
from laoyou.system.work.requests.use_cases.ordering import make_order
from laoyou.system.work.requests.use_cases.promising import set_promise
from laoyou.system.work.requests.use_cases.reporting import keep_file, me_too, report
from laoyou.system.work.requests.use_cases.writing import MOST_FILES

__all__ = [
    "MOST_FILES",
    "answer",
    "confirm",
    "correct_suggestion",
    "end_api_key",
    "escalate",
    "follow_up",
    "keep_file",
    "lapse",
    "make_api_key",
    "make_order",
    "me_too",
    "merge",
    "open_asker",
    "pause",
    "reopen",
    "report",
    "resume",
    "say",
    "set_promise",
    "take",
]
