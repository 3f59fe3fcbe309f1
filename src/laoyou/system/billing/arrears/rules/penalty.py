"""违约金: simple interest where a contract states it, and nothing anywhere else. Law: CIVIL-939."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.money import Money, round_to_fen


@dataclass(frozen=True, slots=True)
class PenaltyTerms:
    """What the mandate in force allows: its kind may carry a penalty, and its contract states a rate for a day."""

    may_carry: bool
    rate_per_day: Decimal
    free_days: int = 0
    cap_percent: int = 100

    @property
    def rate(self) -> Decimal:
        return self.rate_per_day if self.may_carry else Decimal(0)


def late_penalty(*, principal: Money, due_on: date, paid_on: date, terms: PenaltyTerms) -> Money:
    """Return the penalty on what was open from the day after due to the day of payment, both counted.

    Simple interest, at most the agreed percent of the principal, rounded once; days that the contract leaves free are
    not counted, and a penalty bears none itself.

    >>> contract = PenaltyTerms(may_carry=True, rate_per_day=Decimal("0.0005"))
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 12, 30), terms=contract))
    '1.55'
    >>> str(late_penalty(principal=Money(5181), due_on=date(2000, 1, 1), paid_on=date(2022, 12, 30), terms=contract))
    '51.81'
    >>> milder = PenaltyTerms(may_carry=True, rate_per_day=Decimal("0.0005"), free_days=15, cap_percent=2)
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 11, 15), terms=milder))
    '0.00'
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 12, 30), terms=milder))
    '1.04'
    >>> mandate_of_a_street_office = PenaltyTerms(may_carry=False, rate_per_day=Decimal("0.0005"))
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 12, 30),
    ...                  terms=mandate_of_a_street_office))
    '0.00'
    """
    days = (paid_on - due_on).days - terms.free_days
    if days <= 0 or principal.fen <= 0 or terms.rate <= 0:
        return Money(0)
    most = Decimal(principal.fen) * terms.cap_percent / 100
    return round_to_fen(min(Decimal(principal.fen) * terms.rate * days, most))
