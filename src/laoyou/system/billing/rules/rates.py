"""The four collection rates. They are different figures, and every one says which it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Rate:
    """An exact fraction of fen or of homes; nothing over nothing is no figure, never 100 %.

    >>> Rate(0, 0).value is None
    True
    """

    numerator: int
    denominator: int

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.numerator, self.denominator) if self.denominator > 0 else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What the rates of a month are made of, as the books stood at the end of the day `until`. Amounts in fen.

    `due`: bills issued in the month, net of waivers and credit notes. `collected`: receipts allocated to those bills.
    `opening_arrears`: what was open, when the month began, on bills issued before. `recovered`: receipts allocated to
    those during the window. `homes_clear`: of the homes billed, those that owe nothing on any bill issued so far.

    A bill counts in the month of its issue, since nobody can pay it before: `of_earlier` is the part of `due` that is
    for earlier months, and `billed_later` what was billed for this month only after it, and counts there.
    """

    until: date
    homes_billed: int
    homes_clear: int
    due_fen: int
    collected_fen: int
    opening_arrears_fen: int
    recovered_fen: int
    of_earlier_fen: int = 0
    billed_later_fen: int = 0


@dataclass(frozen=True, slots=True)
class Rates:
    figures: Figures
    current: Rate
    recovery: Rate
    combined: Rate
    households: Rate


def collection_rates(figures: Figures) -> Rates:
    """Return the four rates of a month.

    Due 620,000, collected 434,000, opening arrears 900,000, recovered 63,000. The 18,000 prepaid for later are in no
    bill of the month, so they count nowhere; "all cash over due", 83.06 %, is no rate at all.

    >>> rates = collection_rates(Figures(date(2022, 12, 31), 1000, 640, 62000000, 43400000, 90000000, 6300000))
    >>> [f"{float(rate.value):.2%}" for rate in (rates.current, rates.recovery, rates.combined, rates.households)]
    ['70.00%', '7.00%', '32.70%', '64.00%']
    """
    return Rates(
        figures=figures,
        current=Rate(figures.collected_fen, figures.due_fen),
        recovery=Rate(figures.recovered_fen, figures.opening_arrears_fen),
        combined=Rate(figures.collected_fen + figures.recovered_fen, figures.due_fen + figures.opening_arrears_fen),
        households=Rate(figures.homes_clear, figures.homes_billed),
    )
