"""The life of a proposal: a day planned, shown with its reasons, and decided by a person.

proposed ──► accepted
        ├──► refused
        └──► superseded     (a newer one has come)
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.errors import mark


class PlanState(StrEnum):
    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    SUPERSEDED = "superseded"


MOVES: Mapping[PlanState, frozenset[PlanState]] = {
    PlanState.PROPOSED: frozenset({PlanState.ACCEPTED, PlanState.REFUSED, PlanState.SUPERSEDED}),
    PlanState.ACCEPTED: frozenset(),
    PlanState.REFUSED: frozenset(),
    PlanState.SUPERSEDED: frozenset(),
}
STATE_NAMES: dict[str, str] = {
    PlanState.PROPOSED: mark("Proposed"),
    PlanState.ACCEPTED: mark("Accepted"),
    PlanState.REFUSED: mark("Kept as it was"),
    PlanState.SUPERSEDED: mark("A newer one came"),
}


class Cause(StrEnum):
    """Why a day was planned anew."""

    ASKED = "asked"
    URGENT = "urgent"
    CANCELLED = "cancelled"


CAUSE_NAMES: dict[str, str] = {
    Cause.ASKED: mark("Planned because somebody asked for it"),
    Cause.URGENT: mark("Planned because something urgent came in"),
    Cause.CANCELLED: mark("Planned because a visit was cancelled"),
}
