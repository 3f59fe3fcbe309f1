"""An estimate that was too high: what of the bills since the last real reading has to be given back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import connection

from laoyou.core.money import Money, round_to_fen
from laoyou.system.billing.meters.rules.undoing import TakenOff, take_off, without_newest
from laoyou.system.mandates.rules.ladders import Piece, exact_fen

# Behind the last real reading there are charges by estimate only, and the newest is the first to be taken back.
_ESTIMATED = """
SELECT bill_id, stretches FROM billing_meter_charge
WHERE estate_id = %(estate_id)s AND meter_id = %(meter_id)s AND is_estimate
  AND ends_before > coalesce((SELECT max(ends_before) FROM billing_meter_charge
                              WHERE estate_id = %(estate_id)s AND meter_id = %(meter_id)s AND NOT is_estimate),
                             '-infinity')
ORDER BY ends_before DESC
"""


@dataclass(frozen=True, slots=True)
class Undone:
    """Stretches below zero, by which the ladder counts back, and what each bill asked too much."""

    stretches: list[dict[str, Any]]
    credits: list[tuple[int, Money]]


def undo(estate_id: int, meter_id: int, over: int) -> Undone:
    """Return what taking so many hundredths of a unit back means, the newest and dearest first."""
    with connection.cursor() as cursor:
        cursor.execute(_ESTIMATED, {"estate_id": estate_id, "meter_id": meter_id})
        rows = cursor.fetchall()
    kept: list[dict[str, Any]] = []
    credits: list[tuple[int, Money]] = []
    gone = 0
    for bill_id, stretches in rows:
        found: list[dict[str, Any]] = json.loads(stretches)
        taken_back = -sum(stretch["usage"] for stretch in found)
        if taken_back > 0:  # by a reading that was itself followed by an estimate
            gone += taken_back
            continue
        left: list[tuple[dict[str, Any], list[Piece]]] = []
        for stretch in reversed(found):
            rest, gone = without_newest(_pieces(stretch), gone)
            left.append((stretch, rest))
        before = [piece for _, rest in left for piece in rest]
        less = Decimal(0)
        for stretch, rest in left:
            taken: TakenOff = take_off(rest, over)
            over -= taken.units
            less += exact_fen(taken.pieces)
            if taken.units:
                kept.append(_counted_back(stretch, taken))
        credit = round_to_fen(exact_fen(before)) - round_to_fen(exact_fen(before) - less)
        if bill_id is not None and credit.fen:
            credits.append((bill_id, credit))
    return Undone(kept, credits)


def _pieces(stretch: Mapping[str, Any]) -> list[Piece]:
    return [Piece(quantity, Decimal(rate)) for quantity, rate in stretch["pieces"]]


def _counted_back(stretch: Mapping[str, Any], taken: TakenOff) -> dict[str, Any]:
    return {
        **stretch,
        "usage": -taken.units,
        "pieces": [[-piece.quantity, str(piece.rate)] for piece in taken.pieces],
    }
