"""What happened to money, for those who know what it was for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PaymentCancelled:
    """Money that the desk had entered by mistake is out of the books; whoever put it on something takes it off.

    Raised in the transaction that takes it back. `cancelled_on` is the day on which the books do.
    """

    estate_id: int
    payment_id: int
    home_id: int
    amount_fen: int
    cancelled_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundApproved:
    """Money of a home's account is held to go back by its channel; whoever put it on something takes it off.

    Raised in the transaction of the approval. It comes out of the home's credit first where `takes_credit` says so,
    then off what `reopens` names. `held_on` is the day on which the books do.
    """

    estate_id: int
    refund_id: int
    payment_id: int
    home_id: int
    amount_fen: int
    takes_credit: bool
    reopens: tuple[int, ...]
    held_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class RefundFailed:
    """Money that was held for a refund did not go back and is the home's credit again. Raised in that transaction."""

    estate_id: int
    refund_id: int
    payment_id: int
    home_id: int
    amount_fen: int
    failed_on: date
    at: datetime


@dataclass(frozen=True, slots=True)
class PaymentSettled:
    """Money is in the estate's books as the home's credit; whoever asked for it may now take its part.

    Raised in the transaction of the payment. `paid_on` is the day on which the books take it: the day it was paid, or
    the day it became known where that month is closed. Without an order it was for nothing named: all of it is credit.
    """

    estate_id: int
    payment_id: int
    order_id: int | None
    home_id: int
    amount_fen: int
    paid_on: date
    at: datetime
