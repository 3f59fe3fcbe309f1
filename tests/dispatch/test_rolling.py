"""A day that has begun: what people are doing stays, and who is expected is taken off a job only for a good reason."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.system.dispatch.rules.checking import Rule, violations
from laoyou.system.dispatch.rules.day import Plan
from laoyou.system.dispatch.rules.day_file import day_of, plan_so_far
from laoyou.system.dispatch.rules.draft import begun
from laoyou.system.dispatch.rules.fewer_changes import changed, with_fewer_changes
from laoyou.system.dispatch.rules.prices import cost_of
from laoyou.system.dispatch.rules.rolling import ahead_of, known_plan
from laoyou.system.dispatch.solver.answering import answer
from laoyou.system.dispatch.solver.planning import plan_day, replan
from tests.bench.dispatch.district import district, urgent
from tests.dispatch.days import crew, day, job, random_day
from tests.dispatch.test_planning import names


def stands(plan: Plan) -> set[tuple[int, int, int]]:
    return {(number, stop.job, stop.start) for number, stops in enumerate(plan.routes) for stop in stops}


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000), st.integers(400, 1100))
def test_what_has_begun_stays_and_nothing_is_put_into_the_past(seed: int, now: int) -> None:
    of_day = random_day(seed, crews=4, jobs=20, locked=0)
    known = plan_day(of_day, seconds=0.15, seed=1).plan()
    anew = replan(of_day, known, now=now, seconds=0.15, seed=1)
    begun_jobs = {index for index, each in enumerate(anew.day.jobs) if each.locked is not None}
    frozen = {stop for stop in stands(known) if stop[1] in begun_jobs}
    assert frozen <= stands(anew.plan)
    assert all(start >= now for _, _, start in stands(anew.plan) - frozen)
    assert set(violations(anew.day, anew.plan)) <= {
        found for found in violations(anew.day, begun(anew.day).plan()) if found.rule is not Rule.LOST
    }


def test_a_crew_on_its_way_is_not_called_back() -> None:
    of_day = day([crew("c1")], [job("j1", window=["09:00", "10:00"])])
    known = known_plan(of_day, {"c1": [("j1", 540)]})
    assert ahead_of(of_day, known, 527).behind == ((),)  # twelve minutes of way: it leaves at 08:48
    assert [stop.job for stop in ahead_of(of_day, known, 529).behind[0]] == [0]


def test_a_sick_crew_leaves_its_jobs_and_a_cancelled_job_leaves_its_minutes() -> None:
    both = day([crew("c1"), crew("c2")], [job("j1"), job("j2"), job("j3")])
    routes = {"c1": [("j1", 492), ("gone", 540)], "c2": [("j2", 492), ("j3", 540)]}
    assert known_plan(both, routes).unassigned == ()
    without = day([crew("c1")], [job("j1"), job("j2"), job("j3")])
    anew = replan(without, known_plan(without, routes), now=480, seconds=0.2, seed=1)
    assert sorted(names(anew.day, anew.plan)[0]) == ["j1", "j2", "j3"]
    assert cost_of(anew.day, anew.plan).changed == 0


def test_an_urgent_job_changes_at_most_three_others() -> None:
    file = district(1, crews=10, jobs=90)
    of_day = day_of(file)
    known = plan_day(of_day, seconds=0.6, seed=1, cores=2).plan()
    routes = {
        of_day.crews[number].id: [(of_day.jobs[stop.job].id, stop.start) for stop in stops]
        for number, stops in enumerate(known.routes)
    }
    later = day_of({**file, "jobs": file["jobs"] + urgent(1, 600, 1)})
    anew = replan(later, known_plan(later, routes), now=600, seconds=0.6, seed=1, cores=2, most_changed=3)
    assert cost_of(anew.day, anew.plan).changed <= 3
    assert cost_of(anew.day, anew.plan).total <= cost_of(of_day, known).total + 667
    assert violations(anew.day, anew.plan) == []


def test_changes_are_undone_the_least_useful_first() -> None:
    of_day = day([crew("c1"), crew("c2", start=[22.83, 108.36], end=[22.83, 108.36])], [job("j1"), job("j2")])
    known = known_plan(of_day, {"c1": [], "c2": [("j1", 540), ("j2", 600)]})
    expected = ahead_of(of_day, known, 480).day
    draft = begun(expected)
    draft.put(0, [0, 1])
    assert len(changed(draft)) == 2
    kept = with_fewer_changes(draft, 0)
    assert kept is not None
    assert changed(kept) == []
    assert violations(expected, kept.plan()) == []


def test_a_file_can_name_the_plan_so_far_and_the_time() -> None:
    file = {
        "date": "2026-11-22",
        "crews": [crew("c1"), crew("c2")],
        "jobs": [job("j1"), job("new", due="09:30", priority=0)],
        "now": "08:30",
        "plan": {"routes": [{"crew": "c1", "stops": [{"job": "j1", "start": "08:12"}]}]},
    }
    data = json.loads(json.dumps(file))
    of_day = day_of(data)
    so_far = plan_so_far(data, of_day)
    assert so_far is not None
    assert so_far[1] == 510
    written = answer(data, seconds=0.2, seed=1)
    assert written["routes"][0]["stops"][0] == {"job": "j1", "arrive": "08:12", "start": "08:12", "end": "08:52"}
    assert written["cost"]["late_min"] == 0
    assert written["violations"] == []
