"""Reads a kept or given file and compares it with its estate; the shared first half of checking and entering."""

from __future__ import annotations

import gc
import hashlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from laoyou.infra import sheets
from laoyou.infra.actor import Actor
from laoyou.system.people.house_ledger.known import known_homes
from laoyou.system.people.house_ledger.rules.addresses import Address
from laoyou.system.people.house_ledger.rules.differences import Comparison, KnownHome, compared
from laoyou.system.people.house_ledger.rules.ledger import Ledger, read_ledger
from laoyou.system.people.house_ledger.rules.tables import Correction

STEPS = 4
Tell = Callable[[int], None]


def silent(done: int) -> None:
    """Tell nobody how far the work is."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A ledger beside its estate, as of the day from which the ledger is to hold."""

    ledger: Ledger
    known: dict[Address, KnownHome]
    comparison: Comparison
    starts_on: date

    @property
    def digest(self) -> str:
        """Return a text that differs when anything else would be entered than was shown."""
        seen = hashlib.sha256(self.starts_on.isoformat().encode())
        for line in self.comparison.new:
            seen.update(repr(line.facts).encode())
        for home in self.comparison.changed:
            seen.update(repr((home.known.id, home.changes)).encode())
        return seen.hexdigest()

    @property
    def rates_digest(self) -> str:
        seen = hashlib.sha256()
        for line in self.ledger.lines:
            if line.rate:
                seen.update(f"{line.address}{line.rate}".encode())
        return seen.hexdigest()


def compare(
    *,
    actor: Actor,
    estate_id: int,
    content: BinaryIO,
    corrections: Mapping[str, Correction],
    starts_on: date | None,
    today: date,
    tell: Tell = silent,
) -> Compared:
    """Read the file and return what it would change.

    Without a day of its own the first ledger of an estate holds from the day that it names, later ones from today.
    Raises: NoHomesFound; the refusals of `infra.sheets`.
    """
    with collecting_paused():
        read = sheets.read(content)
        tell(1)
        ledger = read_ledger(read, corrections)
        tell(2)
        day = starts_on or _own_day(ledger, today)
        known = known_homes(actor=actor, estate_id=estate_id, day=day)
        if known and starts_on is None and day != today:
            day = today
            known = known_homes(actor=actor, estate_id=estate_id, day=day)
        tell(3)
        return Compared(ledger, known, compared(ledger.lines, known), day)


def _own_day(ledger: Ledger, today: date) -> date:
    days = [day for day in (ledger.rates_from, ledger.day) if day is not None and day <= today]
    return min(days, default=today)


@contextmanager
def collecting_paused() -> Iterator[None]:
    """Hold the search for cyclic garbage: rows make none, and looking for it took a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
