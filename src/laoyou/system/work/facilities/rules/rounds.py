"""The life of a round: due until every facility was looked at, or dropped with a reason.

What a person found at one facility is a list of ticks, one for each step.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from laoyou.core.errors import mark

MOST_MINUTES = 480


class RoundState(StrEnum):
    DUE = "due"
    DONE = "done"
    DROPPED = "dropped"


MOVES: Mapping[RoundState, frozenset[RoundState]] = {
    RoundState.DUE: frozenset({RoundState.DONE, RoundState.DROPPED}),
    RoundState.DONE: frozenset(),
    RoundState.DROPPED: frozenset(),
}
ROUND_NAMES: Mapping[str, str] = {
    RoundState.DUE: mark("To be inspected"),
    RoundState.DONE: mark("Inspected"),
    RoundState.DROPPED: mark("Left out"),
}


class Tick(StrEnum):
    """What was found at one step."""

    GOOD = "good"
    FAILED = "failed"
    NOT_HERE = "not_here"


TICK_NAMES: Mapping[str, str] = {
    Tick.GOOD: mark("in order"),
    Tick.FAILED: mark("not in order"),
    Tick.NOT_HERE: mark("not applicable"),
}


@dataclass(frozen=True, slots=True)
class Ticked:
    """What was found at the step with this number, from 0 on. A failed one has a word and may have a photo."""

    step: int
    tick: Tick
    note: str = ""
    file_id: int | None = None


def lacking(ticked: Sequence[Ticked], steps: int) -> list[int]:
    """Return the numbers of the steps that nobody ticked.

    >>> lacking([Ticked(0, Tick.GOOD), Ticked(2, Tick.FAILED, "渗水")], 3)
    [1]
    """
    done = {each.step for each in ticked}
    return [step for step in range(steps) if step not in done]


def minutes_of(minutes: int, facilities: int) -> int:
    """Return how long a round takes, a working day at most.

    >>> minutes_of(2, 66), minutes_of(60, 12)
    (132, 480)
    """
    return min(minutes * max(facilities, 1), MOST_MINUTES)
