"""What happened to mandates, for those above who did something under them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class MandateShortened:
    """A mandate is about to end earlier than it said: `ends_before` instead of `ended_before`, first days without it.

    Raised in the transaction of the end; a handler that refuses keeps the mandate as it was.
    """

    estate_id: int
    mandate_id: int
    ends_before: date
    ended_before: date
    at: datetime
