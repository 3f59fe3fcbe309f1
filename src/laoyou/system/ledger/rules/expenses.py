"""Which money a person may record, in which fund, and the life of such a record.

Law: CIVIL-275 and CIVIL-282, the income of common parts, parking on common ground included, is the owners'.
"""

from __future__ import annotations

from enum import StrEnum

from laoyou.system.ledger.rules.accounts import EXPENSE, Account, Fund


class Direction(StrEnum):
    OUT = "out"
    IN = "in"


class ExpenseState(StrEnum):
    RECORDED = "recorded"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Taken back, undecided, by who recorded it."""


MOVES: dict[ExpenseState, frozenset[ExpenseState]] = {
    ExpenseState.RECORDED: frozenset({ExpenseState.APPROVED, ExpenseState.REFUSED, ExpenseState.WITHDRAWN}),
    ExpenseState.APPROVED: frozenset(),
    ExpenseState.REFUSED: frozenset(),
    ExpenseState.WITHDRAWN: frozenset(),
}
"""A decision is final: what was approved wrongly is reversed in the journal, what was refused is recorded anew."""

SPENT_FROM = (Fund.SERVICE, Fund.COMMON_INCOME, Fund.SUBSIDY, Fund.MAINTENANCE)
"""Deposits and money paid in advance belong to those who paid them: nobody spends them."""

PASSED_ON_FROM: dict[Account, Fund] = {Account.COLLECTED: Fund.DEPOSITS}
"""What was collected for others is paid on to them out of the fund where it waits, and for nothing else."""

RECEIVED_INTO: dict[Account, tuple[Fund, ...]] = {
    Account.PARKING: (Fund.COMMON_INCOME,),
    Account.ADVERTISING: (Fund.COMMON_INCOME,),
    Account.SUBSIDIES: (Fund.SUBSIDY,),
    Account.OTHER_INCOME: (Fund.SERVICE, Fund.COMMON_INCOME, Fund.SUBSIDY),
}
"""Where each kind of other income belongs. Service fees come from bills and are never recorded by hand."""


def may_move(before: ExpenseState, after: ExpenseState) -> bool:
    """Return whether the state may follow.

    >>> may_move(ExpenseState.RECORDED, ExpenseState.APPROVED), may_move(ExpenseState.APPROVED, ExpenseState.REFUSED)
    (True, False)
    """
    return after in MOVES[before]


def may_be_booked(direction: Direction, fund: Fund, account: Account) -> bool:
    """Return whether the fund may carry money of this kind.

    >>> may_be_booked(Direction.IN, Fund.SERVICE, Account.PARKING)  # CIVIL-275: common income
    False
    >>> may_be_booked(Direction.OUT, Fund.CREDITS, Account.WAGES)
    False
    >>> may_be_booked(Direction.OUT, Fund.DEPOSITS, Account.COLLECTED)  # the water company's bill
    True
    """
    if direction is Direction.OUT:
        return (account in EXPENSE and fund in SPENT_FROM) or PASSED_ON_FROM.get(account) is fund
    return fund in RECEIVED_INTO.get(account, ())


def taken_too_much(fund: Fund, *, taken_fen: int, available_fen: int) -> bool:
    """Return whether taking this much out leaves a fund below zero that may not be. Putting in is never too much.

    3,200.00 of parking, of which 3,000.00 are spent: the income can't be taken back any more, the expense can.

    >>> taken_too_much(Fund.COMMON_INCOME, taken_fen=320_000, available_fen=20_000)
    True
    >>> taken_too_much(Fund.COMMON_INCOME, taken_fen=-300_000, available_fen=20_000)
    False
    >>> taken_too_much(Fund.SERVICE, taken_fen=320_000, available_fen=20_000)
    False
    """
    return taken_fen > 0 and not may_go_below_zero(fund) and taken_fen > available_fen


def may_go_below_zero(fund: Fund) -> bool:
    """Return whether more may be spent than is there: only from service fees, where the company advances the rest.

    >>> may_go_below_zero(Fund.SERVICE), may_go_below_zero(Fund.COMMON_INCOME)
    (True, False)
    """
    return fund is Fund.SERVICE
