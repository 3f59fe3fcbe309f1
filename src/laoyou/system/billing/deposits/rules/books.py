"""What a deposit is in the books: money of the payer in the fund of deposits, from the day it comes until it goes."""

from __future__ import annotations

from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine, moved_between

WAYS = ("cash", "bank", "credit")
"""How the payer gets back what is not kept; as credit it pays bills, or goes back by the channel it came by."""

MOST_FEN = 10_000_000
"""A hundred thousand yuan: more is a typing mistake."""


def lines_of_taking(*, home_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines that turn a payer's money into a deposit.

    >>> [(line.fund.value, line.account.name, line.amount_fen) for line in lines_of_taking(home_id=7, amount_fen=500)]
    ... # doctest: +NORMALIZE_WHITESPACE
    [('credits', 'PAYER_CREDIT', 500), ('credits', 'MONEY', -500),
     ('deposits', 'MONEY', 500), ('deposits', 'DEPOSIT', -500)]
    """
    return [
        NewLine(Fund.CREDITS, Account.PAYER_CREDIT, amount_fen, home_id),
        *moved_between(Fund.CREDITS, Fund.DEPOSITS, amount_fen),
        NewLine(Fund.DEPOSITS, Account.DEPOSIT, -amount_fen, home_id),
    ]


def lines_of_cancelling(*, home_id: int, amount_fen: int) -> list[NewLine]:
    """Return the mirror image: the money is the payer's credit again, as before it became a deposit."""
    taken = lines_of_taking(home_id=home_id, amount_fen=amount_fen)
    return [NewLine(line.fund, line.account, -line.amount_fen, line.home_id) for line in taken]


def lines_of_settling(*, home_id: int, back_fen: int, kept_fen: int, way: str) -> list[NewLine]:
    """Return the lines of a deposit's end: a part goes back, a part is kept for what was damaged.

    What is kept is no income: it makes the expense of repairs smaller. 500 of which 120 are kept:

    >>> for line in lines_of_settling(home_id=7, back_fen=380, kept_fen=120, way="cash"):
    ...     print(line.fund, line.account.name, line.amount_fen)
    deposits DEPOSIT 500
    deposits MONEY -380
    deposits MONEY -120
    service MONEY 120
    service REPAIRS -120
    """
    lines = [NewLine(Fund.DEPOSITS, Account.DEPOSIT, back_fen + kept_fen, home_id)]
    if back_fen and way == "credit":
        lines += moved_between(Fund.DEPOSITS, Fund.CREDITS, back_fen)
        lines.append(NewLine(Fund.CREDITS, Account.PAYER_CREDIT, -back_fen, home_id))
    elif back_fen:
        lines.append(NewLine(Fund.DEPOSITS, Account.MONEY, -back_fen))
    if kept_fen:
        lines += moved_between(Fund.DEPOSITS, Fund.SERVICE, kept_fen)
        lines.append(NewLine(Fund.SERVICE, Account.REPAIRS, -kept_fen))
    return lines
