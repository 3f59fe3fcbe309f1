"""The life of an estate, from nobody's to contracted, and which steps there are."""

from __future__ import annotations

from enum import StrEnum


class EstateState(StrEnum):
    UNMANAGED = "unmanaged"
    SURVEY = "survey"
    NEGOTIATION = "negotiation"
    MANDATED = "mandated"
    CONTRACTED = "contracted"


_BY_HAND: dict[EstateState, frozenset[EstateState]] = {
    EstateState.UNMANAGED: frozenset({EstateState.SURVEY, EstateState.NEGOTIATION}),
    EstateState.SURVEY: frozenset({EstateState.NEGOTIATION, EstateState.UNMANAGED}),
    EstateState.NEGOTIATION: frozenset({EstateState.SURVEY, EstateState.UNMANAGED}),
    EstateState.MANDATED: frozenset(),
    EstateState.CONTRACTED: frozenset(),
}
"""Steps that a person takes."""

_SERVED = frozenset({EstateState.MANDATED, EstateState.CONTRACTED})

TRANSITIONS: dict[EstateState, frozenset[EstateState]] = {
    state: by_hand | (_SERVED - {state}) | ({EstateState.UNMANAGED} if state in _SERVED else frozenset())
    for state, by_hand in _BY_HAND.items()
}
"""All steps. Into and out of mandated and contracted only a mandate leads: the state never says what no paper says."""


def may_move(before: EstateState, after: EstateState) -> bool:
    """Return whether there is such a step at all.

    >>> may_move(EstateState.SURVEY, EstateState.MANDATED), may_move(EstateState.MANDATED, EstateState.SURVEY)
    (True, False)
    """
    return after in TRANSITIONS[before]


def may_move_by_hand(before: EstateState, after: EstateState) -> bool:
    """Return whether a person may take the step without a mandate.

    >>> may_move_by_hand(EstateState.SURVEY, EstateState.MANDATED)
    False
    """
    return after in _BY_HAND[before]


def steps_by_hand(state: EstateState) -> list[EstateState]:
    """Return the steps that a person may take from here, in the order of the estate's life.

    >>> [step.value for step in steps_by_hand(EstateState.SURVEY)]
    ['unmanaged', 'negotiation']
    """
    return [step for step in EstateState if step in _BY_HAND[state]]


def is_served(state: EstateState) -> bool:
    return state in _SERVED
