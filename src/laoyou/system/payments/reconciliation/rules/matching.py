"""Our payments of a day against the channel's bill of that day: by transaction, then amount, then day."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from laoyou.system.payments.reconciliation.rules.bills import BilledLine, Kind


class Difference(StrEnum):
    ONLY_OURS = "only_ours"
    ONLY_CHANNEL = "only_channel"
    OTHER_AMOUNT = "other_amount"
    OTHER_DAY = "other_day"
    FEE_DIFFERS = "fee_differs"
    PAYOUT_MISSING = "payout_missing"


@dataclass(frozen=True, slots=True)
class OurLine:
    """A payment or refund in our books, by the day on which the money moved."""

    kind: Kind
    transaction: str
    refund: str
    number: str
    estate_id: int
    amount_fen: int
    moved_on: date

    @property
    def key(self) -> tuple[Kind, str, str]:
        return (self.kind, self.transaction, self.refund)

    @property
    def signed_fen(self) -> int:
        return self.amount_fen if self.kind is Kind.PAYMENT else -self.amount_fen


@dataclass(frozen=True, slots=True)
class Found:
    """A difference. `books_fen` is what our sum lacks to equal the channel's, `bank_fen` what the bank's lacks."""

    what: Difference
    kind: Kind
    transaction: str
    refund: str
    number: str
    ours_fen: int
    theirs_fen: int
    books_fen: int = 0
    bank_fen: int = 0


def compare(
    *, day: date, ours: Iterable[OurLine], theirs: Iterable[BilledLine], elsewhere: Mapping[tuple[Kind, str, str], date]
) -> list[Found]:
    """Return every difference between the two sides of one day, in the order of the transactions.

    `elsewhere` says of a line that one side lacks on which other day that side has it. Always: Σ ours + Σ `books_fen`
    of what is found = Σ theirs.

    >>> from datetime import datetime, UTC
    >>> noon = datetime(2022, 11, 30, 4, tzinfo=UTC)
    >>> ours = [OurLine(Kind.PAYMENT, "T1", "", "E1", 1, 5181, noon.date())]
    >>> theirs = [BilledLine(Kind.PAYMENT, "T1", "", "E1", 5180, 31, noon)]
    >>> [(each.what.value, each.books_fen) for each in compare(day=noon.date(), ours=ours, theirs=theirs, elsewhere={})]
    [('other_amount', -1)]
    """
    left = {line.key: line for line in ours}
    right = {line.key: line for line in theirs}
    found: list[Found] = []
    for key in sorted(left.keys() | right.keys()):
        our, their = left.get(key), right.get(key)
        one = our or their
        assert one is not None
        our_fen = our.signed_fen if our else 0
        their_fen = their.signed_fen if their else 0
        what: Difference | None = None
        if our is None or their is None:
            on_another_day = elsewhere.get(key, day) != day
            missing = Difference.ONLY_CHANNEL if our is None else Difference.ONLY_OURS
            what = Difference.OTHER_DAY if on_another_day else missing
        elif our_fen != their_fen:
            what = Difference.OTHER_AMOUNT
        if what is not None:
            found.append(
                Found(
                    what, *key, number=one.number, ours_fen=our_fen, theirs_fen=their_fen, books_fen=their_fen - our_fen
                )
            )
        if their is not None and their.agreed_fee_fen is not None and their.agreed_fee_fen != their.fee_fen:
            found.append(
                Found(
                    Difference.FEE_DIFFERS,
                    *key,
                    number=their.number,
                    ours_fen=their.agreed_fee_fen,
                    theirs_fen=their.fee_fen,
                )
            )
    return found


@dataclass(frozen=True, slots=True)
class DaySums:
    """The three columns of a day, and what a person has explained of the gaps between them.

    >>> day = DaySums(ours_fen=15000, theirs_fen=15000, fee_fen=90, paid_out_fen=14910, books_fen=0, bank_fen=0)
    >>> day.books_gap_fen, day.bank_gap_fen, day.is_equal
    (0, 0, True)
    >>> DaySums(ours_fen=15000, theirs_fen=14900, fee_fen=90, paid_out_fen=14810, books_fen=-100, bank_fen=0).is_equal
    True
    """

    ours_fen: int
    theirs_fen: int
    fee_fen: int
    paid_out_fen: int
    books_fen: int
    bank_fen: int

    @property
    def net_fen(self) -> int:
        return self.theirs_fen - self.fee_fen

    @property
    def books_gap_fen(self) -> int:
        return self.theirs_fen - self.ours_fen - self.books_fen

    @property
    def bank_gap_fen(self) -> int:
        return self.net_fen - self.paid_out_fen - self.bank_fen

    @property
    def is_equal(self) -> bool:
        return self.books_gap_fen == 0 and self.bank_gap_fen == 0
