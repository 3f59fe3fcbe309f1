"""What happened to work orders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class WorkOrderMoved:
    """An order took a step; raised in its transaction. A new order has '' before `open`. `reason` is what was said."""

    estate_id: int
    order_id: int
    source: str
    source_id: int | None
    from_state: str
    to_state: str
    crew_id: int | None
    at: datetime
    reason: str = ""
