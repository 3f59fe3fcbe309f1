"""What people and the calendar do with a day's plan."""

from laoyou.system.dispatch.use_cases.deciding import Accepted, accept, refuse
from laoyou.system.dispatch.use_cases.placing import place, waits_again
from laoyou.system.dispatch.use_cases.proposing import ask_for_plan, plan_as_asked, plan_because_of, propose

__all__ = [
    "Accepted",
    "accept",
    "ask_for_plan",
    "place",
    "plan_as_asked",
    "plan_because_of",
    "propose",
    "refuse",
    "waits_again",
]
