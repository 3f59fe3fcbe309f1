"""What a metered bill says of itself, in figures and signs that need no language."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from laoyou.core.area import Area
from laoyou.core.money import Money
from laoyou.system.mandates.rules.ladders import Piece, shown_units

ESTIMATED = "~"
"""Stands before a value that was estimated; the word is the reader's."""
UNITS = {"water": "m³", "electricity": "kWh", "gas": "m³", "heat": "kWh"}


def steps_shown(pieces: Sequence[Piece]) -> str:
    """Return the pieces as sums, those at one rate together.

    >>> from decimal import Decimal
    >>> steps_shown([Piece(1000, Decimal("2.50")), Piece(1200, Decimal("2.5000")), Piece(600, Decimal("3.75"))])
    '22 × 2.5 + 6 × 3.75'
    """
    parts = []
    for rate, some in groupby(pieces, key=lambda piece: piece.rate):
        parts.append(f"{shown_units(sum(piece.quantity for piece in some))} × {plain(str(rate))}")
    return " + ".join(parts)


def plain(rate: str) -> str:
    return rate.rstrip("0").rstrip(".") if "." in rate else rate


def usage_shown(
    *, first: int, last: int, usage: int, factor: int, kind: str, pieces: Sequence[Piece], is_estimated: bool = False
) -> str:
    """Return how a meter's usage came about and what it costs.

    >>> from decimal import Decimal
    >>> pieces = [Piece(2200, Decimal("2.50")), Piece(600, Decimal("3.75"))]
    >>> usage_shown(first=128400, last=131200, usage=2800, factor=1, kind="water", pieces=pieces)
    '1284 → 1312 = 28 m³: 22 × 2.5 + 6 × 3.75'
    >>> usage_shown(first=100, last=300, usage=8000, factor=40, kind="electricity",
    ...     pieces=[Piece(8000, Decimal("0.6"))], is_estimated=True)
    '1 → ~3 × 40 = 80 kWh: 80 × 0.6'
    """
    times = f" × {factor}" if factor != 1 else ""
    mark = ESTIMATED if is_estimated else ""
    unit = UNITS.get(kind, "")
    shown = f"{shown_units(first)} → {mark}{shown_units(last)}{times} = {shown_units(usage)} {unit}"
    return f"{shown}: {steps_shown(pieces)}"


def share_shown(
    *,
    main: int,
    subs: int,
    carried: int,
    shared: int,
    kind: str,
    pieces: Sequence[Piece],
    cost: Money,
    weight: int,
    whole: int,
    by_area: bool,
) -> str:
    """Return how shared usage came about, what it cost, and what part of that a home bears.

    >>> from decimal import Decimal
    >>> share_shown(main=52000, subs=48800, carried=0, shared=3200, kind="water", pieces=[Piece(3200, Decimal("3.10"))],
    ...     cost=Money(9920), weight=8635, whole=431750, by_area=True)
    '(520 − 488 = 32 m³: 32 × 3.1 = ¥99.20) × 86.35 ÷ 4317.50 m²'
    >>> share_shown(main=30000, subs=0, carried=-200, shared=29800, kind="electricity",
    ...     pieces=[Piece(29800, Decimal("0.6"))], cost=Money(17880), weight=1, whole=12, by_area=False)
    '(300 − 2 = 298 kWh: 298 × 0.6 = ¥178.80) × 1 ÷ 12'
    """
    taken = "".join(f" − {shown_units(units)}" for units in (subs, -carried) if units)
    used = f"{shown_units(main)}{taken} = {shown_units(shared)}" if taken else shown_units(shared)
    part = f"{Area(weight)} ÷ {Area(whole)} m²" if by_area else f"{weight} ÷ {whole}"
    return f"({used} {UNITS.get(kind, '')}: {steps_shown(pieces)} = ¥{cost}) × {part}"
