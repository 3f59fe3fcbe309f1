"""A household's account as one would keep it on paper: no database, nothing of the product's own code.

Everything is whole fen. What lies on a bill is kept by who paid it: a payment's number, or None for the home's credit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

APPLIED, SUSPENSE, RETURNED, CANCELLED = "applied", "suspense", "returned", "cancelled"


class Refused(Exception):
    """The account can't do this; nothing has changed."""


@dataclass
class Bill:
    id: int
    home: int
    month: int
    fund: str
    amount: int
    parts: Counter[int | None] = field(default_factory=Counter)
    credited: int = 0

    @property
    def paid(self) -> int:
        return sum(self.parts.values())

    @property
    def open(self) -> int:
        return self.amount - self.paid - self.credited


@dataclass
class Payment:
    id: int
    home: int
    fen: int
    place: str
    is_cash: bool = False
    held: int = 0

    @property
    def rest(self) -> int:
        return self.fen - self.held


@dataclass
class Refund:
    id: int
    payment: Payment
    fen: int
    from_suspense: bool
    state: str = "held"


def half_up(exact: Fraction) -> int:
    """Return whole fen; exactly half a fen counts upwards."""
    return int((exact + Fraction(1, 2)) // 1)


@dataclass
class Account:
    """All homes of one estate, its money, and what waits there for a person."""

    bills: dict[int, Bill] = field(default_factory=dict)
    credit: Counter[int] = field(default_factory=Counter)
    payments: dict[int, Payment] = field(default_factory=dict)
    refunds: dict[int, Refund] = field(default_factory=dict)
    suspense: int = 0
    arrived: int = 0
    gone: int = 0

    def of_home(self, home: int) -> list[Bill]:
        """Return the home's bills, the oldest first."""
        return sorted(
            (bill for bill in self.bills.values() if bill.home == home), key=lambda bill: (bill.month, bill.id)
        )

    def issue(self, bills: Iterable[Bill]) -> None:
        """Write new bills; what homes paid in advance pays them at once, after what is older."""
        new = list(bills)
        self.bills |= {bill.id: bill for bill in new}
        if new:
            for home in sorted(self.credit):
                self.use_credit(home)

    def use_credit(self, home: int) -> int:
        used = self.credit[home] - self._spread(self.of_home(home), self.credit[home], None)
        self.credit[home] -= used
        return used

    def pay(self, payment: Payment, bills: Collection[int]) -> None:
        """Put money that arrived on the bills it is for, the oldest first, and the rest into the home's credit."""
        self._take_in(payment)
        chosen = [bill for bill in self.of_home(payment.home) if bill.id in bills]
        self.credit[payment.home] += self._spread(chosen, payment.fen, payment.id)

    def wait(self, payment: Payment) -> None:
        """Keep money that nobody can place until a person looks at it."""
        self._take_in(payment)
        self.suspense += payment.fen

    def note(self, bill: Bill, fen: int) -> None:
        """Take something off a bill; what had been paid beyond what is left becomes the home's credit."""
        if not 0 < fen <= bill.amount - bill.credited:
            raise Refused
        freed = max(fen - bill.open, 0)
        bill.credited += fen
        bill.parts[None] -= freed
        self.credit[bill.home] += freed

    def give_back(self, home: int, fen: int) -> None:
        if not 0 < fen <= self.credit[home]:
            raise Refused
        self.credit[home] -= fen
        self.gone += fen

    def cancel(self, payment: Payment) -> None:
        """Take back cash that never was: first off what it paid itself, then out of credit and what credit paid."""
        bills = [bill for bill in reversed(self.of_home(payment.home)) if bill.paid > 0]
        left, own = payment.fen, Counter[int]()
        for bill in bills:
            own[bill.id] = max(min(bill.parts[payment.id], bill.paid, left), 0)
            left -= own[bill.id]
        left = max(left - self.credit[payment.home], 0)
        lent = Counter[int]()
        for bill in bills:
            lent[bill.id] = max(min(bill.parts[None], bill.paid - own[bill.id], left), 0)
            left -= lent[bill.id]
        if left:
            raise Refused
        self._take_off(payment, own, lent)
        self.credit[payment.home] -= payment.fen
        payment.place = CANCELLED
        self.gone += payment.fen

    def can_hold(self, payment: Payment, fen: int, *, takes_credit: bool, reopens: Collection[int]) -> None:
        """Raises: Refused, where the payment, or the chosen places, hold less than what is to go back."""
        self._plan(payment, fen, takes_credit=takes_credit, reopens=reopens)

    def hold(self, refund_id: int, payment: Payment, fen: int, *, takes_credit: bool, reopens: Collection[int]) -> None:
        """Hold a part of a payment that is to go back by its channel: no bill and no credit has it any more."""
        own, lent = self._plan(payment, fen, takes_credit=takes_credit, reopens=reopens)
        from_suspense = payment.place == SUSPENSE
        if not from_suspense:
            self._take_off(payment, own, lent)
            self.credit[payment.home] -= fen
            self.suspense += fen
        payment.held += fen
        if from_suspense and not payment.rest:
            payment.place = RETURNED
        self.refunds[refund_id] = Refund(refund_id, payment, fen, from_suspense)

    def went_back(self, refund: Refund) -> None:
        refund.state = "gone"
        self.suspense -= refund.fen
        self.gone += refund.fen

    def did_not_go_back(self, refund: Refund) -> None:
        """Make it the home's again: it pays what is open, as all credit does."""
        refund.state = "failed"
        refund.payment.held -= refund.fen
        if refund.from_suspense:
            refund.payment.place = SUSPENSE
        else:
            self.suspense -= refund.fen
            self.credit[refund.payment.home] += refund.fen
            self.use_credit(refund.payment.home)

    def _plan(
        self, payment: Payment, fen: int, *, takes_credit: bool, reopens: Collection[int]
    ) -> tuple[Counter[int], Counter[int]]:
        if payment.is_cash or payment.place not in (APPLIED, SUSPENSE) or not 0 < fen <= payment.rest:
            raise Refused
        own, lent = Counter[int](), Counter[int]()
        if payment.place == SUSPENSE:
            return own, lent
        left = fen - (min(self.credit[payment.home], fen) if takes_credit else 0)
        for bill in reversed(self.of_home(payment.home)):
            if bill.id in reopens:
                own[bill.id] = max(min(bill.parts[payment.id], bill.paid, left), 0)
                left -= own[bill.id]
                lent[bill.id] = max(min(bill.parts[None], bill.paid - own[bill.id], left), 0)
                left -= lent[bill.id]
        if left:
            raise Refused
        return own, lent

    def _take_off(self, payment: Payment, own: Mapping[int, int], lent: Mapping[int, int]) -> None:
        for of_whom, parts in ((payment.id, own), (None, lent)):
            for bill, fen in parts.items():
                self.bills[bill].parts[of_whom] -= fen
                self.credit[payment.home] += fen

    def _take_in(self, payment: Payment) -> None:
        self.payments[payment.id] = payment
        self.arrived += payment.fen

    @staticmethod
    def _spread(bills: Iterable[Bill], fen: int, of_whom: int | None) -> int:
        """Put money on bills in their order, each up to what is open, and return what is left."""
        for bill in bills:
            part = min(max(bill.open, 0), fen)
            bill.parts[of_whom] += part
            fen -= part
        return fen
