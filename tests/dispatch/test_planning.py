"""Every plan keeps every rule, whatever the day holds; and it is worth its seconds."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.system.dispatch.rules.by_hand import plan_by_hand
from laoyou.system.dispatch.rules.checking import Rule, Violation, violations
from laoyou.system.dispatch.rules.day import Day, Plan, Stop
from laoyou.system.dispatch.rules.draft import begun
from laoyou.system.dispatch.rules.prices import cost_of
from laoyou.system.dispatch.rules.reasons import Reason, reason_for
from laoyou.system.dispatch.rules.starting import breaks_nothing, started
from laoyou.system.dispatch.solver.planning import plan_day
from tests.dispatch.days import crew, day, job, random_day


def names(of_day: Day, plan: Plan) -> list[list[str]]:
    return [[of_day.jobs[stop.job].id for stop in stops] for stops in plan.routes]


def starts(of_day: Day, plan: Plan) -> dict[str, int]:
    return {of_day.jobs[stop.job].id: stop.start for stops in plan.routes for stop in stops}


def already_wrong(of_day: Day) -> set[Violation]:
    """What locked jobs break by themselves: people decided it, and no plan can mend it."""
    return {found for found in violations(of_day, begun(of_day).plan()) if found.rule is not Rule.LOST}


def test_a_plan_that_breaks_a_rule_is_not_handed_out() -> None:
    draft = started(day([crew("c1", **{"break": ["12:00", "13:30"]})], [job("j1"), job("j2")]))
    assert breaks_nothing(draft)
    draft.pinned[0] = 715
    draft.put(0, draft.orders[0])
    assert not breaks_nothing(draft)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000), st.integers(1, 6), st.integers(0, 30))
def test_a_plan_breaks_nothing_that_locked_jobs_did_not_break_by_themselves(seed: int, crews: int, jobs: int) -> None:
    of_day = random_day(seed, crews=crews, jobs=jobs)
    plan = plan_day(of_day, seconds=0.1, seed=seed).plan()
    assert set(violations(of_day, plan)) <= already_wrong(of_day)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10_000))
def test_the_model_of_a_hand_dispatcher_keeps_the_rules_too(seed: int) -> None:
    of_day = random_day(seed, crews=4, jobs=25)
    assert set(violations(of_day, plan_by_hand(of_day).plan())) <= already_wrong(of_day)


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_the_price_of_a_draft_is_the_price_of_its_plan(seed: int) -> None:
    of_day = random_day(seed, crews=4, jobs=25, locked=0)
    draft = started(of_day)
    assert draft.total() == cost_of(of_day, draft.plan()).total


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_second_costs_less_than_half_of_what_the_hand_dispatcher_does(seed: int) -> None:
    of_day = random_day(seed, crews=8, jobs=70, tied=0, locked=0)
    by_hand = cost_of(of_day, plan_by_hand(of_day).plan())
    assert cost_of(of_day, plan_day(of_day, seconds=1, seed=1).plan()).total < 0.6 * by_hand.total


def test_a_job_for_two_crews_begins_for_both_at_once() -> None:
    of_day = day([crew("c1"), crew("c2"), crew("c3", "electric")], [job("big", people=2), job("small")])
    plan = plan_day(of_day, seconds=0.1, seed=1).plan()
    routes = names(of_day, plan)
    assert ["big" in route for route in routes] == [True, True, False]
    assert violations(of_day, plan) == []


def test_a_job_waits_for_the_end_of_the_one_before_it() -> None:
    of_day = day([crew("c1"), crew("c2", "electric")], [job("wire", skill="electric", after="pipe"), job("pipe")])
    begins = starts(of_day, plan_day(of_day, seconds=0.1, seed=1).plan())
    assert begins["wire"] >= begins["pipe"] + 40


def test_a_locked_job_stays_where_and_when_people_put_it() -> None:
    jobs = [job("j1", locked={"crew": "c2", "start": "09:10"}), *(job(f"more{number}") for number in range(6))]
    of_day = day([crew("c1"), crew("c2", start=[22.85, 108.40])], jobs)
    plan = plan_day(of_day, seconds=0.2, seed=1).plan()
    assert "j1" in names(of_day, plan)[1]
    assert starts(of_day, plan)["j1"] == 550
    assert violations(of_day, plan) == []


def test_nobody_works_or_travels_in_the_break() -> None:
    jobs = [job(f"j{number}", minutes=50) for number in range(9)]
    of_day = day([crew("c1", **{"break": ["12:00", "13:30"]})], jobs)
    plan = plan_day(of_day, seconds=0.2, seed=1).plan()
    assert len(plan.routes[0]) == 9
    assert all(stop.end <= 720 or stop.start >= 810 for stop in plan.routes[0])
    assert violations(of_day, plan) == []


def test_a_late_job_is_done_late_rather_than_not_at_all() -> None:
    of_day = day([crew("c1")], [job("j1", due="08:05")])
    plan = plan_day(of_day, seconds=0.1, seed=1).plan()
    assert plan.unassigned == ()
    assert cost_of(of_day, plan).late == starts(of_day, plan)["j1"] - 485


@pytest.mark.parametrize(
    ("of_day", "reason"),
    [
        (day([crew("c1", "electric")], [job("j1")]), Reason.NO_SKILL),
        (day([crew("c1")], [job("j1", people=2)]), Reason.TOO_FEW),
        (day([crew("c1", shift=["08:00", "09:00"])], [job("j1", minutes=61)]), Reason.TOO_LONG),
        (day([crew("c1")], [job("j1", window=["08:00", "08:01"])]), Reason.OUT_OF_REACH),
        (
            day([crew("c1", shift=["08:00", "09:30"])], [job("j1", priority=0), job("j2", priority=3)]),
            Reason.NO_ROOM,
        ),
    ],
)
def test_a_job_without_a_crew_says_why(of_day: Day, reason: Reason) -> None:
    plan = plan_day(of_day, seconds=0.05, seed=1).plan()
    assert [reason_for(of_day, plan, index) for index in plan.unassigned] == [reason]


def test_what_waits_for_a_job_without_a_crew_says_so() -> None:
    of_day = day([crew("c1")], [job("first", skill="electric"), job("then", after="first")])
    plan = plan_day(of_day, seconds=0.05, seed=1).plan()
    assert [reason_for(of_day, plan, index) for index in plan.unassigned] == [Reason.NO_SKILL, Reason.WAITS]


def test_the_check_sees_each_kind_of_fault() -> None:
    of_day = day(
        [crew("c1", **{"break": ["12:00", "13:30"]}), crew("c2", "electric")],
        [
            job("window", window=["09:00", "10:00"]),
            job("frozen", locked={"crew": "c1", "start": "15:00"}),
            job("pair", people=2),
            job("after", after="window"),
            job("lost"),
        ],
    )
    wrong = Plan(
        routes=[
            [Stop(3, 490, 490, 530), Stop(0, 531, 700, 740), Stop(1, 800, 890, 930), Stop(1, 940, 940, 980)],
            [Stop(2, 1060, 1060, 1100)],
        ]
    )
    assert {found.rule for found in violations(of_day, wrong)} == set(Rule)
