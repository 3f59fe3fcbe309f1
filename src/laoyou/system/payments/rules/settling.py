"""What to make of money that a channel reports. Every fen has exactly one place: the home's credit, or suspense."""

from __future__ import annotations

from enum import StrEnum

from laoyou.system.payments.rules.orders import OPEN, State


class Outcome(StrEnum):
    PAID = "paid"
    DUPLICATE = "duplicate"
    CONFLICT = "conflict"
    WRONG_AMOUNT = "wrong_amount"
    SECOND_PAYMENT = "second_payment"
    PAID_AFTER_CLOSE = "paid_after_close"
    LATE = "late"
    UNMATCHED = "unmatched"
    REFUNDED = "refunded"


ALARM_AFTER_TRIES = 5
"""So often the centre's money on its way to an estate may fail to arrive before people are told; it is tried on."""

APPLIED = frozenset({Outcome.PAID, Outcome.PAID_AFTER_CLOSE})
"""Outcomes whose money becomes the home's; the other new money waits in suspense for a person."""


TAKEN_AT_A_TILL = frozenset({"cash", "pos"})
"""Channels whose money the desk enters by hand, and so may enter wrongly."""


def may_be_cancelled(*, channel: str, place: str) -> bool:
    """Return whether a payment can be taken back as entered by mistake. What a channel reported is refunded there.

    >>> may_be_cancelled(channel="cash", place="applied"), may_be_cancelled(channel="wechat", place="applied")
    (True, False)
    """
    return channel in TAKEN_AT_A_TILL and place == "applied"


def outcome_of_twin(*, same_order: bool, same_amount: bool) -> Outcome:
    """Return what a transaction that is known already means: the same again, or a contradiction, which never posts.

    >>> outcome_of_twin(same_order=True, same_amount=False)
    <Outcome.CONFLICT: 'conflict'>
    """
    return Outcome.DUPLICATE if same_order and same_amount else Outcome.CONFLICT


def outcome_of(
    *, state: State | None, asked_fen: int, arrived_fen: int, is_refunded: bool = False, is_late: bool = False
) -> Outcome:
    """Return what new money means for its order; `state` is None when there is no such order (PAY-01, PAY-08).

    Money that the channel gave back before we knew of it pays nothing, whatever its amount. A transfer that was booked
    after the last day of its order (`is_late`) waits for a person: what it was for may be paid since.

    >>> outcome_of(state=State.WAITING, asked_fen=10000, arrived_fen=1)
    <Outcome.WRONG_AMOUNT: 'wrong_amount'>
    >>> outcome_of(state=State.PAID, asked_fen=10000, arrived_fen=10000)
    <Outcome.SECOND_PAYMENT: 'second_payment'>
    >>> outcome_of(state=State.UNKNOWN, asked_fen=10000, arrived_fen=10000)
    <Outcome.PAID: 'paid'>
    >>> outcome_of(state=State.WAITING, asked_fen=10000, arrived_fen=10000, is_refunded=True)
    <Outcome.REFUNDED: 'refunded'>
    >>> outcome_of(state=State.CLOSED, asked_fen=10000, arrived_fen=10000, is_late=True)
    <Outcome.LATE: 'late'>
    """
    if is_refunded:
        return Outcome.REFUNDED
    if state is None:
        return Outcome.UNMATCHED
    if state is State.PAID:
        return Outcome.SECOND_PAYMENT
    if arrived_fen != asked_fen:
        return Outcome.WRONG_AMOUNT
    if is_late:
        return Outcome.LATE
    return Outcome.PAID_AFTER_CLOSE if state is State.CLOSED else Outcome.PAID


def state_after(outcome: Outcome, state: State) -> State:
    """Return where the order stands after the outcome; a paid one stays paid whatever else arrives.

    >>> state_after(Outcome.WRONG_AMOUNT, State.WAITING), state_after(Outcome.SECOND_PAYMENT, State.PAID)
    (<State.EXCEPTION: 'exception'>, <State.PAID: 'paid'>)
    >>> state_after(Outcome.REFUNDED, State.WAITING), state_after(Outcome.REFUNDED, State.EXCEPTION)
    (<State.CLOSED: 'closed'>, <State.EXCEPTION: 'exception'>)
    """
    if outcome in APPLIED:
        return State.PAID
    if outcome in {Outcome.REFUNDED, Outcome.LATE}:
        return State.CLOSED if state in OPEN else state
    return State.EXCEPTION if outcome is Outcome.WRONG_AMOUNT else state
