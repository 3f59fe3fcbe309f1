"""All reads of dispatch: the board of a day, a proposal in its changes, and what can be promised."""

from laoyou.system.dispatch.offers import Offer, Shifted
from laoyou.system.dispatch.queries.board import Board, CrewRow, MapEstate, board
from laoyou.system.dispatch.queries.plans import Change, PlanView, plan_for, plans_for, proposal
from laoyou.system.dispatch.queries.promises import Promise, order_on_board, promise, who_could

__all__ = [
    "Board",
    "Change",
    "CrewRow",
    "MapEstate",
    "Offer",
    "PlanView",
    "Promise",
    "Shifted",
    "board",
    "order_on_board",
    "plan_for",
    "plans_for",
    "promise",
    "proposal",
    "who_could",
]
