"""What happens to shared costs."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SharedCostMoved:
    """A cost was approved or taken back: the estates' books have to follow."""

    cost_id: int
