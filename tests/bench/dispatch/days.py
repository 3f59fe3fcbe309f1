"""Planning seeded days of a district: against the hand dispatcher, against a minute's thought, and as the day rolls on.

Costs are whole days', in minutes of travel, and hold no price for changes: what has begun counts for all alike.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from laoyou.system.dispatch.rules.by_hand import plan_by_hand
from laoyou.system.dispatch.rules.checking import violations
from laoyou.system.dispatch.rules.day import Day, Plan
from laoyou.system.dispatch.rules.day_file import day_of
from laoyou.system.dispatch.rules.prices import Cost, cost_of
from laoyou.system.dispatch.rules.rolling import ahead_of, known_plan
from laoyou.system.dispatch.rules.starting import started
from laoyou.system.dispatch.solver.planning import Replanned, plan_day, replan
from tests.bench.dispatch.district import district, urgent
from tests.bench.measured import Measured

POLISH_S = 1.8  # of the two seconds: what is left is for reading, checking and handing out
AT_ONCE_S = 0.1
HALF_PAST_TEN = 10 * 60 + 30
MORE_EVENTS = (9 * 60 + 15, 15 * 60)
BURST = 25
MOST_CHANGED = 3


@dataclass(frozen=True, slots=True)
class Size:
    """How much is measured: the figures of record, or seconds of it for a test."""

    days: int = 10
    crews: int = 40
    jobs: int = 400
    cold_s: float = 10
    long_s: float = 60
    polish_s: float = POLISH_S
    cores: int = 2

    def title(self) -> str:
        return f"{self.days} days of {self.crews} crews × {self.jobs} jobs"


@dataclass(frozen=True, slots=True)
class _Known:
    """A day with the plan of a minute's thought."""

    seed: int
    file: dict[str, Any]
    day: Day
    plan: Plan


def run(parts: Sequence[str], size: Size) -> Iterator[Measured]:
    """Yield the lines of the parts asked for: hand, cold, urgent, burst."""
    files = [district(seed, size.crews, size.jobs) for seed in range(1, size.days + 1)]
    days = [day_of(file) for file in files]
    cold = (
        [plan_day(day, seconds=size.cold_s, seed=1, cores=size.cores).plan() for day in days]
        if {"hand", "cold"} & {*parts}
        else []
    )
    if "hand" in parts:
        yield from _against_hand(days, cold, size)
    if not {"cold", "urgent", "burst"} & {*parts}:
        return
    known = [
        _Known(seed, file, day, plan_day(day, seconds=size.long_s, seed=1, cores=size.cores).plan())
        for seed, (file, day) in enumerate(zip(files, days, strict=True), 1)
    ]
    if "cold" in parts:
        yield _gap(
            f"cold plan in {size.cold_s:g} s, {size.title()}",
            f"in {size.long_s:g} s",
            [
                (cost_of(one.day, plan).total, cost_of(one.day, one.plan).total)
                for one, plan in zip(known, cold, strict=True)
            ],
            0.03,
        )
    if "urgent" in parts:
        yield from _urgent(known, size)
    if "burst" in parts:
        yield from _burst(known, size)


def _against_hand(days: Sequence[Day], plans: Sequence[Plan], size: Size) -> Iterator[Measured]:
    by_hand = [plan_by_hand(day).plan() for day in days]
    hand = [cost_of(day, plan) for day, plan in zip(days, by_hand, strict=True)]
    ours = [cost_of(day, plan) for day, plan in zip(days, plans, strict=True)]
    worst = max(our.total / its.total for our, its in zip(ours, hand, strict=True))
    yield Measured(
        f"plan in {size.cold_s:g} s, {size.title()}: cost {_mean(ours, 'total'):,.0f} (worst day {worst:.2f} of it);"
        f" {_mean(ours, 'unassigned'):.0f} jobs a day not done",
        f"hand dispatcher: cost {_mean(hand, 'total'):,.0f}; {_mean(hand, 'unassigned'):.0f} not done",
        _mean(ours, "total") / _mean(hand, "total"),
        0.5,
    )
    yield Measured(
        f"travel of the same plans: {_mean(ours, 'travel') / 60:.1f} h a day",
        f"hand dispatcher: {_mean(hand, 'travel') / 60:.1f} h",
        _mean(ours, "travel") / _mean(hand, "travel"),
        0.75,
    )
    served = [size.jobs - cost.unassigned for cost in ours], [size.jobs - cost.unassigned for cost in hand]
    per_job = [_mean(costs, "travel") / statistics.mean(done) for costs, done in zip((ours, hand), served, strict=True)]
    yield Measured(
        f"travel for each job done: {per_job[0]:.1f} min", f"hand: {per_job[1]:.1f} min", per_job[0] / per_job[1]
    )
    wrong = sum(len(violations(day, plan)) for day, plan in zip(days, [*plans], strict=True))
    yield Measured(f"rules broken in {len(plans)} plans: {wrong}", "0", float(wrong), 0)


