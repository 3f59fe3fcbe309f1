"""How the tax in an amount is told apart, and what a company's items are taxed with.

The codes and rates are the company's own setting, confirmed with its tax office, never a constant here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from laoyou.core.money import Money, round_to_fen


class Taxpayer(StrEnum):
    GENERAL = "general"
    SMALL = "small"


MOST = {Taxpayer.GENERAL: Decimal("0.13"), Taxpayer.SMALL: Decimal("0.05")}
"""Above this a rate is a typing mistake."""

TAXED_FUNDS = frozenset({"service", "common_income"})
"""What is held for its owner or only passed on, deposits and money collected for others, is no sale: no invoice."""


class WrongTaxes(ValueError):
    """The setting can't be used."""


@dataclass(frozen=True, slots=True)
class TaxedItem:
    """What stands on an invoice for bills of a fund. `rate` is None where the item is exempt."""

    fund: str
    code: str
    rate: Decimal | None


@dataclass(frozen=True, slots=True)
class Split:
    amount: Money
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class TaxedLine:
    name: str
    item: TaxedItem
    split: Split


def read_items(text: str, taxpayer: Taxpayer) -> dict[str, TaxedItem]:
    """Return the items by fund: one in a line or before a semicolon, as fund, tax code of 19 digits, rate or “exempt”.

    Raises: WrongTaxes.

    >>> read_items("service 3040801010000000000 0.06; common_income 3040502020200000000 exempt", Taxpayer.GENERAL)
    ... # doctest: +NORMALIZE_WHITESPACE
    {'service': TaxedItem(fund='service', code='3040801010000000000', rate=Decimal('0.06')),
     'common_income': TaxedItem(fund='common_income', code='3040502020200000000', rate=None)}
    """
    items = {}
    for line in text.replace(";", "\n").splitlines():
        if not line.strip():
            continue
        words = line.split()
        if len(words) != 3 or words[0] not in TAXED_FUNDS or not words[1].isdecimal() or len(words[1]) != 19:
            raise WrongTaxes(f"“{line.strip()}” is no fund, tax code and rate")
        items[words[0]] = TaxedItem(words[0], words[1], _rate(words[2], taxpayer))
    if not items:
        raise WrongTaxes("no item is named")
    return items


def _rate(text: str, taxpayer: Taxpayer) -> Decimal | None:
    if text == "exempt":
        return None
    try:
        rate = Decimal(text)
    except InvalidOperation as error:
        raise WrongTaxes(f"“{text}” is no rate") from error
    if not (rate.is_finite() and 0 < rate <= MOST[taxpayer]):
        raise WrongTaxes(f"{text} is no rate of a {taxpayer.value} taxpayer")
    return rate


def split(amount: Money, rate: Decimal | None) -> Split:
    """Return what of an amount with tax in it is net, rounded once, and what is tax: the rest.

    >>> split(Money(27743), Decimal("0.06"))
    Split(amount=Money(27743), net=Money(26173), tax=Money(1570))
    >>> split(Money(27743), None).tax
    Money(0)
    """
    if rate is None:
        return Split(amount, amount, Money(0))
    net = round_to_fen(Decimal(amount.fen) / (1 + rate))
    return Split(amount, net, amount - net)


def lines_of(paid: Sequence[tuple[str, str, int]], items: Mapping[str, TaxedItem]) -> list[TaxedLine]:
    """Return the lines of an invoice for what was paid: (fund, name of the item, fen) of each bill.

    Equal items are one line, so that tax is rounded once for each. What has no tax code, and what is not above zero,
    is left out.

    >>> items = read_items("service 3040801010000000000 0.06", Taxpayer.GENERAL)
    >>> paid = [("service", "物业费", 1838), ("service", "物业费", 5181), ("deposits", "水费", 900)]
    >>> for line in lines_of(paid, items):
    ...     print(line.name, line.split.amount, line.split.net, line.split.tax)
    物业费 70.19 66.22 3.97
    """
    sums: dict[tuple[str, str], int] = {}
    for fund, name, fen in paid:
        if fund in items:
            sums[fund, name] = sums.get((fund, name), 0) + fen
    return [
        TaxedLine(name, items[fund], split(Money(fen), items[fund].rate))
        for (fund, name), fen in sums.items()
        if fen > 0
    ]
