"""A budget drafted from the year before: sums on cash basis, a year of twelve months made of fewer where need be."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.calendar import Month
from laoyou.core.money import Money, round_to_fen
from laoyou.system.ledger.rules.accounts import EXPENSE, Account, Fund
from laoyou.system.ledger.rules.expenses import RECEIVED_INTO, SPENT_FROM
from laoyou.system.ledger.rules.movements import Side, side_of

MONTHS_OF_A_YEAR = 12
BUDGETED_FUNDS = SPENT_FROM
"""Deposits and money paid in advance belong to those who paid them: nobody plans with them."""


@dataclass(frozen=True, slots=True)
class MonthsBefore:
    """The whole months that a draft stands on, `first` to `last`; `left_out` is the month before, begun part-way."""

    first: Month
    last: Month
    left_out: Month | None = None

    @property
    def months(self) -> int:
        return (self.last.year - self.first.year) * MONTHS_OF_A_YEAR + self.last.number - self.first.number + 1

    @property
    def is_a_whole_year(self) -> bool:
        return self.months == MONTHS_OF_A_YEAR


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What an account came to in the months of the basis, and in a year at that pace."""

    account: Account
    actual: Money
    amount: Money


def basis_of(year: int, *, books_begin_on: date | None, today: date) -> MonthsBefore | None:
    """Return the months of the year before from which a year's budget is drafted; None when there is no whole one.

    Whole months only, and none that is still running. The month in which the books begin counts when they begin on its
    first day, or when there is no other.

    >>> found = basis_of(2023, books_begin_on=date(2022, 7, 25), today=date(2023, 1, 5))
    >>> str(found.first), str(found.last), found.months, str(found.left_out)
    ('2022-08', '2022-12', 5, '2022-07')
    >>> basis_of(2023, books_begin_on=date(2020, 3, 1), today=date(2022, 11, 22)).months  # drafted in November
    10
    >>> basis_of(2023, books_begin_on=date(2022, 12, 5), today=date(2023, 1, 5)).first
    Month(year=2022, number=12)
    """
    if books_begin_on is None or books_begin_on.year >= year:
        return None
    begins = Month.of(books_begin_on)
    first = max(begins, Month(year - 1, 1))
    last = min(Month(year - 1, MONTHS_OF_A_YEAR), Month.of(today).previous)
    if first > last:
        return None
    if first == begins and books_begin_on.day > 1 and first < last:
        return MonthsBefore(first.next, last, left_out=first)
    return MonthsBefore(first, last)


def of_a_year(actual: Money, months: int) -> Money:
    """Return what an amount of so many months comes to in twelve, rounded half up, once.

    Wages of August to December 2022, five months: 8,400 + 19,400 + 27,800 + 31,000 + 31,000 = 117,600.00. A year at
    that pace is 117,600.00 × 12 ÷ 5 = 282,240.00.

    >>> str(of_a_year(Money(11_760_000), 5))
    '282,240.00'
    >>> of_a_year(Money(100), 12), of_a_year(Money(100), 7)
    (Money(100), Money(171))
    """
    return round_to_fen(Decimal(actual.fen * MONTHS_OF_A_YEAR) / months)


def accounts_of(fund: Fund) -> tuple[tuple[Account, ...], tuple[Account, ...]]:
    """Return the accounts of a fund's income and of its expense, as far as a budget names them.

    >>> [account.name for account in accounts_of(Fund.COMMON_INCOME)[0]]
    ['RECEIVABLE', 'PARKING', 'ADVERTISING', 'OTHER_INCOME']
    """
    received = [account for account, funds in RECEIVED_INTO.items() if fund in funds]
    income = (Account.RECEIVABLE, *sorted(received)) if fund is not Fund.SUBSIDY else tuple(sorted(received))
    return income, tuple(sorted(EXPENSE))


def side_of_account(account: Account) -> Side:
    """Return on which side of a budget the account stands.

    >>> side_of_account(Account.RECEIVABLE).value, side_of_account(Account.WAGES).value
    ('income', 'expense')
    """
    return side_of(account, 1)


def drafted(fund: Fund, basis: MonthsBefore | None, actual: Mapping[Account, int]) -> list[DraftLine]:
    """Return a line for every account that the fund may have, income first: zero where nothing moved.

    `actual` holds fen by account, above zero as the account's side has it. Where corrections outweigh the rest, the
    line is zero: nobody plans to spend less than nothing.

    >>> lines = drafted(Fund.SUBSIDY, MonthsBefore(Month(2022, 8), Month(2022, 12)), {Account.REPAIRS: 1_401_000})
    >>> [(line.account.name, str(line.amount)) for line in lines if line.amount]
    [('REPAIRS', '33,624.00')]
    """
    income, expense = accounts_of(fund)
    lines = []
    for account in (*income, *expense):
        found = Money(actual.get(account, 0))
        at_that_pace = of_a_year(found, basis.months) if basis and found.fen > 0 else Money(0)
        lines.append(DraftLine(account, found, at_that_pace))
    return lines


def sum_on(side: Side, amounts: Iterable[tuple[Account, Money]]) -> Money:
    return Money.total(amount for account, amount in amounts if side_of_account(account) is side)


def result_of(amounts: Sequence[tuple[Account, Money]]) -> Money:
    """Return income less expense.

    >>> str(result_of([(Account.RECEIVABLE, Money(50_000)), (Account.WAGES, Money(60_000))]))
    '-100.00'
    """
    return sum_on(Side.INCOME, amounts) - sum_on(Side.EXPENSE, amounts)
