"""The four collection rates as people read them: each with its name, its own division in numbers, and what it means."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from laoyou.core.calendar import Month
from laoyou.platforms.formats import money
from laoyou.system.billing import queries as billing
from laoyou.system.billing.rules.rates import Rate, Rates
from laoyou.system.ledger.queries import Published

Words = str | Promise
NAMES: dict[str, Words] = {
    "current": gettext_lazy("Current collection rate"),
    "recovery": gettext_lazy("Arrears recovery rate"),
    "combined": gettext_lazy("Combined collection rate"),
    "households": gettext_lazy("Collection rate by households"),
}
MEANINGS: dict[str, Words] = {
    "current": gettext_lazy(
        "Of what the bills issued this month ask for, how much had been paid by the end of the month. Money for bills"
        " issued earlier, or paid in advance, does not count."
    ),
    "recovery": gettext_lazy("Of what was still owed on earlier bills when the month began, how much was paid in it."),
    "combined": gettext_lazy("This month's bills and the old arrears taken together."),
    "households": gettext_lazy("Of the homes that got a bill this month, how many owed nothing at its end."),
}


@dataclass(frozen=True, slots=True)
class ShownRate:
    """One rate. `value` is None when there is nothing to divide by, which is no figure and not 100 %."""

    key: str
    name: Words
    meaning: Words
    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Rate(self.numerator, self.denominator).value

    @property
    def division(self) -> str:
        """Return the division in numbers, as a sentence."""
        if self.key == "households":
            numbers = {"part": self.numerator, "whole": self.denominator}
            return gettext("Homes that owe nothing %(part)s ÷ homes billed %(whole)s") % numbers
        amounts = {"part": money(self.numerator), "whole": money(self.denominator)}
        if self.key == "current":
            return gettext("Received for this month %(part)s ÷ due %(whole)s") % amounts
        if self.key == "recovery":
            return gettext("Paid for earlier months %(part)s ÷ old arrears %(whole)s") % amounts
        return gettext("Both received %(part)s ÷ due and old arrears %(whole)s") % amounts


def current_by_month(estate_id: int, published: Iterable[Published]) -> dict[Month, ShownRate]:
    """Return the current rate of each month, oldest first: as it was published, else as it is kept."""
    known = {month: of_rates(kept)[0] for month, kept in billing.rates_series(estate_id)}
    known |= {month.month: of_numbers(month.rates)[0] for month in published}
    return dict(sorted(known.items()))


def of_rates(rates: Rates) -> list[ShownRate]:
    """Return the rates as they stand now."""
    return of_numbers(in_numbers(rates))


def is_billed_later(estate_id: int, month: Month, shown: list[ShownRate]) -> bool:
    """Return whether a month has no current rate because its bills were issued after it."""
    return not shown[0].denominator and billing.rates(estate_id, month).figures.billed_later_fen > 0


def in_numbers(rates: Rates) -> dict[str, dict[str, int]]:
    """Return the rates as plain numbers, as a publication keeps them."""
    every: dict[str, Rate] = {key: getattr(rates, key) for key in NAMES}
    return {key: {"numerator": rate.numerator, "denominator": rate.denominator} for key, rate in every.items()}


def of_numbers(numbers: Mapping[str, Any]) -> list[ShownRate]:
    """Return the rates out of the numbers that a publication kept; what it has not is no figure."""
    shown = []
    for key, name in NAMES.items():
        known = numbers.get(key) or {"numerator": 0, "denominator": 0}
        shown.append(ShownRate(key, name, MEANINGS[key], known["numerator"], known["denominator"]))
    return shown
