"""The life of long work that a person can leave and find again.

waiting ──► running ──► done
      ╲─────────┴─────► failed      (what breaks off is begun anew as another work)
"""

from __future__ import annotations

from enum import StrEnum


class WorkState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


MOVES: dict[WorkState, frozenset[WorkState]] = {
    WorkState.WAITING: frozenset({WorkState.RUNNING, WorkState.DONE, WorkState.FAILED}),
    WorkState.RUNNING: frozenset({WorkState.DONE, WorkState.FAILED}),
    WorkState.DONE: frozenset(),
    WorkState.FAILED: frozenset(),
}
ENDED = frozenset({WorkState.DONE, WorkState.FAILED})
