"""The life of a budget, and on what its adoption rests."""

from __future__ import annotations

from enum import StrEnum

from laoyou.core.errors import mark


class BudgetState(StrEnum):
    DRAFTED = "drafted"
    OPEN = "open"
    """Open for comments: everybody reads it, its owners comment on it, nobody changes it."""
    ADOPTED = "adopted"
    SUPERSEDED = "superseded"
    """A later version of the same year was adopted in its place. It stays to be read."""
    DROPPED = "dropped"


TRANSITIONS: dict[BudgetState, frozenset[BudgetState]] = {
    BudgetState.DRAFTED: frozenset({BudgetState.OPEN, BudgetState.DROPPED}),
    BudgetState.OPEN: frozenset({BudgetState.DRAFTED, BudgetState.ADOPTED, BudgetState.DROPPED}),
    BudgetState.ADOPTED: frozenset({BudgetState.SUPERSEDED}),
    BudgetState.SUPERSEDED: frozenset(),
    BudgetState.DROPPED: frozenset(),
}
"""What was adopted is never changed: a revised version goes the same way and takes its place."""

IN_THE_MAKING = (BudgetState.DRAFTED, BudgetState.OPEN)
PUBLIC = (BudgetState.OPEN, BudgetState.ADOPTED, BudgetState.SUPERSEDED)


class Basis(StrEnum):
    """Who said yes."""

    ASSEMBLY_VOTE = "assembly_vote"
    MANDATE_CLAUSE = "mandate_clause"


STATE_NAMES = {
    BudgetState.DRAFTED: mark("In draft"),
    BudgetState.OPEN: mark("Open for comments"),
    BudgetState.ADOPTED: mark("Adopted"),
    BudgetState.SUPERSEDED: mark("Replaced by a later version"),
    BudgetState.DROPPED: mark("Given up"),
}

BASIS_NAMES = {
    Basis.ASSEMBLY_VOTE: mark("Vote of the owners' assembly"),
    Basis.MANDATE_CLAUSE: mark("A clause of the mandate"),
}


def may_move(before: BudgetState, after: BudgetState) -> bool:
    """Return whether the state may follow.

    >>> may_move(BudgetState.OPEN, BudgetState.ADOPTED), may_move(BudgetState.DRAFTED, BudgetState.ADOPTED)
    (True, False)
    >>> may_move(BudgetState.ADOPTED, BudgetState.DRAFTED)
    False
    """
    return after in TRANSITIONS[before]
