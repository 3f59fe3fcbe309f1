"""The rules of arrears hold for any home, sum and day."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.calendar import city_instant
from laoyou.core.money import Money
from laoyou.system.billing.arrears.rules import moves
from laoyou.system.billing.arrears.rules.ageing import SPANS, aged, span_of
from laoyou.system.billing.arrears.rules.ladder import (
    LADDER,
    USUAL,
    Rest,
    Situation,
    Step,
    is_quiet,
    next_step,
    speaks_again,
)
from laoyou.system.billing.arrears.rules.penalty import PenaltyTerms, late_penalty
from laoyou.system.billing.arrears.rules.plans import (
    TRANSITIONS,
    PlanState,
    may_move,
    parts_of,
    standings,
    state_on,
)

DUE = date(2022, 8, 31)
DAYS = st.dates(date(2022, 1, 1), date(2024, 12, 31))
FEN = st.integers(0, 10_000_000)
SITUATIONS = st.builds(
    Situation,
    overdue_fen=FEN,
    oldest_due_on=st.none() | DAYS,
    highest=st.none() | st.sampled_from(LADDER),
    last_on=st.none() | DAYS,
    rests_until=st.none() | DAYS,
    has_telephone=st.booleans(),
    is_gentle=st.booleans(),
    is_disputed=st.booleans(),
    is_hardship=st.booleans(),
)


def test_the_spans_follow_each_other_without_a_gap() -> None:
    assert SPANS[0].first == 0
    assert all(after.first == (before.last or 0) + 1 for before, after in pairwise(SPANS))
    assert SPANS[-1].last is None


@given(st.lists(st.tuples(st.integers(-400, 4000), FEN)))
def test_every_overdue_fen_is_in_exactly_one_span(bills: list[tuple[int, int]]) -> None:
    assert sum(aged(bills)) == sum(fen for days, fen in bills if span_of(days))
    assert aged(bills) == aged(reversed(bills))


@given(SITUATIONS, DAYS)
def test_who_may_not_be_pressed_is_never_due(home: Situation, day: date) -> None:
    found = next_step(USUAL, home, day)
    if home.is_disputed or home.is_hardship or not home.overdue_fen or (home.rests_until and day <= home.rests_until):
        assert isinstance(found, Rest)
    if home.is_gentle:
        assert isinstance(found, Rest) or found is Step.VISIT
    if not home.has_telephone:
        assert found not in (Step.MESSAGE, Step.CALL)


@given(SITUATIONS, DAYS)
def test_nobody_gets_two_steps_in_a_week_or_the_same_step_twice(home: Situation, day: date) -> None:
    found = next_step(USUAL, home, day)
    if isinstance(found, Step):
        assert home.last_on is None or day - home.last_on >= timedelta(days=7)
        assert home.highest is None or LADDER.index(found) > LADDER.index(home.highest)
        assert home.oldest_due_on is not None
        assert (day - home.oldest_due_on).days >= USUAL.after_days[found]


def test_climbs_from_message_to_visit_and_no_further() -> None:
    home, climbed, day = Situation(overdue_fen=5181, oldest_due_on=DUE), [], DUE
    while day < DUE + timedelta(days=400):
        day += timedelta(days=1)
        found = next_step(USUAL, home, day)
        if isinstance(found, Step):
            climbed.append((found.value, (day - DUE).days))
            home = Situation(overdue_fen=5181, oldest_due_on=DUE, highest=found, last_on=day)
    assert climbed == [("message", 5), ("call", 20), ("letter", 45), ("visit", 75)]
    assert next_step(USUAL, home, day) is Rest.TOP_OF_THE_LADDER


def test_an_old_debt_begins_with_a_message_too() -> None:
    assert next_step(USUAL, Situation(overdue_fen=5181, oldest_due_on=DUE), DUE + timedelta(days=700)) is Step.MESSAGE


@pytest.mark.parametrize("fen", [0, -1])
def test_who_paid_is_out_at_once(fen: int) -> None:
    paid = Situation(overdue_fen=fen, oldest_due_on=DUE, highest=Step.CALL, last_on=DUE)
    assert next_step(USUAL, paid, DUE + timedelta(days=90)) is Rest.NOTHING_OVERDUE


@given(st.datetimes(datetime(2022, 1, 1), datetime(2023, 1, 1), timezones=st.just(UTC)))
def test_the_rest_ends_at_an_hour_that_is_not_quiet(at: datetime) -> None:
    if is_quiet(USUAL, at):
        again = city_instant(at.date(), speaks_again(USUAL, at))
        assert not is_quiet(USUAL, again)


def test_it_is_quiet_at_night_and_at_noon() -> None:
    hours = [hour for hour in range(24) if is_quiet(USUAL, city_instant(DUE, time(hour)))]
    assert hours == [0, 1, 2, 3, 4, 5, 6, 7, 12, 13, 14, 21, 22, 23]


@given(FEN, st.decimals(0, 1, places=5), DAYS, DAYS)
def test_a_penalty_is_never_below_zero_nor_above_the_principal(
    fen: int, rate: Decimal, due_on: date, paid_on: date
) -> None:
    found = late_penalty(
        principal=Money(fen), due_on=due_on, paid_on=paid_on, terms=PenaltyTerms(may_carry=True, rate_per_day=rate)
    )
    assert 0 <= found.fen <= fen
    if paid_on <= due_on:
        assert not found


@given(FEN, st.decimals(0, 1, places=5), DAYS, DAYS)
def test_no_penalty_where_the_mandate_may_not_carry_one(fen: int, rate: Decimal, due_on: date, paid_on: date) -> None:
    terms = PenaltyTerms(may_carry=False, rate_per_day=rate)
    assert not late_penalty(principal=Money(fen), due_on=due_on, paid_on=paid_on, terms=terms)


@given(FEN, st.decimals(0, 1, places=5), st.integers(0, 3000), st.integers(0, 3000))
def test_a_later_payment_never_costs_less(fen: int, rate: Decimal, sooner: int, later: int) -> None:
    terms = PenaltyTerms(may_carry=True, rate_per_day=rate)
    days = sorted((sooner, later))
    first, second = (
        late_penalty(principal=Money(fen), due_on=DUE, paid_on=DUE + timedelta(days=each), terms=terms) for each in days
    )
    assert first <= second


@given(st.integers(12, 10_000_000), st.integers(2, 12), DAYS)
def test_the_parts_of_a_plan_sum_to_the_whole_and_follow_each_other(fen: int, number: int, first_on: date) -> None:
    parts = parts_of(whole=Money(fen), number=number, first_on=first_on)
    assert Money.total(part.amount for part in parts) == Money(fen)
    assert len({(part.due_on.year, part.due_on.month) for part in parts}) == number
    assert [part.due_on for part in parts] == sorted(part.due_on for part in parts)
    assert max(part.amount.fen for part in parts) - min(part.amount.fen for part in parts) <= 1


@given(st.integers(12, 100_000), st.integers(2, 12), st.integers(0, 100_000), DAYS)
def test_what_came_in_fills_the_parts_from_the_first(fen: int, number: int, paid: int, day: date) -> None:
    parts = parts_of(whole=Money(fen), number=number, first_on=date(2022, 12, 5))
    found = standings(parts, Money(paid))
    assert sum(each.paid.fen for each in found) == min(paid, fen)
    states = [state_on(parts, Money(sum_in), day) for sum_in in (paid, fen)]
    assert states[1] is PlanState.KEPT
    assert paid < fen or states[0] is PlanState.KEPT


def test_a_plan_that_is_over_stays_over() -> None:
    over = {state for state, further in TRANSITIONS.items() if not further}
    assert over == {PlanState.REFUSED, PlanState.WITHDRAWN, PlanState.KEPT, PlanState.MISSED}
    assert not may_move(PlanState.ASKED, PlanState.KEPT)


def test_every_state_machine_names_every_state() -> None:
    assert set(TRANSITIONS) == set(PlanState)
    assert set(moves.BATCH_TRANSITIONS) == set(moves.BatchState)
    assert set(moves.WRITE_OFF_TRANSITIONS) == set(moves.WriteOffState)


@pytest.mark.parametrize(("fen", "number"), [(100, 1), (100, 13), (3, 4)])
def test_refuses_a_plan_that_can_not_be_shared_so(fen: int, number: int) -> None:
    with pytest.raises(ValueError, match="two to twelve"):
        parts_of(whole=Money(fen), number=number, first_on=DUE)
