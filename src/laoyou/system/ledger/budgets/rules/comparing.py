"""Budget against books: what was taken in and spent so far, and which difference asks for a word."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from laoyou.core.errors import mark
from laoyou.core.money import Money, round_to_fen
from laoyou.system.ledger.budgets.rules.drafting import MONTHS_OF_A_YEAR, side_of_account
from laoyou.system.ledger.rules.accounts import Account
from laoyou.system.ledger.rules.movements import Side


@dataclass(frozen=True, slots=True)
class Threshold:
    """When a difference asks for a word: beyond the percentage of what was expected *and* beyond the amount.

    `comment_days` is for how many days a budget lies open at the least. `source` says where the figures come from.
    """

    percent: int
    amount: Money
    comment_days: int
    source: str


DEFAULT = Threshold(10, Money(100_000), 15, mark("Default of the software; no text of the city was at hand"))


@dataclass(frozen=True, slots=True)
class AgainstLine:
    """One account of a budget after some months: `actual` above zero as the account's side has it."""

    account: Account
    budget: Money
    actual: Money
    months: int

    @property
    def side(self) -> Side:
        return side_of_account(self.account)

    @property
    def remaining(self) -> Money:
        """Return what is left of the year's budget; below zero when more came or went than was planned."""
        return self.budget - self.actual

    @property
    def share(self) -> Fraction | None:
        """Return how much of the year's budget is used up; None for a budget of nothing."""
        return Fraction(self.actual.fen, self.budget.fen) if self.budget else None

    @property
    def expected(self) -> Money:
        return expected_by(self.budget, self.months)

    @property
    def difference(self) -> Money:
        return self.actual - self.expected


def share_gone(months: int) -> Fraction:
    """Return the share of the year that is over after so many of its months."""
    return Fraction(months, MONTHS_OF_A_YEAR)


def expected_by(budget: Money, months: int) -> Money:
    """Return what of a year's budget belongs to its first months, evenly, rounded half up, once.

    >>> str(expected_by(Money(28_224_000), 3))
    '70,560.00'
    """
    return round_to_fen(Decimal(budget.fen * months) / MONTHS_OF_A_YEAR)


def asks_for_a_word(line: AgainstLine, threshold: Threshold) -> bool:
    """Return whether the difference has to be explained, in either direction.

    A budget of 120,000.00 for repairs, 30,000.00 expected after three months, a threshold of 10 % and 1,000.00: at
    33,000.00 it is just ten per cent, and not beyond.

    >>> repairs = lambda fen: AgainstLine(Account.REPAIRS, Money(12_000_000), Money(fen), 3)
    >>> [asks_for_a_word(repairs(fen), DEFAULT) for fen in (3_300_000, 3_300_001, 2_699_999, 2_700_000)]
    [False, True, True, False]
    >>> asks_for_a_word(AgainstLine(Account.OFFICE, Money(0), Money(100_001), 3), DEFAULT)  # nothing was planned
    True
    >>> asks_for_a_word(AgainstLine(Account.OFFICE, Money(120_000), Money(60_000), 3), DEFAULT)  # twice as much, 300.00
    False
    """
    apart = abs(line.difference.fen)
    return apart * 100 > threshold.percent * abs(line.expected.fen) and apart > threshold.amount.fen
