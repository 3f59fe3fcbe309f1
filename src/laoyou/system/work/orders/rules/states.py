"""The life of a work order.

open ──► assigned ──► travelling ──► working ──► done ──► checked
  ▲ ╲      │  ▲          │ ╲           │ ╲
  │  ╲     │  └─ paused ◄┴──╲──────────┘  ╲
  └───╲────┴───────┘         ╲             ╲
       cancelled ◄────────────┴─────────────┘
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.errors import mark


class OrderState(StrEnum):
    OPEN = "open"
    ASSIGNED = "assigned"
    TRAVELLING = "travelling"
    WORKING = "working"
    PAUSED = "paused"
    DONE = "done"
    CHECKED = "checked"
    CANCELLED = "cancelled"


S = OrderState
MOVES: Mapping[OrderState, frozenset[OrderState]] = {
    S.OPEN: frozenset({S.ASSIGNED, S.CANCELLED}),
    S.ASSIGNED: frozenset({S.ASSIGNED, S.OPEN, S.TRAVELLING, S.CANCELLED}),
    S.TRAVELLING: frozenset({S.WORKING, S.PAUSED, S.CANCELLED}),
    S.WORKING: frozenset({S.DONE, S.PAUSED, S.CANCELLED}),
    S.PAUSED: frozenset({S.ASSIGNED, S.OPEN, S.CANCELLED}),
    S.DONE: frozenset({S.CHECKED}),
    S.CHECKED: frozenset(),
    S.CANCELLED: frozenset(),
}
"""From assigned to assigned: another crew or another time. Whoever has set out pauses before another crew takes it."""

STATE_NAMES: dict[str, str] = {
    S.OPEN: mark("Waits for a crew"),
    S.ASSIGNED: mark("Assigned"),
    S.TRAVELLING: mark("On the way"),
    S.WORKING: mark("Being done"),
    S.PAUSED: mark("Paused"),
    S.DONE: mark("Work is done"),
    S.CHECKED: mark("Found well done"),
    S.CANCELLED: mark("Cancelled"),
}
TO_DO = frozenset({S.OPEN, S.ASSIGNED, S.TRAVELLING, S.WORKING, S.PAUSED})
"""What is still to be done, so that it can be late."""
UNDER_WAY = frozenset({S.TRAVELLING, S.WORKING})
PLANNABLE = frozenset({S.OPEN, S.ASSIGNED, S.PAUSED})
"""What a plan may still give to somebody."""
OF_A_CREW = frozenset({S.ASSIGNED, S.TRAVELLING, S.WORKING, S.PAUSED})


class Source(StrEnum):
    """What an order comes from."""

    REQUEST = "request"
    INSPECTION = "inspection"
    SURVEY = "survey"
    CAMPAIGN = "campaign"
    ALARM = "alarm"
    PLAN = "plan"
    CARE = "care"
    DESK = "desk"


SOURCE_NAMES: dict[str, str] = {
    Source.REQUEST: mark("Request"),
    Source.INSPECTION: mark("Inspection"),
    Source.SURVEY: mark("Survey of the estate"),
    Source.CAMPAIGN: mark("Campaign"),
    Source.ALARM: mark("Alarm"),
    Source.PLAN: mark("Maintenance plan"),
    Source.CARE: mark("Care visit"),
    Source.DESK: mark("Entered at the desk"),
}
PRIORITY_NAMES: dict[int, str] = {
    0: mark("Danger"),
    1: mark("Urgent"),
    2: mark("Ordinary"),
    3: mark("When there is time"),
}


class PriceState(StrEnum):
    """Whether the resident pays: quoted, then agreed to or refused; a refused one can be quoted anew."""

    NONE = "none"
    QUOTED = "quoted"
    AGREED = "agreed"
    REFUSED = "refused"


P = PriceState
PRICE_MOVES: Mapping[PriceState, frozenset[PriceState]] = {
    P.NONE: frozenset({P.QUOTED}),
    P.QUOTED: frozenset({P.QUOTED, P.AGREED, P.REFUSED}),
    P.AGREED: frozenset({P.QUOTED}),
    P.REFUSED: frozenset(),
}
"""A new quote takes the place of the one before, also of one that was agreed to: then it has to be agreed to anew."""


def may_move(before: OrderState, after: OrderState) -> bool:
    """Return whether the state may follow.

    >>> may_move(OrderState.WORKING, OrderState.ASSIGNED), may_move(OrderState.WORKING, OrderState.PAUSED)
    (False, True)
    """
    return after in MOVES[before]


def number_of(year: int, count: int) -> str:
    """Return the order's number, counted per estate and year.

    >>> number_of(2022, 123)
    'G2022-000123'
    """
    return f"G{year}-{count:06d}"
