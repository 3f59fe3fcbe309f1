"""The lives of what is reconciled: a channel's day, a difference of it, a line of the bank, a bank's statement.

A day: expected ──► open ──► closed, for good
                     │ ▲ ╲       ▲
                     ▼ │  ╲──────╯ nothing was missing in our books
                   settling ─────╯ what only the channel had is being entered, estate by estate; then it closes, or
                                   is open again with the reason
"""

from __future__ import annotations

from enum import StrEnum


class DayState(StrEnum):
    EXPECTED = "expected"
    OPEN = "open"
    SETTLING = "settling"
    CLOSED = "closed"


DAY_MOVES: dict[DayState, frozenset[DayState]] = {
    DayState.EXPECTED: frozenset({DayState.OPEN}),
    DayState.OPEN: frozenset({DayState.SETTLING, DayState.CLOSED}),
    DayState.SETTLING: frozenset({DayState.OPEN, DayState.CLOSED}),
    DayState.CLOSED: frozenset(),
}

COMPARED = frozenset({DayState.OPEN, DayState.SETTLING})
"""States in which the bill is here and the day's sums may still change."""


class DifferenceState(StrEnum):
    OPEN = "open"
    GONE = "gone"
    EXPLAINED = "explained"


DIFFERENCE_MOVES: dict[DifferenceState, frozenset[DifferenceState]] = {
    # Open again, because its amounts changed, it keeps to its state where nobody had explained it.
    DifferenceState.OPEN: frozenset({DifferenceState.OPEN, DifferenceState.EXPLAINED, DifferenceState.GONE}),
    # Said anew, the last word counts.
    DifferenceState.EXPLAINED: frozenset({DifferenceState.EXPLAINED, DifferenceState.OPEN, DifferenceState.GONE}),
    DifferenceState.GONE: frozenset({DifferenceState.OPEN}),
}


class LineState(StrEnum):
    OPEN = "open"
    NAMED = "named"
    """Its note carries an order's code, and it is being entered there."""
    PAID_OUT = "paid_out"
    ASSIGNED = "assigned"
    EXPLAINED = "explained"


LINE_MOVES: dict[LineState, frozenset[LineState]] = {
    LineState.OPEN: frozenset({LineState.PAID_OUT, LineState.ASSIGNED, LineState.EXPLAINED}),
    LineState.PAID_OUT: frozenset({LineState.OPEN}),
    LineState.NAMED: frozenset({LineState.ASSIGNED}),
    LineState.ASSIGNED: frozenset(),
    LineState.EXPLAINED: frozenset(),
}


class StatementState(StrEnum):
    READ = "read"
    ENTERED = "entered"
    DROPPED = "dropped"


STATEMENT_MOVES: dict[StatementState, frozenset[StatementState]] = {
    StatementState.READ: frozenset({StatementState.ENTERED, StatementState.DROPPED}),
    StatementState.ENTERED: frozenset(),
    StatementState.DROPPED: frozenset(),
}
