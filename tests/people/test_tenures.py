"""Who comes later sees and owes from their own day on; every day of a home is somebody's."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.calendar import Period
from laoyou.system.people.rules.tenures import HeldBond, begins_on, joined, owners_of, tenure_of

DAYS = st.dates(date(2022, 1, 1), date(2022, 12, 31))


@st.composite
def bonds(draw: st.DrawFn) -> HeldBond:
    starts_on = draw(DAYS)
    length = draw(st.none() | st.integers(1, 200))
    ends_before = None if length is None else starts_on + timedelta(days=length)
    return HeldBond(draw(st.sampled_from(["owner", "resident", "tenant"])), starts_on, ends_before)


people = st.lists(st.tuples(st.integers(1, 4), bonds()), min_size=1, max_size=6)


@given(known=people, day=DAYS)
def test_a_day_on_which_somebody_owned_the_home_is_theirs_and_nobody_elses(
    known: list[tuple[int, HeldBond]], day: date
) -> None:
    holding = {
        person
        for person, bond in known
        if bond.role == "owner" and Period(bond.starts_on, bond.ends_before).covers(day)
    }
    if holding:
        assert owners_of(day, known) == holding


@given(known=people, day=DAYS)
def test_a_day_before_the_last_owner_came_is_always_somebodys(known: list[tuple[int, HeldBond]], day: date) -> None:
    owners = [bond for _, bond in known if bond.role == "owner"]
    if owners and day <= max(bond.starts_on for bond in owners):
        assert owners_of(day, known)


@given(bond=bonds(), others=st.lists(bonds(), max_size=5))
def test_nobody_begins_after_their_own_day_nor_within_the_time_of_one_before(
    bond: HeldBond, others: list[HeldBond]
) -> None:
    first = begins_on(bond, others)
    assert first <= bond.starts_on
    for other in others:
        if other.starts_on < bond.starts_on and "owner" in (
            other.role,
            *([] if bond.role == "owner" else [other.role]),
        ):
            assert first >= min(other.ends_before or bond.starts_on, bond.starts_on)


@given(periods=st.lists(bonds().map(lambda bond: Period(bond.starts_on, bond.ends_before)), max_size=6), day=DAYS)
def test_joined_periods_are_the_same_days_apart_from_each_other(periods: list[Period], day: date) -> None:
    found = joined(periods)
    assert any(period.covers(day) for period in found) == any(period.covers(day) for period in periods)
    for before, after in pairwise(found):
        assert before.ends_before is not None
        assert before.ends_before < after.starts_on


def test_a_tenant_who_buys_the_home_keeps_what_they_saw_and_is_a_tenant_no_more() -> None:
    sold_on = date(2022, 11, 15)
    seller = HeldBond("owner", date(2004, 3, 1), sold_on)
    rented = HeldBond("tenant", date(2021, 3, 1), sold_on)
    bought = HeldBond("owner", sold_on, None)
    tenure = tenure_of([rented, bought], [seller], day=date(2022, 12, 1))
    assert tenure.periods == (Period(date(2021, 3, 1), None),)
    assert not tenure.is_tenant
    assert tenure_of([rented], [seller], day=date(2022, 6, 1)).is_tenant
