"""What an ending is in the books, beside credit notes, releases and refunds."""

from __future__ import annotations

from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine

WAYS = ("cash", "bank")


def lines_of_holding(*, home_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines of credit that waits at the desk for its payer: no bill can use it any more.

    >>> for line in lines_of_holding(home_id=7, amount_fen=5003):
    ...     print(line.fund, line.account.name, line.amount_fen)
    credits PAYER_CREDIT 5003
    credits OWED_BACK -5003
    """
    return [
        NewLine(Fund.CREDITS, Account.PAYER_CREDIT, amount_fen, home_id),
        NewLine(Fund.CREDITS, Account.OWED_BACK, -amount_fen, home_id),
    ]


def lines_of_paying_out(*, home_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines of what waited at the desk and was paid out.

    >>> for line in lines_of_paying_out(home_id=7, amount_fen=5003):
    ...     print(line.fund, line.account.name, line.amount_fen)
    credits OWED_BACK 5003
    credits MONEY -5003
    """
    return [
        NewLine(Fund.CREDITS, Account.OWED_BACK, amount_fen, home_id),
        NewLine(Fund.CREDITS, Account.MONEY, -amount_fen),
    ]
