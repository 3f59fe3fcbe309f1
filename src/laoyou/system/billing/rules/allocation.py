"""How money goes over bills: the oldest first, each up to what is open, and what is left over is the payer's."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine, moved_between


@dataclass(frozen=True, slots=True)
class OpenBill:
    """A bill with what is open on it, in fen; nothing is open on one that was paid or credited meanwhile."""

    bill_id: int
    home_id: int
    month: date
    fund: str
    open_fen: int


@dataclass(frozen=True, slots=True)
class Paid:
    """So much of the money goes to this bill."""

    bill_id: int
    home_id: int
    fund: str
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Allocated:
    paid: tuple[Paid, ...]
    rest_fen: int


def allocate_oldest_first(*, amount_fen: int, bills: Iterable[OpenBill]) -> Allocated:
    """Return what each bill gets and what is left over. Every fen is in exactly one place (PAY-08).

    >>> july = OpenBill(1, 7, date(2022, 7, 1), "service", 1838)
    >>> august = OpenBill(2, 7, date(2022, 8, 1), "service", 5181)
    >>> done = allocate_oldest_first(amount_fen=7100, bills=[august, july])
    >>> [(paid.bill_id, paid.amount_fen) for paid in done.paid], done.rest_fen
    ([(1, 1838), (2, 5181)], 81)
    """
    rest = amount_fen
    paid = []
    for bill in sorted(bills, key=lambda bill: (bill.month, bill.bill_id)):
        part = min(bill.open_fen, rest)
        if part > 0:
            paid.append(Paid(bill.bill_id, bill.home_id, bill.fund, part))
            rest -= part
    return Allocated(tuple(paid), rest)


@dataclass(frozen=True, slots=True)
class Standing:
    """What lies on a bill now: in all, of it from the payment in question, and of it from the home's credit."""

    bill_id: int
    home_id: int
    month: date
    fund: str
    paid_fen: int
    own_fen: int
    credit_fen: int


@dataclass(frozen=True, slots=True)
class TakenBack:
    """What comes off each bill: of what the payment had paid, of what credit had paid since; and what is short."""

    own: tuple[Paid, ...]
    from_credit: tuple[Paid, ...]
    short_fen: int


def take_back(*, amount_fen: int, credit_fen: int, bills: Iterable[Standing]) -> TakenBack:
    """Return how a payment that never was comes off the bills and out of the home's credit of `credit_fen`.

    First what it paid itself, each up to what is still paid there; the rest comes out of the credit. Where that was
    used since, the newest bills that credit paid are opened again. What other payments paid stays.

    100.00 paid July in full and left 40.00, which paid August since:

    >>> july = Standing(1, 7, date(2022, 7, 1), "service", 6000, 6000, 0)
    >>> august = Standing(2, 7, date(2022, 8, 1), "service", 5181, 0, 4000)
    >>> taken = take_back(amount_fen=10000, credit_fen=0, bills=[july, august])
    >>> [(part.bill_id, part.amount_fen) for part in (*taken.own, *taken.from_credit)], taken.short_fen
    ([(1, 6000), (2, 4000)], 0)

    Given back to the payer meanwhile, it lacks:

    >>> take_back(amount_fen=10000, credit_fen=0, bills=[july]).short_fen
    4000
    """
    standing = sorted(bills, key=lambda bill: (bill.month, bill.bill_id), reverse=True)
    own, from_credit = [], []
    left = amount_fen
    for bill in standing:
        part = min(bill.own_fen, bill.paid_fen, left)
        if part > 0:
            own.append(Paid(bill.bill_id, bill.home_id, bill.fund, part))
            left -= part
    left = max(left - credit_fen, 0)
    taken = {part.bill_id: part.amount_fen for part in own}
    for bill in standing:
        part = min(bill.credit_fen, bill.paid_fen - taken.get(bill.bill_id, 0), left)
        if part > 0:
            from_credit.append(Paid(bill.bill_id, bill.home_id, bill.fund, part))
            left -= part
    return TakenBack(tuple(own), tuple(from_credit), left)


def lines_of_allocation(paid: Iterable[Paid]) -> list[NewLine]:
    """Return the journal lines that turn the payers' money into paid bills, balanced in each fund.

    The money leaves the fund of credits (PAYER_CREDIT grows less, per home) and enters the bill's fund, where it meets
    the receivable.

    >>> for line in lines_of_allocation([Paid(1, 7, "service", 1838), Paid(2, 7, "service", 5181)]):
    ...     print(line.fund, line.account.name, line.amount_fen, line.bill_id)
    credits PAYER_CREDIT 7019 None
    credits MONEY -7019 None
    service MONEY 7019 None
    service RECEIVABLE -1838 1
    service RECEIVABLE -5181 2
    """
    by_home: dict[int, int] = {}
    by_fund: dict[Fund, int] = {}
    receivable = []
    for part in paid:
        fund = Fund(part.fund)
        by_home[part.home_id] = by_home.get(part.home_id, 0) + part.amount_fen
        by_fund[fund] = by_fund.get(fund, 0) + part.amount_fen
        receivable.append(NewLine(fund, Account.RECEIVABLE, -part.amount_fen, part.home_id, part.bill_id))
    credits = [NewLine(Fund.CREDITS, Account.PAYER_CREDIT, fen, home_id) for home_id, fen in by_home.items()]
    moved = [line for fund, fen in by_fund.items() for line in moved_between(Fund.CREDITS, fund, fen)]
    return [*credits, *moved, *receivable]
