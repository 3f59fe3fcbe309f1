"""违约金: simple interest where a contract states it, and nothing anywhere else. Law: CIVIL-939."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.core.money import Money, round_to_fen

AT_MOST = " ≤ "
"""Stands before what a penalty comes to at most, where that held; the words are the reader's."""


@dataclass(frozen=True, slots=True)
class PaidPart:
    """What came in on a bill on a day; below zero where it was released or taken back."""

    fen: int
    paid_on: date


@dataclass(frozen=True, slots=True)
class Penalty:
    """`full` is before a waiver, `due` after it; each rounded once, from the exact value."""

    full: Money
    due: Money


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


def penalty_of_parts(
    *, parts: Sequence[PaidPart], due_on: date, told_on: date, terms: PenaltyTerms, waived_percent: int = 0
) -> Penalty:
    """Return what a bill that has been settled bears for what came in on it after the day of the letter.

    Each part bears for its own days since the bill was due, but the free ones; the sum is held by the cap, which is of
    what was paid in all, and is rounded once. What came in by the day of the letter bears nothing. A part below zero
    takes off again what it had borne, so nobody pays for days on which the money was here.

    >>> contract = PenaltyTerms(may_carry=True, rate_per_day=Decimal("0.0005"))
    >>> parts = [PaidPart(3000, date(2022, 12, 30)), PaidPart(2181, date(2023, 1, 14))]
    >>> facts = dict(due_on=date(2022, 10, 31), told_on=date(2022, 12, 15), terms=contract)
    >>> str(penalty_of_parts(parts=parts, **facts).due)
    '1.72'
    >>> str(penalty_of_parts(parts=parts, waived_percent=50, **facts).due)
    '0.86'
    >>> on_the_letters_day = [PaidPart(3000, date(2022, 12, 15)), PaidPart(2181, date(2023, 1, 14))]
    >>> str(penalty_of_parts(parts=on_the_letters_day, **facts).due)
    '0.82'
    """
    late = sum(
        part.fen * max((part.paid_on - due_on).days - terms.free_days, 0) for part in parts if part.paid_on > told_on
    )
    most = Decimal(max(sum(part.fen for part in parts), 0)) * terms.cap_percent / 100
    exact = min(max(Decimal(late), Decimal(0)) * terms.rate, most)
    return Penalty(round_to_fen(exact), round_to_fen(exact * (100 - waived_percent) / 100))
