"""Taking back what was billed by an estimate and never used: the dearest step first, as it came last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from laoyou.system.mandates.rules.ladders import Piece


@dataclass(frozen=True, slots=True)
class TakenOff:
    units: int
    pieces: tuple[Piece, ...]


def take_off(pieces: Sequence[Piece], over: int) -> TakenOff:
    """Return what of the pieces is taken off, at most so many hundredths of a unit.

    22 m³ at 2.50 and 6 at 3.75 were billed, 8 m³ too many: the 6 at 3.75 go back, and 2 at 2.50.

    >>> from decimal import Decimal
    >>> taken = take_off([Piece(2200, Decimal("2.50")), Piece(600, Decimal("3.75"))], 800)
    >>> taken.units, [(piece.quantity, str(piece.rate)) for piece in taken.pieces]
    (800, [(600, '3.75'), (200, '2.50')])
    """
    left, taken = over, []
    for piece in reversed(pieces):
        part = min(piece.quantity, left)
        if part > 0:
            taken.append(replace(piece, quantity=part))
            left -= part
    return TakenOff(over - left, tuple(taken))


def without_newest(pieces: Sequence[Piece], gone: int) -> tuple[list[Piece], int]:
    """Return the pieces without so many hundredths of a unit that were taken off before, and how many are still left.

    >>> from decimal import Decimal
    >>> rest, left = without_newest([Piece(2200, Decimal("2.50")), Piece(600, Decimal("3.75"))], 800)
    >>> [(piece.quantity, str(piece.rate)) for piece in rest], left
    ([(2000, '2.50')], 0)
    """
    rest: list[Piece] = []
    for piece in reversed(pieces):
        part = min(piece.quantity, gone)
        gone -= part
        if piece.quantity > part:
            rest.insert(0, replace(piece, quantity=piece.quantity - part))
    return rest, gone
