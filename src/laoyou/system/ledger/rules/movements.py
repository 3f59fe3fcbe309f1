"""Cash basis: how the movements of a fund's money are told as income and expense.

A movement is money of one fund, explained by the account on the other side of the entry (its counter-account). As
each entry balances per fund, the movements of an entry sum to what its money lines say.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from laoyou.core.errors import mark
from laoyou.core.money import Money
from laoyou.system.ledger.rules.accounts import (
    ACCOUNT_NAMES,
    EXPENSE,
    OWN_FUNDS,
    SUBLEDGER_ACCOUNTS,
    Account,
    Fund,
    NewLine,
)

PASSED_ON = {
    Account.PAYER_CREDIT: mark("Put on bills or given back"),
    Account.SUSPENSE: mark("Clarified and passed on"),
    Account.DEPOSIT: mark("Deposits given back or kept for damage"),
    Account.COLLECTED: mark("Water and power paid on to the supplier"),
    Account.OWED_BACK: mark("Paid out when a mandate ended"),
}
"""What money kept for payers is called when it goes on its way."""


class Side(StrEnum):
    INCOME = "income"
    EXPENSE = "expense"


@dataclass(frozen=True, slots=True)
class Movement:
    """Money of a fund, above zero when it came in, and the account that says why."""

    fund: Fund
    account: Account
    amount_fen: int


@dataclass(frozen=True, slots=True)
class Part:
    """How much of a fund's income or expense has one reason. Below zero when corrections outweigh the rest."""

    side: Side
    account: Account
    amount: Money

    @property
    def signed(self) -> Money:
        """Return the amount as it changed the fund: expense below zero."""
        return -self.amount if self.side is Side.EXPENSE else self.amount

    @property
    def name(self) -> str:
        """Return what people call the reason, in English, to be translated at the edge."""
        passed_on = PASSED_ON.get(self.account) if self.side is Side.EXPENSE else None
        return passed_on or ACCOUNT_NAMES[self.account]


@dataclass(frozen=True, slots=True)
class FundMonth:
    """A fund's month: closing = opening + income − expense, always. `parts` say what both consist of."""

    fund: Fund
    opening: Money
    income: Money
    expense: Money
    closing: Money
    parts: tuple[Part, ...] = ()

    @property
    def moved(self) -> bool:
        return bool(self.parts)

    @property
    def spent_of_income(self) -> Fraction | None:
        """Return the expense as a fraction of the income; None when nothing came in, or corrections turned it round."""
        return Fraction(self.expense.fen, self.income.fen) if self.income.fen > 0 <= self.expense.fen else None


def movements_of(lines: Iterable[NewLine]) -> list[Movement]:
    """Return the movements that an entry's lines tell; nothing for a fund in which no money moved.

    A home pays 51.81 that lay ready as its credit: out of one fund, into the other.

    >>> paid = [NewLine(Fund.CREDITS, Account.PAYER_CREDIT, 5181), NewLine(Fund.CREDITS, Account.MONEY, -5181),
    ...         NewLine(Fund.SERVICE, Account.MONEY, 5181), NewLine(Fund.SERVICE, Account.RECEIVABLE, -5181)]
    >>> [(movement.fund.value, movement.account.name, movement.amount_fen) for movement in movements_of(paid)]
    [('credits', 'PAYER_CREDIT', -5181), ('service', 'RECEIVABLE', 5181)]
    """
    entry = list(lines)
    with_money = {line.fund for line in entry if line.account is Account.MONEY}
    return [
        Movement(line.fund, line.account, -line.amount_fen)
        for line in entry
        if line.fund in with_money and line.account is not Account.MONEY
    ]


def side_of(account: Account, amount_fen: int) -> Side:
    """Return whether a movement counts as income or as expense.

    What something was spent on stays expense when a correction brings the money back, and income stays income: a
    reversed wage makes the expense smaller, not the income larger. Money that is only kept for payers has no such
    nature: it counts by its direction.

    >>> side_of(Account.WAGES, 1_040_000).value, side_of(Account.RECEIVABLE, -5181).value
    ('expense', 'income')
    >>> side_of(Account.PAYER_CREDIT, 5181).value, side_of(Account.PAYER_CREDIT, -5181).value
    ('income', 'expense')
    """
    if account in EXPENSE:
        return Side.EXPENSE
    if account in PASSED_ON and amount_fen < 0:
        return Side.EXPENSE
    return Side.INCOME


def fund_month(fund: Fund, opening_fen: int, movements: Iterable[Movement]) -> FundMonth:
    """Return the fund's month out of its money at the start and its movements; those of other funds are passed over.

    >>> month = fund_month(Fund.SERVICE, 100_000, [
    ...     Movement(Fund.SERVICE, Account.RECEIVABLE, 4_501_035), Movement(Fund.SERVICE, Account.WAGES, -1_040_000),
    ...     Movement(Fund.SERVICE, Account.REPAIRS, -2_948_780)])
    >>> str(month.income), str(month.expense), str(month.closing)
    ('45,010.35', '39,887.80', '6,122.55')
    """
    sums: dict[tuple[Side, Account], int] = {}
    for movement in movements:
        if movement.fund is fund:
            key = (side_of(movement.account, movement.amount_fen), movement.account)
            sums[key] = sums.get(key, 0) + movement.amount_fen
    parts = tuple(
        Part(side, account, Money(amount if side is Side.INCOME else -amount))
        for (side, account), amount in sorted(
            sums.items(), key=lambda item: (item[0][0] is Side.EXPENSE, -abs(item[1]))
        )
    )
    income = Money.total(part.amount for part in parts if part.side is Side.INCOME)
    expense = Money.total(part.amount for part in parts if part.side is Side.EXPENSE)
    opening = Money(opening_fen)
    return FundMonth(fund, opening, income, expense, opening + income - expense, parts)


def sum_of(funds: Iterable[FundMonth]) -> FundMonth:
    """Return the estate's own funds as one: what is held for others is not in it. `fund` is SERVICE, without parts."""
    own = [month for month in funds if month.fund in OWN_FUNDS]
    return FundMonth(
        fund=Fund.SERVICE,
        opening=Money.total(month.opening for month in own),
        income=Money.total(month.income for month in own),
        expense=Money.total(month.expense for month in own),
        closing=Money.total(month.closing for month in own),
    )


def is_text_public(lines: Iterable[NewLine]) -> bool:
    """Return whether everybody may read what was written on the entry.

    What a person wrote about wages or lamps is for all. The text of an entry that a payment posted may name the
    payer: the public reads the building and the reason instead.

    >>> is_text_public([NewLine(Fund.SERVICE, Account.MONEY, -500), NewLine(Fund.SERVICE, Account.WAGES, 500)])
    True
    >>> is_text_public([NewLine(Fund.CREDITS, Account.MONEY, 500), NewLine(Fund.CREDITS, Account.SUSPENSE, -500)])
    False
    """
    return not any(line.home_id is not None or line.account in SUBLEDGER_ACCOUNTS for line in lines)
