"""From bonds to tenures: who comes later learns nothing of those before, and owes nothing of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from laoyou.core.calendar import Period
from laoyou.core.tenures import Tenure

OWNER, TENANT = "owner", "tenant"


@dataclass(frozen=True, slots=True)
class HeldBond:
    """What binds a person to a home as owner, resident or tenant, half-open."""

    role: str
    starts_on: date
    ends_before: date | None


def begins_on(bond: HeldBond, others: Iterable[HeldBond]) -> date:
    """Return the first day of the home that is the bond's affair, given the bonds of other people to that home.

    Those in the records from the beginning answer from ever, whenever the records were made. Who comes after somebody
    else begins on their own day; where the home was nobody's in between, on the day on which the last before ended. For
    an owner only other owners are before them, not those who lived there.

    >>> seller = HeldBond("owner", date(2004, 3, 1), date(2022, 11, 15))
    >>> begins_on(seller, []), begins_on(HeldBond("owner", date(2022, 11, 20), None), [seller])
    (datetime.date(1, 1, 1), datetime.date(2022, 11, 15))
    >>> landlord = HeldBond("owner", date(2004, 3, 1), None)
    >>> begins_on(HeldBond("tenant", date(2022, 9, 1), None), [landlord])
    datetime.date(2022, 9, 1)
    """
    before = [
        min(other.ends_before or bond.starts_on, bond.starts_on)
        for other in others
        if other.starts_on < bond.starts_on and (bond.role != OWNER or other.role == OWNER)
    ]
    return max(before, default=date.min)


def tenure_of(own: Sequence[HeldBond], others: Sequence[HeldBond], *, day: date) -> Tenure:
    """Return what a person's own bonds to a home come to, those that have ended too, beside the bonds of others.

    Bonds that begin after the day don't count yet. At least one of the own ones has to run on the day.
    """
    begun = [bond for bond in own if bond.starts_on <= day]
    running = [bond for bond in begun if bond.ends_before is None or day < bond.ends_before]
    return Tenure(
        periods=joined(Period(begins_on(bond, others), bond.ends_before) for bond in begun),
        is_tenant=all(bond.role == TENANT for bond in running),
    )


def joined(periods: Iterable[Period]) -> tuple[Period, ...]:
    """Return the same days in as few periods as can be, the oldest first.

    >>> rented, owned = Period(date(2020, 1, 1), date(2022, 11, 15)), Period(date(2022, 11, 15), None)
    >>> joined([owned, Period(date(2021, 1, 1), None), rented]) == (Period(date(2020, 1, 1), None),)
    True
    """
    found: list[Period] = []
    for period in sorted(periods, key=lambda period: period.starts_on):
        last = found[-1] if found else None
        if last is None or (last.ends_before is not None and last.ends_before < period.starts_on):
            found.append(period)
        elif last.ends_before is not None:
            longest = None if period.ends_before is None else max(last.ends_before, period.ends_before)
            found[-1] = Period(last.starts_on, longest)
    return tuple(found)


def owners_of(day: date, bonds: Iterable[tuple[int, HeldBond]]) -> set[int]:
    """Return who owes what is billed for the day, by person: the owners of that day, nobody where none is known.

    >>> sold_on = date(2022, 11, 15)
    >>> bonds = [(1, HeldBond("owner", date(2004, 3, 1), sold_on)), (2, HeldBond("owner", sold_on, None))]
    >>> [owners_of(day, bonds) for day in (date(2001, 1, 1), date(2022, 11, 1), date(2022, 12, 1))]
    [{1}, {1}, {2}]
    """
    owners = [(person, bond) for person, bond in bonds if bond.role == OWNER]
    return {
        person
        for person, bond in owners
        if Period(begins_on(bond, [other for another, other in owners if another != person]), bond.ends_before).covers(
            day
        )
    }