def _urgent(known: Sequence[_Known], size: Size) -> Iterator[Measured]:
    walls: list[float] = []
    once: list[float] = []
    changes: list[int] = []
    moved = wrong = 0
    pairs: list[tuple[int, int]] = []
    for one in known:
        for now in (HALF_PAST_TEN, *MORE_EVENTS):
            day, plan = _with_more(one, now, 1)
            begun = time.perf_counter()
            started(*_ahead(day, plan, now))
            once.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            found = replan(
                day, plan, now=now, seconds=size.polish_s, seed=1, cores=size.cores, most_changed=MOST_CHANGED
            )
            walls.append(time.perf_counter() - begun)
            changes.append(cost_of(found.day, found.plan).changed)
            moved += _moved(plan, found)
            wrong += len(violations(found.day, found.plan))
            if now == HALF_PAST_TEN:
                longer = replan(
                    day, plan, now=now, seconds=size.long_s, seed=1, cores=size.cores, most_changed=MOST_CHANGED
                )
                pairs.append((cost_of(found.day, found.plan).total, cost_of(longer.day, longer.plan).total))
    yield Measured(
        f"one urgent job, {len(walls)} of them, wall: median {statistics.median(walls):.2f} s, p95 {_p95(walls):.2f} s",
        "2 s",
        _p95(walls) / 2,
        1,
    )
    yield _gap("one urgent job: cost", f"in {size.long_s:g} s from the same plan, at most 3 changed", pairs, 0.005)
    yield Measured(
        f"jobs that change crew for it: median {statistics.median(changes):g}, most {max(changes)}",
        f"{MOST_CHANGED}",
        max(changes) / MOST_CHANGED,
        1,
    )
    yield Measured(f"stops moved that had begun, in {len(walls)} plans: {moved}", "0", float(moved), 0)
    yield Measured(f"rules broken in them: {wrong}", "0", float(wrong), 0)
    yield Measured(
        f"the same job put where it fits best, nothing else moved: p95 {_p95(once) * 1000:.0f} ms",
        f"{AT_ONCE_S * 1000:g} ms",
        _p95(once) / AT_ONCE_S,
        1,
    )


def _burst(known: Sequence[_Known], size: Size) -> Iterator[Measured]:
    pairs: list[tuple[int, int]] = []
    changes = []
    for one in known:
        day, plan = _with_more(one, HALF_PAST_TEN, BURST)
        found, longer = (
            replan(day, plan, now=HALF_PAST_TEN, seconds=seconds, seed=1, cores=size.cores)
            for seconds in (size.polish_s, size.long_s)
        )
        costs: list[Cost] = [cost_of(each.day, each.plan) for each in (found, longer)]
        pairs.append((costs[0].total, costs[1].total))
        changes.append(costs[0].changed)
    what = f"{BURST} new jobs at once, median {statistics.median(changes):g} others change crew: cost in 2 s"
    yield _gap(what, f"in {size.long_s:g} s", pairs, 0.02)


def _with_more(one: _Known, now: int, count: int) -> tuple[Day, Plan]:
    day = day_of({**one.file, "jobs": one.file["jobs"] + urgent(one.seed, now, count)})
    names = {
        one.day.crews[crew].id: [(one.day.jobs[stop.job].id, stop.start) for stop in stops]
        for crew, stops in enumerate(one.plan.routes)
    }
    return day, known_plan(day, names)


def _ahead(day: Day, plan: Plan, now: int) -> tuple[Day, Plan]:
    ahead = ahead_of(day, plan, now)
    return ahead.day, ahead.known


def _moved(before: Plan, found: Replanned) -> int:
    """Return how many stops that had begun stand elsewhere now, or at another minute."""
    stands = {(crew, stop.job, stop.start) for crew, stops in enumerate(found.plan.routes) for stop in stops}
    return sum(
        (crew, stop.job, stop.start) not in stands
        for crew, stops in enumerate(before.routes)
        for stop in stops
        if found.day.jobs[stop.job].locked is not None
    )


def _gap(figure: str, baseline: str, pairs: Sequence[tuple[int, int]], at_most: float) -> Measured:
    gaps = [ours / reference - 1 for ours, reference in pairs]
    mean = statistics.mean(gaps)
    return Measured(f"{figure}: {mean:+.2%} (worst {max(gaps):+.2%}, n = {len(gaps)})", baseline, 1 + mean, 1 + at_most)


def _mean(costs: Sequence[Cost], what: str) -> float:
    return statistics.mean(float(getattr(cost, what)) for cost in costs)


def _p95(times: Sequence[float]) -> float:
    return sorted(times)[-max(len(times) // 20, 1)] if len(times) >= 20 else max(times)


SHORT = replace(Size(), days=2, crews=8, jobs=60, cold_s=0.6, long_s=1, polish_s=0.4, cores=2)
