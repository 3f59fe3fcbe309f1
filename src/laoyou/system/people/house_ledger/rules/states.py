"""The life of a ledger that was handed in.

read ──► checked ──► committing ──► committed
 │ ▲       │ ▲            ╲
 │ ╰───────╯ ╰── failed ◄──╯     a failed one is checked anew
 ╰──► dropped ◄── checked, failed
"""

from __future__ import annotations

from enum import StrEnum


class SheetState(StrEnum):
    READ = "read"
    CHECKED = "checked"
    COMMITTING = "committing"
    COMMITTED = "committed"
    FAILED = "failed"
    DROPPED = "dropped"


MOVES: dict[SheetState, frozenset[SheetState]] = {
    SheetState.READ: frozenset({SheetState.CHECKED, SheetState.FAILED, SheetState.DROPPED}),
    # A file that is imported by the command is checked and entered in one transaction.
    SheetState.CHECKED: frozenset({SheetState.READ, SheetState.COMMITTING, SheetState.COMMITTED, SheetState.DROPPED}),
    SheetState.COMMITTING: frozenset({SheetState.COMMITTED, SheetState.FAILED}),
    SheetState.COMMITTED: frozenset(),
    SheetState.FAILED: frozenset({SheetState.READ, SheetState.CHECKED, SheetState.DROPPED}),
    SheetState.DROPPED: frozenset(),
}

MAY_BE_CHECKED = frozenset({SheetState.READ, SheetState.CHECKED, SheetState.FAILED})
"""States in which nothing is entered yet: its columns may be set anew, or it may be given up."""
