"""违约金: what a contract says that a late payment costs. Without a clause it costs nothing. Law: CIVIL-939."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from laoyou.system.mandates.rules.basis import ContractBasis, may_carry_late_penalty

HIGHEST_RATE = Decimal("0.003")
"""0.3 % a day: still printed in old contracts, and more than a court is likely to leave (Civil Code 585)."""
MOST_FREE_DAYS = 365
MOST_CAP_PERCENT = 100


@dataclass(frozen=True, slots=True)
class PenaltyClause:
    """So much a day of what is open, after so many free days past due, up to so many percent of what is open."""

    rate_per_day: Decimal = Decimal(0)
    free_days: int = 0
    cap_percent: int = MOST_CAP_PERCENT

    @property
    def is_agreed(self) -> bool:
        return self.rate_per_day > 0

    @property
    def percent_per_day(self) -> str:
        """Return the rate as people read it.

        >>> PenaltyClause(Decimal("0.000500")).percent_per_day
        '0.05'
        """
        return f"{(self.rate_per_day * 100).normalize():f}"

    @property
    def is_possible(self) -> bool:
        """Return whether a contract may say so at all.

        >>> PenaltyClause(Decimal("0.0005"), 15, 100).is_possible, PenaltyClause(Decimal("0.01")).is_possible
        (True, False)
        """
        return (
            0 <= self.rate_per_day <= HIGHEST_RATE
            and 0 <= self.free_days <= MOST_FREE_DAYS
            and 0 < self.cap_percent <= MOST_CAP_PERCENT
        )


NO_PENALTY = PenaltyClause()


def may_agree(clause: PenaltyClause, basis: ContractBasis) -> bool:
    """Return whether a mandate of this kind may carry the clause: only one that binds all owners carries a penalty.

    >>> half_a_thousandth = PenaltyClause(Decimal("0.0005"))
    >>> may_agree(half_a_thousandth, ContractBasis.OWNERS_COMMITTEE), may_agree(NO_PENALTY, ContractBasis.STREET_OFFICE)
    (True, True)
    >>> may_agree(half_a_thousandth, ContractBasis.STREET_OFFICE)
    False
    """
    return not clause.is_agreed or may_carry_late_penalty(basis)
