"""The chart of accounts and the funds. Debit is above zero, credit below.

Funds are kept apart (CIVIL-282): an entry balances in each fund by itself. Money is moved from one fund to another by
an entry with two lines on `MONEY`, one in each fund.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntEnum, StrEnum

from laoyou.core.errors import mark


class Fund(StrEnum):
    SERVICE = "service"
    COMMON_INCOME = "common_income"
    MAINTENANCE = "maintenance"
    SUBSIDY = "subsidy"
    DEPOSITS = "deposits"
    CREDITS = "credits"
    """Money that payers left with us and that belongs to no bill yet; also what is in suspense."""


class Account(IntEnum):
    MONEY = 10
    RECEIVABLE = 11
    PAYER_CREDIT = 20
    DEPOSIT = 21
    COLLECTED = 22
    """What homes were asked for on behalf of who delivers water and power, until it is paid on to them."""
    OWED_BACK = 23
    """What waits at the desk for its payer when a mandate has ended."""
    SUSPENSE = 29
    OPENING = 30
    SERVICE_FEES = 40
    PARKING = 41
    ADVERTISING = 42
    SUBSIDIES = 43
    OTHER_INCOME = 44
    WAIVED_AND_CREDITED = 45
    WRITTEN_OFF = 46
    LATE_PENALTIES = 47
    WAGES = 50
    CLEANING = 51
    COMMON_ELECTRICITY_AND_WATER = 52
    REPAIRS = 53
    GREEN = 54
    SECURITY = 55
    CARE = 56
    OFFICE = 57
    CHANNEL_FEES = 58
    OTHER_EXPENSE = 59


INCOME = frozenset(account for account in Account if 40 <= account < 50)
EXPENSE = frozenset(account for account in Account if 50 <= account < 60)

OWN_FUNDS = (Fund.SERVICE, Fund.COMMON_INCOME, Fund.SUBSIDY)
"""The funds that the estate is run with: the sum of the books is over these."""

HELD_FOR_OTHERS = (Fund.MAINTENANCE, Fund.DEPOSITS, Fund.CREDITS)
"""Shown beside the sum and never in it: the owners' maintenance fund in the city's keeping, what belongs to payers."""

SUBLEDGER_ACCOUNTS = frozenset(
    {Account.RECEIVABLE, Account.PAYER_CREDIT, Account.DEPOSIT, Account.OWED_BACK, Account.SUSPENSE}
)
"""Accounts whose detail bills and payments keep: corrected there, never in the journal alone."""

FUND_NAMES = {
    Fund.SERVICE: mark("Service fees"),
    Fund.COMMON_INCOME: mark("Income of common parts"),
    Fund.MAINTENANCE: mark("Maintenance fund"),
    Fund.SUBSIDY: mark("Subsidies"),
    Fund.DEPOSITS: mark("Deposits and money collected for others"),
    Fund.CREDITS: mark("Paid in advance"),
}

ACCOUNT_NAMES = {
    Account.MONEY: mark("Cash and bank"),
    Account.RECEIVABLE: mark("Received on bills"),
    Account.PAYER_CREDIT: mark("Paid in advance"),
    Account.DEPOSIT: mark("Deposits left with us"),
    Account.COLLECTED: mark("Water and power of the homes"),
    Account.OWED_BACK: mark("Waits for its payer"),
    Account.SUSPENSE: mark("Money being clarified"),
    Account.OPENING: mark("Brought forward"),
    Account.SERVICE_FEES: mark("Service fees"),
    Account.PARKING: mark("Parking"),
    Account.ADVERTISING: mark("Advertising and rent of common parts"),
    Account.SUBSIDIES: mark("Subsidies"),
    Account.OTHER_INCOME: mark("Other income"),
    Account.WAIVED_AND_CREDITED: mark("Waived and credited"),
    Account.WRITTEN_OFF: mark("Written off"),
    Account.LATE_PENALTIES: mark("Late penalties"),
    Account.WAGES: mark("Wages"),
    Account.CLEANING: mark("Cleaning and rubbish"),
    Account.COMMON_ELECTRICITY_AND_WATER: mark("Common electricity and water"),
    Account.REPAIRS: mark("Repairs"),
    Account.GREEN: mark("Green"),
    Account.SECURITY: mark("Gate and security"),
    Account.CARE: mark("Care for residents"),
    Account.OFFICE: mark("Office"),
    Account.CHANNEL_FEES: mark("Fees of payment channels"),
    Account.OTHER_EXPENSE: mark("Other expense"),
}
"""What people call each account, as the reason why money moved."""


@dataclass(frozen=True, slots=True)
class NewLine:
    """One line to post: fen in a fund on an account, debit above zero; perhaps a home's, perhaps a bill's."""

    fund: Fund
    account: Account
    amount_fen: int
    home_id: int | None = None
    bill_id: int | None = None


def unbalanced_funds(lines: Sequence[NewLine]) -> dict[Fund, int]:
    """Return by how many fen each fund of the lines is out of balance; nothing when the entry may be posted.

    >>> unbalanced_funds([NewLine(Fund.SERVICE, Account.MONEY, 500), NewLine(Fund.SERVICE, Account.SERVICE_FEES, -499)])
    {<Fund.SERVICE: 'service'>: 1}
    """
    sums: dict[Fund, int] = defaultdict(int)
    for line in lines:
        sums[line.fund] += line.amount_fen
    return {fund: amount for fund, amount in sums.items() if amount}


def moved_between(giver: Fund, taker: Fund, amount_fen: int) -> list[NewLine]:
    """Return the two money lines that move an amount from one fund to another; each needs its counterpart.

    >>> [line.amount_fen for line in moved_between(Fund.CREDITS, Fund.SERVICE, 5181)]
    [-5181, 5181]
    """
    return [NewLine(giver, Account.MONEY, -amount_fen), NewLine(taker, Account.MONEY, amount_fen)]
