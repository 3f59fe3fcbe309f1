"""The life of a mandate."""

from __future__ import annotations

from enum import StrEnum


class MandateState(StrEnum):
    DRAFT = "draft"
    IN_FORCE = "in_force"
    ENDED = "ended"
    WITHDRAWN = "withdrawn"
    """A draft that came to nothing, or a mandate called off before its first day."""


WAS_IN_FORCE = (MandateState.IN_FORCE.value, MandateState.ENDED.value)
"""Also one that ended was in force on the days of its term: bills and books of those days rest on it."""

TRANSITIONS: dict[MandateState, frozenset[MandateState]] = {
    MandateState.DRAFT: frozenset({MandateState.IN_FORCE, MandateState.WITHDRAWN}),
    MandateState.IN_FORCE: frozenset({MandateState.ENDED, MandateState.WITHDRAWN}),
    MandateState.ENDED: frozenset(),
    MandateState.WITHDRAWN: frozenset(),
}


def may_move(before: MandateState, after: MandateState) -> bool:
    """Return whether there is such a step.

    >>> may_move(MandateState.DRAFT, MandateState.IN_FORCE), may_move(MandateState.ENDED, MandateState.IN_FORCE)
    (True, False)
    """
    return after in TRANSITIONS[before]
