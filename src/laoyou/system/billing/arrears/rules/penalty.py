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

    @property
    def rate(self) -> Decimal:
        return self.rate_per_day if self.may_carry else Decimal(0)


def late_penalty(*, principal: Money, due_on: date, paid_on: date, terms: PenaltyTerms) -> Money:
    """Return the penalty on what was open from the day after due to the day of payment, both counted.

    Simple interest, at most the principal, rounded once.

    >>> contract = PenaltyTerms(may_carry=True, rate_per_day=Decimal("0.0005"))
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 12, 30), terms=contract))
    '1.55'
    >>> str(late_penalty(principal=Money(5181), due_on=date(2000, 1, 1), paid_on=date(2022, 12, 30), terms=contract))
    '51.81'
    >>> mandate_of_a_street_office = PenaltyTerms(may_carry=False, rate_per_day=Decimal("0.0005"))
    >>> str(late_penalty(principal=Money(5181), due_on=date(2022, 10, 31), paid_on=date(2022, 12, 30),
    ...                  terms=mandate_of_a_street_office))
    '0.00'
    """
    days = (paid_on - due_on).days
    if days <= 0 or principal.fen <= 0 or terms.rate <= 0:
        return Money(0)
    return min(round_to_fen(Decimal(principal.fen) * terms.rate * days), principal)
