"""What an issue and a credit note are in the books."""

from __future__ import annotations

from collections.abc import Mapping

from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine

PARKING_ITEM = "parking"
PENALTY_ITEM = "penalty"


def income_account(*, fund: Fund, item: str) -> Account:
    """Return the account on which an item's bills are income.

    >>> income_account(fund=Fund.COMMON_INCOME, item="parking").name
    'PARKING'

    What is collected for others is nobody's income: it waits for who delivers the water and the power.

    >>> income_account(fund=Fund.DEPOSITS, item="water").name
    'COLLECTED'

    Late penalties stand apart from the fees that were paid late.

    >>> income_account(fund=Fund.SERVICE, item="penalty").name
    'LATE_PENALTIES'
    """
    if fund is Fund.DEPOSITS:
        return Account.COLLECTED
    if item == PARKING_ITEM:
        return Account.PARKING
    if item == PENALTY_ITEM:
        return Account.LATE_PENALTIES
    return Account.SERVICE_FEES if fund is Fund.SERVICE else Account.OTHER_INCOME


def lines_of_issue(sums: Mapping[tuple[str, str], int]) -> list[NewLine]:
    """Return the lines of a run's summary entry from its sums by (fund, item): one receivable per fund.

    >>> lines = lines_of_issue({("service", "property"): 5181, ("common_income", "parking"): 15000})
    >>> [(line.fund.value, line.account.name, line.amount_fen) for line in lines]  # doctest: +NORMALIZE_WHITESPACE
    [('common_income', 'RECEIVABLE', 15000), ('common_income', 'PARKING', -15000),
     ('service', 'RECEIVABLE', 5181), ('service', 'SERVICE_FEES', -5181)]
    """
    receivable: dict[Fund, int] = {}
    income: dict[tuple[Fund, Account], int] = {}
    for (fund_name, item), fen in sums.items():
        fund = Fund(fund_name)
        account = income_account(fund=fund, item=item)
        receivable[fund] = receivable.get(fund, 0) + fen
        income[fund, account] = income.get((fund, account), 0) + fen
    lines = []
    for fund, fen in sorted(receivable.items()):
        lines.append(NewLine(fund, Account.RECEIVABLE, fen))
        lines += [NewLine(fund, account, -part) for (of, account), part in sorted(income.items()) if of is fund]
    return [line for line in lines if line.amount_fen]


def lines_of_give_back(*, home_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines of credit that goes back to its payer: out of the fund of credits, touching no other.

    >>> [(line.fund.value, line.account.name, line.amount_fen) for line in lines_of_give_back(home_id=7, amount_fen=81)]
    [('credits', 'PAYER_CREDIT', 81), ('credits', 'MONEY', -81)]
    """
    return [
        NewLine(Fund.CREDITS, Account.PAYER_CREDIT, amount_fen, home_id),
        NewLine(Fund.CREDITS, Account.MONEY, -amount_fen),
    ]


def lines_of_credit_note(*, fund: str, home_id: int, bill_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines of a credit note. What was paid already is released by an entry of its own, an allocation's
    mirror image.

    >>> for line in lines_of_credit_note(fund="service", home_id=7, bill_id=1, amount_fen=181):
    ...     print(line.fund, line.account.name, line.amount_fen)
    service WAIVED_AND_CREDITED 181
    service RECEIVABLE -181
    """
    lost = Account.COLLECTED if fund == Fund.DEPOSITS else Account.WAIVED_AND_CREDITED
    return [
        NewLine(Fund(fund), lost, amount_fen, home_id, bill_id),
        NewLine(Fund(fund), Account.RECEIVABLE, -amount_fen, home_id, bill_id),
    ]


def lines_of_write_off(*, fund: str, home_id: int, bill_id: int, amount_fen: int) -> list[NewLine]:
    """Return the lines that take a bill off the books as lost, on an account of its own, so that it stays to be seen.

    >>> for line in lines_of_write_off(fund="service", home_id=7, bill_id=1, amount_fen=5181):
    ...     print(line.fund, line.account.name, line.amount_fen)
    service WRITTEN_OFF 5181
    service RECEIVABLE -5181
    """
    return [
        NewLine(Fund(fund), Account.WRITTEN_OFF, amount_fen, home_id, bill_id),
        NewLine(Fund(fund), Account.RECEIVABLE, -amount_fen, home_id, bill_id),
    ]
