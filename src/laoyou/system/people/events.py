"""What happened among people, for the packages above: past tense, ids and values."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class LedgerWorkBegun:
    """A queued house ledger is about to be entered for who asked for it. Raised in the import's transaction.

    Whoever knows rights refuses (`core.errors.NotAllowed`) where that person may not import into the estate any more.
    """

    estate_id: int
    user_id: int
    at: datetime


@dataclass(frozen=True, slots=True)
class HouseRatesGiven:
    """A house ledger named a monthly rate per m² for homes: (home_id, "0.80"). Raised in the import's transaction."""

    estate_id: int
    rates: tuple[tuple[int, str], ...]
    starts_on: date
    at: datetime
