"""The life of an approved refund (退款), between us and its channel.

    (asked) ──► ready ──► sent ──► refunded
                  │  ╲      │ ╲
                  │   ╲     │  ► abnormal ──► refunded
                  │    ╲    ▼         │
                  │     ► failed ◄────┘
                  ▼
               refunded (its word came before the answer to our question)

`ready`: approved, and the channel may or may not have been asked: it is asked again under the same number. `sent`: the
channel has accepted it. `abnormal`: the payer's account can't take it; somebody sees to it on the channel's own page.
"""

from __future__ import annotations

from enum import StrEnum


class RefundStanding(StrEnum):
    """How a refund stands at its channel."""

    DONE = "done"
    UNDER_WAY = "under_way"
    CLOSED = "closed"
    """The channel will not do it; nothing went back."""
    ABNORMAL = "abnormal"
    """The payer's account could not take it; somebody has to see to it on the channel's own page."""
    ABSENT = "absent"
    """The channel has no such refund."""


class Stage(StrEnum):
    NONE = ""
    READY = "ready"
    SENT = "sent"
    ABNORMAL = "abnormal"
    REFUNDED = "refunded"
    FAILED = "failed"


UNDER_WAY = frozenset({Stage.READY, Stage.SENT, Stage.ABNORMAL})
"""Stages in which the money is held and the channel is asked."""

HOLDING = UNDER_WAY | {Stage.REFUNDED}
"""Stages in which a part of the payment is spoken for."""

MOVES: dict[Stage, frozenset[Stage]] = {
    Stage.NONE: frozenset({Stage.READY}),
    Stage.READY: frozenset({Stage.SENT, Stage.ABNORMAL, Stage.REFUNDED, Stage.FAILED}),
    Stage.SENT: frozenset({Stage.ABNORMAL, Stage.REFUNDED, Stage.FAILED}),
    Stage.ABNORMAL: frozenset({Stage.REFUNDED, Stage.FAILED}),
    Stage.REFUNDED: frozenset(),
    Stage.FAILED: frozenset(),
}


def may_move(before: Stage, after: Stage) -> bool:
    """Return whether a refund may go from one stage to the other.

    >>> may_move(Stage.READY, Stage.REFUNDED), may_move(Stage.FAILED, Stage.REFUNDED)
    (True, False)
    """
    return after in MOVES[before]


class RefundOutcome(StrEnum):
    """What became of a channel's word about a refund."""

    DONE = "refund_done"
    NOTED = "refund_noted"
    FAILED = "refund_failed"
    ABNORMAL = "refund_abnormal"
    DUPLICATE = "refund_duplicate"
    CONFLICT = "refund_conflict"
    UNKNOWN = "refund_unknown"


NEXT = {
    RefundStanding.DONE: Stage.REFUNDED,
    RefundStanding.UNDER_WAY: Stage.SENT,
    RefundStanding.CLOSED: Stage.FAILED,
    RefundStanding.ABNORMAL: Stage.ABNORMAL,
}


def outcome_of(*, stage: Stage, standing: RefundStanding, says_the_same: bool) -> RefundOutcome:
    """Return what a channel's word means; `says_the_same` is False for another amount or transaction than ours.

    What contradicts itself, or an end that was reached, never posts: it is written down for a person.

    >>> outcome_of(stage=Stage.SENT, standing=RefundStanding.DONE, says_the_same=True).value
    'refund_done'
    >>> outcome_of(stage=Stage.SENT, standing=RefundStanding.DONE, says_the_same=False).value
    'refund_conflict'
    >>> outcome_of(stage=Stage.FAILED, standing=RefundStanding.DONE, says_the_same=True).value
    'refund_conflict'
    >>> outcome_of(stage=Stage.REFUNDED, standing=RefundStanding.UNDER_WAY, says_the_same=True).value
    'refund_duplicate'
    """
    if not says_the_same or stage is Stage.NONE:
        return RefundOutcome.CONFLICT
    after = NEXT.get(standing)
    if after is None or after is stage or (after is Stage.SENT and stage is not Stage.READY):
        return RefundOutcome.DUPLICATE
    if not may_move(stage, after):
        return RefundOutcome.CONFLICT
    return {
        Stage.REFUNDED: RefundOutcome.DONE,
        Stage.FAILED: RefundOutcome.FAILED,
        Stage.ABNORMAL: RefundOutcome.ABNORMAL,
    }.get(after, RefundOutcome.NOTED)
