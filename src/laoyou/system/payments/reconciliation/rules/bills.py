"""A line of a channel's bill (对账单), the same for every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Kind(StrEnum):
    PAYMENT = "payment"
    REFUND = "refund"


class BillRefused(Exception):
    """The file is not what a channel writes, or its own sums contradict it; the word says where."""


@dataclass(frozen=True, slots=True)
class BilledLine:
    """One payment or refund as the channel bills it. `amount_fen` is above zero for both.

    `fee_fen` is what the channel keeps: above zero for a payment, below for a refund that gives some of it back.
    `agreed_fee_fen` is the fee that the agreed rate gives, None where no rate is known.
    """

    kind: Kind
    transaction: str
    refund: str
    number: str
    amount_fen: int
    fee_fen: int
    happened_at: datetime
    agreed_fee_fen: int | None = None

    @property
    def key(self) -> tuple[Kind, str, str]:
        return (self.kind, self.transaction, self.refund)

    @property
    def signed_fen(self) -> int:
        return self.amount_fen if self.kind is Kind.PAYMENT else -self.amount_fen


@dataclass(frozen=True, slots=True)
class BillSums:
    """What a bill comes to."""

    count: int
    billed_fen: int
    refunded_fen: int
    fee_fen: int

    @property
    def net_fen(self) -> int:
        """Return what the channel owes the bank account.

        >>> BillSums(3, 15000, 5181, 59).net_fen
        9760
        """
        return self.billed_fen - self.refunded_fen - self.fee_fen


def sums_of(lines: Sequence[BilledLine]) -> BillSums:
    """Return the sums of the lines."""
    return BillSums(
        count=len(lines),
        billed_fen=sum(line.amount_fen for line in lines if line.kind is Kind.PAYMENT),
        refunded_fen=sum(line.amount_fen for line in lines if line.kind is Kind.REFUND),
        fee_fen=sum(line.fee_fen for line in lines),
    )


def refuse_twice(lines: Sequence[BilledLine]) -> None:
    """Raises: BillRefused when a payment or refund stands in the bill more than once."""
    if len({line.key for line in lines}) != len(lines):
        raise BillRefused("twice")
