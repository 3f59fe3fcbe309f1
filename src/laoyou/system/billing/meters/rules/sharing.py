"""Shared usage (公摊): what a main meter counted and no sub-meter did, divided among the homes that it serves.

By agreement, else by area (CIVIL-283); never more than was used, and never at more than it cost.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from laoyou.core.money import Money
from laoyou.core.sharing import share_by_weight


@dataclass(frozen=True, slots=True)
class Shared:
    """`units` are divided now; `carried` (zero or below) lessens what is divided next time."""

    units: int
    carried: int


def shared_usage(*, main: int, subs: int, carried: int = 0) -> Shared:
    """Return what is left to share, in hundredths of a unit.

    >>> shared_usage(main=52000, subs=48800)
    Shared(units=3200, carried=0)

    Meters are not read in the same hour, and none is exact: where the sub-meters counted more than the main one,
    nothing is shared, and the difference comes off the next time.

    >>> shared_usage(main=52000, subs=52600)
    Shared(units=0, carried=-600)
    >>> shared_usage(main=51000, subs=50000, carried=-600)
    Shared(units=400, carried=0)
    """
    left = main - subs + carried
    return Shared(max(left, 0), min(left, 0))


def shares(cost: Money, weights: Sequence[int]) -> list[Money]:
    """Return each home's part of the cost, in the order of the homes; the parts sum to the cost, to the fen.

    >>> [str(part) for part in shares(Money(9920), [8635, 7210, 12000])]
    ['30.76', '25.69', '42.75']
    """
    return share_by_weight(cost, weights)
