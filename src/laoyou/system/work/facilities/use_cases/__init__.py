"""What people and the calendar do with facilities and inspections."""

from laoyou.system.work.facilities.use_cases.checking import check_facility, drop_round, end_with_order
from laoyou.system.work.facilities.use_cases.planning import end_plan, open_due_rounds, set_plan
from laoyou.system.work.facilities.use_cases.registering import (
    About,
    add_certificate,
    add_facility,
    change_facility,
    remove_facility,
)

__all__ = [
    "About",
    "add_certificate",
    "add_facility",
    "change_facility",
    "check_facility",
    "drop_round",
    "end_plan",
    "end_with_order",
    "open_due_rounds",
    "remove_facility",
    "set_plan",
]
