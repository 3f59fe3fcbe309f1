"""What a job used, and what it cost the estate."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from laoyou.core.money import Money, round_to_fen

MOST = Decimal(9999)
_STEP = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Used:
    """So much of something, at the cost of one unit. `material_id` names it in the company's list, if it is there."""

    name: str
    unit: str
    quantity: Decimal
    unit_cost: Money
    material_id: int | None = None

    @property
    def cost(self) -> Money:
        """Return what it cost, rounded once.

        >>> str(Used("PPR 管 20", "米", Decimal("2.5"), Money(385)).cost)
        '9.63'
        """
        return round_to_fen(Decimal(self.unit_cost.fen) * self.quantity)


def quantity_said(text: str) -> Decimal | None:
    """Return how much somebody wrote, to two places; None for nothing, too much or no number.

    >>> quantity_said("2.5"), quantity_said("２"), quantity_said("0"), quantity_said("1e9"), quantity_said("两")
    (Decimal('2.50'), Decimal('2.00'), None, None, None)
    """
    try:
        said = Decimal(text.strip())
    except InvalidOperation:
        return None
    if not said.is_finite() or not _STEP <= said <= MOST:
        return None
    return said.quantize(_STEP)
