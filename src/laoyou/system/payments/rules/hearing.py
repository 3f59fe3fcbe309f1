"""By which way money was heard of."""

from __future__ import annotations

from enum import StrEnum


class SeenVia(StrEnum):
    """What told us first that a payment arrived; kept with it, and shown at the desk."""

    NOTIFICATION = "notification"
    QUERY = "query"
    DESK = "desk"
    SUSPENSE = "suspense"
    BILL = "bill"
    STATEMENT = "statement"
