"""Properties of the matching: nothing is lost between the columns, and nothing is guessed."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from laoyou.system.payments.reconciliation.rules.bills import BilledLine, Kind, sums_of
from laoyou.system.payments.reconciliation.rules.matching import Difference, OurLine, compare
from laoyou.system.payments.reconciliation.rules.payouts import OpenDay, OpenLine, match_payouts

DAY = date(2022, 11, 30)
NOON = datetime(2022, 11, 30, 4, tzinfo=UTC)
AMOUNTS = st.integers(1, 10**7)
SIDES = st.dictionaries(
    st.tuples(st.sampled_from(Kind), st.text("ABC", min_size=1, max_size=3)),
    st.tuples(st.none() | AMOUNTS, st.none() | AMOUNTS),
    max_size=20,
)


def ours(kind: Kind, name: str, fen: int) -> OurLine:
    return OurLine(kind, name, name if kind is Kind.REFUND else "", "E1", 1, fen, DAY)


def theirs(kind: Kind, name: str, fen: int) -> BilledLine:
    return BilledLine(kind, name, name if kind is Kind.REFUND else "", "E1", fen, 0, NOON)


@given(SIDES)
def test_what_is_found_bridges_the_two_sums_exactly(sides: dict) -> None:
    left = [ours(*key, mine) for key, (mine, _) in sides.items() if mine]
    right = [theirs(*key, other) for key, (_, other) in sides.items() if other]
    found = compare(day=DAY, ours=left, theirs=right, elsewhere={})
    sums = sums_of(right)
    assert sum(line.signed_fen for line in left) + sum(each.books_fen for each in found) == (
        sums.billed_fen - sums.refunded_fen
    )


@given(SIDES)
def test_only_what_differs_is_found_and_in_any_order_the_same(sides: dict) -> None:
    left = [ours(*key, mine) for key, (mine, _) in sides.items() if mine]
    right = [theirs(*key, other) for key, (_, other) in sides.items() if other]
    found = compare(day=DAY, ours=left, theirs=right, elsewhere={})
    assert len(found) == sum(mine != other for mine, other in sides.values())
    assert found == compare(day=DAY, ours=left[::-1], theirs=right[::-1], elsewhere={})


@given(st.lists(AMOUNTS, min_size=1, max_size=10))
def test_equal_sides_differ_in_nothing(amounts: list[int]) -> None:
    names = [(Kind.PAYMENT, f"T{place}", fen) for place, fen in enumerate(amounts)]
    assert compare(day=DAY, ours=[ours(*n) for n in names], theirs=[theirs(*n) for n in names], elsewhere={}) == []


@given(SIDES, st.dates(date(2022, 11, 1), date(2022, 12, 30)))
def test_a_line_known_on_another_day_is_told_as_such(sides: dict, other_day: date) -> None:
    left = [ours(*key, mine) for key, (mine, _) in sides.items() if mine]
    elsewhere = {line.key: other_day for line in left}
    found = compare(day=DAY, ours=left, theirs=[], elsewhere=elsewhere)
    expected = Difference.ONLY_OURS if other_day == DAY else Difference.OTHER_DAY
    assert {each.what for each in found} <= {expected}


@given(
    st.lists(st.integers(-5000, 20000), min_size=1, max_size=12),
    st.lists(st.integers(1, 6), min_size=1, max_size=6),
    st.lists(st.integers(1, 60000), max_size=4),
)
def test_each_matched_line_is_used_up_exactly_and_each_day_once(
    rests: list[int], groups: list[int], strangers: list[int]
) -> None:
    days = [OpenDay(DAY + timedelta(days=place), fen) for place, fen in enumerate(rests)]
    lines, start = [], 0
    for number, size in enumerate(groups):
        run = days[start : start + size]
        if run and sum(day.rest_fen for day in run):
            lines.append(OpenLine(number, run[-1].day + timedelta(days=1), sum(day.rest_fen for day in run)))
        start += size
    lines += [OpenLine(100 + n, DAY + timedelta(days=9), fen) for n, fen in enumerate(strangers)]
    parts = match_payouts(days, lines)
    amounts = {line.id: line.rest_fen for line in lines}
    for line_id in {part.line_id for part in parts}:
        assert sum(part.amount_fen for part in parts if part.line_id == line_id) == amounts[line_id]
    paid = [part.day for part in parts]
    assert len(paid) == len(set(paid))
    rest = {day.day: day.rest_fen for day in days}
    assert all(part.amount_fen == rest[part.day] for part in parts)


@given(st.lists(st.integers(1, 20000), min_size=1, max_size=10))
def test_a_pay_out_a_day_is_found_for_every_day(rests: list[int]) -> None:
    days = [OpenDay(DAY + timedelta(days=place), fen) for place, fen in enumerate(rests)]
    lines = [OpenLine(place, day.day + timedelta(days=1), day.rest_fen) for place, day in enumerate(days)]
    assert sorted((part.line_id, part.day) for part in match_payouts(days, lines)) == [
        (place, day.day) for place, day in enumerate(days)
    ]
