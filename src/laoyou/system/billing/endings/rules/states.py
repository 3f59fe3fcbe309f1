"""The life of one home in an ending: done in a transaction of its own, tried again where it failed."""

from __future__ import annotations

from enum import StrEnum


class HomeState(StrEnum):
    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


TRANSITIONS: dict[HomeState, frozenset[HomeState]] = {
    HomeState.WAITING: frozenset({HomeState.DONE, HomeState.FAILED}),
    HomeState.FAILED: frozenset({HomeState.DONE, HomeState.FAILED}),
    HomeState.DONE: frozenset({HomeState.FAILED}),
}
"""A home that was done fails when its channel could not give back after all."""


def may_move(before: HomeState, after: HomeState) -> bool:
    """Return whether there is such a step.

    >>> may_move(HomeState.FAILED, HomeState.DONE), may_move(HomeState.DONE, HomeState.WAITING)
    (True, False)
    """
    return after in TRANSITIONS[before]
