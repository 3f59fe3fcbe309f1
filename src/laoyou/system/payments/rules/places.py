"""Where money that arrived is: in exactly one place.

suspense ──► applied ──► cancelled     cash entered by mistake, taken back by two people
  │ ▲ ╲──► moved                       the centre's, sent on to the estate whose it is
  ▼ │
returned                               given back by its channel; back in suspense where that failed
"""

from __future__ import annotations

from enum import StrEnum


class Place(StrEnum):
    APPLIED = "applied"
    SUSPENSE = "suspense"
    MOVED = "moved"
    RETURNED = "returned"
    CANCELLED = "cancelled"


MOVES: dict[Place, frozenset[Place]] = {
    Place.SUSPENSE: frozenset({Place.APPLIED, Place.MOVED, Place.RETURNED}),
    Place.APPLIED: frozenset({Place.CANCELLED}),
    Place.RETURNED: frozenset({Place.SUSPENSE}),
    Place.MOVED: frozenset(),
    Place.CANCELLED: frozenset(),
}
