"""分期: what is overdue in parts, each with its day, to the fen; kept or missed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.core.sharing import share_by_weight

FEWEST, MOST = 2, 12
GRACE_DAYS = 3
"""So many days after its day a part may still come in: a bank transfer over a week-end misses nothing."""
FIRST_WITHIN_DAYS = 31


class PlanState(StrEnum):
    ASKED = "asked"
    RUNNING = "running"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    KEPT = "kept"
    MISSED = "missed"


TRANSITIONS: dict[PlanState, frozenset[PlanState]] = {
    PlanState.ASKED: frozenset({PlanState.RUNNING, PlanState.REFUSED, PlanState.WITHDRAWN}),
    PlanState.RUNNING: frozenset({PlanState.KEPT, PlanState.MISSED}),
    PlanState.REFUSED: frozenset(),
    PlanState.WITHDRAWN: frozenset(),
    PlanState.KEPT: frozenset(),
    PlanState.MISSED: frozenset(),
}


def may_move(before: PlanState, after: PlanState) -> bool:
    """Return whether there is such a step.

    >>> may_move(PlanState.ASKED, PlanState.RUNNING), may_move(PlanState.MISSED, PlanState.RUNNING)
    (True, False)
    """
    return after in TRANSITIONS[before]


@dataclass(frozen=True, slots=True)
class PlanPart:
    number: int
    due_on: date
    amount: Money


@dataclass(frozen=True, slots=True)
class PartStanding:
    """A part with what has come in for it: the earlier parts are filled first."""

    part: PlanPart
    paid: Money

    @property
    def open(self) -> Money:
        return self.part.amount - self.paid


def parts_of(*, whole: Money, number: int, first_on: date) -> tuple[PlanPart, ...]:
    """Return the parts of a sum: a month apart, as equal as fen allow, the odd fen first; together the whole.

    A day that a month lacks becomes its last.

    >>> [(part.due_on.isoformat(), str(part.amount)) for part in
    ...  parts_of(whole=Money(10000), number=3, first_on=date(2022, 12, 31))]
    [('2022-12-31', '33.34'), ('2023-01-31', '33.33'), ('2023-02-28', '33.33')]

    Raises: ValueError for fewer than two parts, more than twelve, or a sum that can't be shared so.
    """
    if not FEWEST <= number <= MOST or whole.fen < number:
        raise ValueError("a plan has two to twelve parts, of a fen at least")
    amounts = share_by_weight(whole, [1] * number)
    days = []
    month = Month.of(first_on)
    for _ in range(number):
        days.append(date(month.year, month.number, min(first_on.day, month.days)))
        month = month.next
    return tuple(
        PlanPart(place, day, amount) for place, (day, amount) in enumerate(zip(days, amounts, strict=True), start=1)
    )


def standings(parts: Sequence[PlanPart], paid: Money) -> tuple[PartStanding, ...]:
    """Return how each part stands when so much has come in on the plan's bills.

    >>> [str(each.open) for each in
    ...  standings(parts_of(whole=Money(9000), number=3, first_on=date(2022, 12, 5)), Money(3500))]
    ['0.00', '25.00', '30.00']
    """
    rest, found = paid.fen, []
    for part in parts:
        filled = max(min(rest, part.amount.fen), 0)
        rest -= filled
        found.append(PartStanding(part, Money(filled)))
    return tuple(found)


def state_on(parts: Sequence[PlanPart], paid: Money, day: date) -> PlanState:
    """Return what a running plan has come to on the day: kept once all is in, missed after a part and its grace.

    >>> parts = parts_of(whole=Money(9000), number=3, first_on=date(2022, 12, 5))
    >>> [state_on(parts, Money(paid), day).value for paid, day in
    ...  ((0, date(2022, 12, 8)), (0, date(2022, 12, 9)), (3000, date(2023, 1, 8)), (9000, date(2023, 1, 9)))]
    ['running', 'missed', 'running', 'kept']
    """
    found = standings(parts, paid)
    if all(not each.open for each in found):
        return PlanState.KEPT
    over = day - timedelta(days=GRACE_DAYS)
    return PlanState.MISSED if any(each.open and each.part.due_on < over for each in found) else PlanState.RUNNING
