"""The life of an order: asked, accepted, done and so billed; or cancelled before anybody has worked."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from laoyou.core.money import Money

MOST = 99


class BookingState(StrEnum):
    ASKED = "asked"
    ACCEPTED = "accepted"
    DONE = "done"
    CANCELLED = "cancelled"


class Consent(StrEnum):
    """How the resident agreed to the price."""

    APP = "app"
    TELEPHONE = "telephone"
    COUNTER = "counter"
    VISIT = "visit"


MOVES: Mapping[BookingState, frozenset[BookingState]] = {
    BookingState.ASKED: frozenset({BookingState.ACCEPTED, BookingState.CANCELLED}),
    BookingState.ACCEPTED: frozenset({BookingState.DONE, BookingState.CANCELLED}),
    BookingState.DONE: frozenset(),
    BookingState.CANCELLED: frozenset(),
}
"""What is done has its bill: a wrong one is corrected there, by a credit note."""


def may_move(before: BookingState, after: BookingState) -> bool:
    """Return whether the state may follow.

    >>> may_move(BookingState.ASKED, BookingState.DONE), may_move(BookingState.ACCEPTED, BookingState.DONE)
    (False, True)
    """
    return after in MOVES[before]


def agreed(price: Money, quantity: int) -> Money:
    """Return what an order comes to at the price of the day it was asked.

    >>> str(agreed(Money(8000), 2))
    '160.00'

    Raises: ValueError for no number of things, or more than 99.
    """
    if not 1 <= quantity <= MOST:
        raise ValueError("an order is for 1 to 99 things")
    return Money(price.fen * quantity)
