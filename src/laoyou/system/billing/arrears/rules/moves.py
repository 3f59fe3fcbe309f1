"""The lives of a batch of reminders and of a write-off."""

from __future__ import annotations

from enum import StrEnum


class BatchState(StrEnum):
    PROPOSED = "proposed"
    RELEASED = "released"
    DROPPED = "dropped"


BATCH_TRANSITIONS: dict[BatchState, frozenset[BatchState]] = {
    BatchState.PROPOSED: frozenset({BatchState.RELEASED, BatchState.DROPPED}),
    BatchState.RELEASED: frozenset(),
    BatchState.DROPPED: frozenset(),
}


class WriteOffState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


WRITE_OFF_TRANSITIONS: dict[WriteOffState, frozenset[WriteOffState]] = {
    WriteOffState.ASKED: frozenset({WriteOffState.APPROVED, WriteOffState.REFUSED}),
    WriteOffState.APPROVED: frozenset(),
    WriteOffState.REFUSED: frozenset(),
}


class Mark(StrEnum):
    """What stands on a home until a person takes it away again."""

    GENTLE = "gentle"
    DISPUTE = "dispute"
    HARDSHIP = "hardship"
