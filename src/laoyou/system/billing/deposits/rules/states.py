"""The life of a deposit.

asked ──► held ──► settled       gone back, or kept for damage
             ╲───► cancelled     its cash was entered by mistake
"""

from __future__ import annotations

from enum import StrEnum


class DepositState(StrEnum):
    ASKED = "asked"
    HELD = "held"
    SETTLED = "settled"
    CANCELLED = "cancelled"


MOVES: dict[DepositState, frozenset[DepositState]] = {
    DepositState.ASKED: frozenset({DepositState.HELD}),
    DepositState.HELD: frozenset({DepositState.SETTLED, DepositState.CANCELLED}),
    DepositState.SETTLED: frozenset(),
    DepositState.CANCELLED: frozenset(),
}
