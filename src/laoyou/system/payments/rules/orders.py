"""The life of an order (支付单), and when a channel is asked about it.

    created ──► waiting ──► paid
       │  ╲        │  ╲
       │   unknown ┤   ► closed ──► paid (the money came after all)
       ▼           ▼
     paid       exception (money of another amount came)

`unknown`: the channel did not answer, so it may or may not have the order: it is queried by its number, and asked
again under the same number, never under a second one.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    CREATED = "created"
    WAITING = "waiting"
    UNKNOWN = "unknown"
    PAID = "paid"
    CLOSED = "closed"
    EXCEPTION = "exception"


OPEN = frozenset({State.CREATED, State.WAITING, State.UNKNOWN})
"""States in which a channel may still take money for the order."""

MOVES: dict[State, frozenset[State]] = {
    State.CREATED: frozenset({State.WAITING, State.UNKNOWN, State.PAID, State.CLOSED, State.EXCEPTION}),
    State.WAITING: frozenset({State.UNKNOWN, State.PAID, State.CLOSED, State.EXCEPTION}),
    State.UNKNOWN: frozenset({State.WAITING, State.PAID, State.CLOSED, State.EXCEPTION}),
    State.CLOSED: frozenset({State.PAID, State.EXCEPTION}),
    State.EXCEPTION: frozenset({State.PAID}),
    State.PAID: frozenset(),
}

GATEWAYS = frozenset({"wechat", "alipay"})
"""Channels that are asked over the network."""

TRANSFER = "bank"
"""The channel that nobody is asked about: what came in stands in the bank's statement."""

WITH_A_WAY = GATEWAYS | {TRANSFER}
"""Channels whose payers are shown a way to pay, and whose orders end by themselves."""

TRANSFER_LIFETIME = timedelta(days=10)
"""How long a transfer may take: over the longest holidays, and the bank's next working day."""

LIFETIME = timedelta(minutes=30)
"""How long a payer may take: long enough for slow fingers, short enough that a bill is not held up."""

LINK_LIFETIME = timedelta(minutes=4)
"""How long the address of a cashier page is used before it is asked for again; WeChat's own ends after five minutes."""

REUSABLE_FOR = timedelta(minutes=5)
"""An open order is handed out again while it has at least this long to live."""

QUERY_STEPS = tuple(
    timedelta(**step)
    for step in (
        *({"seconds": 30}, {"minutes": 1}, {"minutes": 2}, {"minutes": 5}, {"minutes": 10}, {"minutes": 30}),
        *({"hours": 1}, {"hours": 3}, {"hours": 6}, {"hours": 12}, {"hours": 24}),
    )
)


def may_move(before: State, after: State) -> bool:
    """Return whether an order may go from one state to the other.

    >>> may_move(State.CLOSED, State.PAID), may_move(State.PAID, State.CLOSED)
    (True, False)
    """
    return after in MOVES[before]


def next_query(*, queries: int, at: datetime, expires_at: datetime) -> datetime:
    """Return when to ask the channel again after so many queries: 30 s to 24 h later, and at the end of its life.

    >>> from datetime import UTC
    >>> noon = datetime(2022, 11, 30, 12, 0, tzinfo=UTC)
    >>> [str(next_query(queries=n, at=noon, expires_at=noon + LIFETIME) - noon) for n in (0, 4, 5)]
    ['0:00:30', '0:10:00', '0:30:00']
    >>> str(next_query(queries=99, at=noon + LIFETIME, expires_at=noon + LIFETIME) - noon)
    '1 day, 0:30:00'
    """
    due = at + QUERY_STEPS[min(queries, len(QUERY_STEPS) - 1)]
    return min(due, expires_at) if at < expires_at else due
