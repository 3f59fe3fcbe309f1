"""What a home gets back when the service ends: unearned days, what stands as credit, and the way it takes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.money import round_to_fen


def unearned_fen(*, amount_fen: int, credited_fen: int, served_days: int, days_after: int) -> int:
    """Return what a credit note takes off a bill for the days after the end, beside what notes took off already.

    By days, rounded once. August of 51.81, served for 31 days, and the last day is the 14th: 17 days are unearned.

    >>> unearned_fen(amount_fen=5181, credited_fen=0, served_days=31, days_after=17)
    2841

    A note of 10.00 that was written before counts; nothing is taken off twice:

    >>> unearned_fen(amount_fen=5181, credited_fen=1000, served_days=31, days_after=17)
    1841
    >>> unearned_fen(amount_fen=5181, credited_fen=2841, served_days=31, days_after=17)
    0
    """
    after = min(days_after, served_days)
    return max(round_to_fen(Decimal(amount_fen * after) / served_days).fen - credited_fen, 0)


@dataclass(frozen=True, slots=True)
class StandingBill:
    """A bill as it stands, and for how many of its served days there is no service any more."""

    bill_id: int
    month: date
    amount_fen: int
    paid_fen: int
    credited_fen: int
    served_days: int
    days_after: int = 0
    is_former_owners: bool = False

    @property
    def note_fen(self) -> int:
        if not self.days_after:
            return 0
        return unearned_fen(
            amount_fen=self.amount_fen,
            credited_fen=self.credited_fen,
            served_days=self.served_days,
            days_after=self.days_after,
        )

    @property
    def open_fen(self) -> int:
        return self.amount_fen - self.paid_fen - self.credited_fen

    @property
    def released_fen(self) -> int:
        """Return what was paid beyond the corrected amount: what is open is taken off first."""
        return max(self.note_fen - self.open_fen, 0)

    @property
    def open_after_fen(self) -> int:
        return self.open_fen - (self.note_fen - self.released_fen)


@dataclass(frozen=True, slots=True)
class HeldPayment:
    """A payment that its channel still gives back, and how much of it is left."""

    payment_id: int
    paid_on: date
    rest_fen: int


@dataclass(frozen=True, slots=True)
class HomeStanding:
    """What lies on a home when its service ends. `former_fen` of the credit are former owners'."""

    bills: tuple[StandingBill, ...] = ()
    credit_fen: int = 0
    former_fen: int = 0
    deposits_fen: int = 0
    payments: tuple[HeldPayment, ...] = ()


@dataclass(frozen=True, slots=True)
class Settled:
    """What an ending does with a home. `back_fen` = by the channel + at the desk + kept for the next company."""

    notes: tuple[tuple[int, int], ...]
    deposits_fen: int
    set_off_fen: int
    former_fen: int
    refunds: tuple[tuple[int, int], ...]
    desk_fen: int
    kept_fen: int

    @property
    def notes_fen(self) -> int:
        return sum(fen for _, fen in self.notes)

    @property
    def channel_fen(self) -> int:
        return sum(fen for _, fen in self.refunds)

    @property
    def back_fen(self) -> int:
        return self.channel_fen + self.desk_fen + self.kept_fen

    @property
    def is_nothing(self) -> bool:
        return not (self.notes or self.deposits_fen or self.back_fen)


def settle_home(standing: HomeStanding, *, keeps: bool) -> Settled:
    """Return how a home is settled: notes, deposits that become credit, set-off, and where the rest goes.

    `keeps`: the owner leaves it for the next company; then it stays the home's credit, and a deposit stays held. Else
    it goes back by the channel of the newest payments, each up to what it still holds, and what is left over at the
    desk. Former owners' credit is not set off against bills of those who came after, and always goes back at the desk.
    A deposit is not set off either, as it secures something else, and it waits at the desk for who left it: the
    channels of the newest payments may be another person's.

    August's 51.81 was paid, the last day is the 14th: 28.41 are released. July's 18.38 is still open and is paid from
    that. 100.00 lay there already, of which 60.00 came by WeChat and are held by it still:

    >>> august = StandingBill(2, date(2022, 8, 1), 5181, 5181, 0, 31, 17)
    >>> july = StandingBill(1, date(2022, 7, 1), 1838, 0, 0, 11)
    >>> wechat = HeldPayment(9, date(2022, 8, 3), 6000)
    >>> done = settle_home(HomeStanding((july, august), 10000, payments=(wechat,)), keeps=False)
    >>> done.notes, done.set_off_fen, done.refunds, done.desk_fen
    (((2, 2841),), 1838, ((9, 6000),), 5003)

    28.41 + 100.00 = 18.38 + 60.00 + 50.03. A deposit of 500.00 never takes the way of somebody's WeChat:

    >>> settle_home(HomeStanding(deposits_fen=50000, payments=(wechat,)), keeps=False).desk_fen
    50000

    Where the owner leaves it for the next company, it stays:

    >>> settle_home(HomeStanding((july, august), 10000, payments=(wechat,)), keeps=True).kept_fen
    11003
    """
    notes = tuple((bill.bill_id, bill.note_fen) for bill in standing.bills if bill.note_fen)
    former = standing.former_fen + _sum(bill.released_fen for bill in standing.bills if bill.is_former_owners)
    own = standing.credit_fen - standing.former_fen
    own += _sum(bill.released_fen for bill in standing.bills if not bill.is_former_owners)
    set_off = min(own, _sum(bill.open_after_fen for bill in standing.bills if not bill.is_former_owners))
    deposits = 0 if keeps else standing.deposits_fen
    own -= set_off
    refunds, left = ((), own) if keeps else by_channel(own, standing.payments)
    return Settled(
        notes=notes,
        deposits_fen=deposits,
        set_off_fen=set_off,
        former_fen=former,
        refunds=refunds,
        desk_fen=former + deposits + (0 if keeps else left),
        kept_fen=left if keeps else 0,
    )


def by_channel(fen: int, payments: Iterable[HeldPayment]) -> tuple[tuple[tuple[int, int], ...], int]:
    """Return how much goes back by which payment's channel, the newest first, and what is left over.

    >>> held = [HeldPayment(1, date(2022, 7, 30), 5000), HeldPayment(2, date(2022, 8, 3), 6000)]
    >>> by_channel(12000, held)
    (((2, 6000), (1, 5000)), 1000)
    """
    refunds = []
    for payment in sorted(payments, key=lambda payment: (payment.paid_on, payment.payment_id), reverse=True):
        part = min(payment.rest_fen, fen)
        if part > 0:
            refunds.append((payment.payment_id, part))
            fen -= part
    return tuple(refunds), fen


def _sum(parts: Iterable[int]) -> int:
    return sum(parts)
