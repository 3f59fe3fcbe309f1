"""What a year comes to for owners and company: the same entries settled under three modes of paying the company.

Lump sum (包干制): the fees are the company's, it bears profit and loss. Fee-plus (酬金制): the money is the owners',
the company draws its stated fee and no more. Trust (信托制): the money is the owners', the company keeps it as a
trustee and is paid what the trust's terms say. Income of common parts is the owners' under every mode (CIVIL-282).
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.core.money import Money, round_to_fen

NOTHING = Money(0)


class Mode(StrEnum):
    LUMP_SUM = "lump_sum"
    FEE_PLUS = "fee_plus"
    TRUST = "trust"


MODE_NAMES = {
    Mode.LUMP_SUM: mark("Lump sum: the company bears profit and loss"),
    Mode.FEE_PLUS: mark("Fee-plus: the owners' money, of which the company draws its stated fee"),
    Mode.TRUST: mark("Trust: the money is the owners', the company is their trustee"),
}


@dataclass(frozen=True, slots=True)
class YearOfFund:
    """A fund's year on cash basis. `drawn` is what of the expense was paid to the company itself as its fee."""

    opening: Money
    income: Money
    expense: Money
    drawn: Money = NOTHING

    @property
    def closing(self) -> Money:
        return self.opening + self.income - self.expense


@dataclass(frozen=True, slots=True)
class Terms:
    """What the contract says of the company's pay: a percentage of the fees received, a sum for the year, or both.

    `percent` in hundredths of a percent. Nothing under a lump sum: there the rest itself is the company's.
    """

    percent: int = 0
    amount: Money = NOTHING

    def fee_of(self, received: Money) -> Money:
        """Return the company's fee for the year, rounded half up, once.

        >>> str(Terms(percent=1_000).fee_of(Money(50_000_000))), str(Terms(amount=Money(4_000_000)).fee_of(Money(0)))
        ('50,000.00', '40,000.00')
        """
        of_received = round_to_fen(Decimal(max(received.fen, 0) * self.percent) / 10_000)
        return of_received + self.amount


@dataclass(frozen=True, slots=True)
class Settlement:
    """Whose the service fund's year is. Everything in it sums: fee + companys + owners = income − cost.

    `cost` is the expense without what the company drew for itself. `still_to_draw` is the fee less what was drawn,
    below zero when too much was. `carried_on` is what belongs to the owners in the service fund after it.
    """

    mode: Mode
    income: Money
    cost: Money
    fee: Money
    companys_result: Money
    owners_result: Money
    still_to_draw: Money
    carried_on: Money
    common_income: Money

    @property
    def result(self) -> Money:
        return self.income - self.cost


def settle(mode: Mode, service: YearOfFund, common: YearOfFund, terms: Terms, owners_before: Money) -> Settlement:
    """Return the settlement of a year. `owners_before` is what of the service fund was the owners' when it began.

    Fees received 500,000.00, cost 430,000.00, a fee of 10 %, nothing brought forward, 25,200.00 of common income left:

    >>> year, common = YearOfFund(Money(0), Money(50_000_000), Money(43_000_000)), YearOfFund(
    ...     Money(0), Money(4_320_000), Money(1_800_000))
    >>> ten_percent = Terms(percent=1_000)
    >>> def told(mode, terms=ten_percent):
    ...     known = settle(mode, year, common, terms, Money(0))
    ...     return [str(part) for part in (known.fee, known.companys_result, known.owners_result, known.common_income)]
    >>> told(Mode.LUMP_SUM)   # 70,000.00 is the company's; a loss would be, too
    ['0.00', '70,000.00', '0.00', '25,200.00']
    >>> told(Mode.FEE_PLUS)   # 50,000.00 of it is the fee, 20,000.00 stays the owners'
    ['50,000.00', '0.00', '20,000.00', '25,200.00']
    >>> told(Mode.TRUST, Terms(amount=Money(4_000_000)))   # 40,000.00 by the trust's terms, however much was received
    ['40,000.00', '0.00', '30,000.00', '25,200.00']
    """
    cost = service.expense - service.drawn
    result = service.income - cost
    if mode is Mode.LUMP_SUM:
        fee, companys, owners = Money(0), result, Money(0)
    else:
        fee = terms.amount if mode is Mode.TRUST else terms.fee_of(service.income)
        companys, owners = Money(0), result - fee
    return Settlement(
        mode=mode,
        income=service.income,
        cost=cost,
        fee=fee,
        companys_result=companys,
        owners_result=owners,
        still_to_draw=(companys if mode is Mode.LUMP_SUM else fee) - service.drawn,
        carried_on=owners_before + owners,
        common_income=common.closing,
    )
