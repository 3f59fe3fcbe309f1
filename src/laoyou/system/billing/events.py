"""What happened to bills, for those parts of billing that rest on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class PaidBillCredited:
    """A credit note took off a bill what had been paid on it. Raised in its transaction."""

    estate_id: int
    bill_id: int
    released_fen: int
    at: datetime
