"""One run of the routing engine (PyVRP) over some crews' spans and the jobs that can go into them.

What it does not know is modelled: a skill is a network of ways in which jobs of other skills are out of reach; a
deadline is a choice between doing the job in time and doing it late for less; a crew that people don't expect has a
longer way to the job, though it takes no longer.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyvrp
from pyvrp import (
    Client,
    ClientGroup,
    Depot,
    IteratedLocalSearchParams,
    Location,
    ProblemData,
    Route,
    Solution,
    SolveParams,
    VehicleType,
)
from pyvrp.stop import MaxRuntime

from laoyou.system.dispatch.rules.day import Crew, Day, Job, Mode
from laoyou.system.dispatch.rules.prices import LATE, MISSED, VERY_LATE_AFTER, change_fee
from laoyou.system.dispatch.rules.timetable import begin, leave
from laoyou.system.dispatch.solver.spans import Span

OUT_OF_REACH = 100_000  # minutes
SHORT_RUN_S = 8
# A short memory of former solutions finds good plans sooner, a long one better plans later (docs/rules/dispatch.md).
SHORT_RUN = SolveParams(ils=IteratedLocalSearchParams(history_length=10))
LONG_RUN = SolveParams()


@dataclass(frozen=True, slots=True)
class Run:
    """What one run of the engine is to improve: the jobs, and the spans with what they hold now."""

    spans: tuple[Span, ...]
    jobs: tuple[int, ...]
    seed: int


@dataclass(frozen=True, slots=True)
class _Choice:
    """A way to serve a job: in time, late, very late."""

    job: int
    until: int
    worth: int


def improve(day: Day, run: Run, *, ends: float) -> dict[int, list[int]]:
    """Return for each span, by its place in the run, the jobs that the run puts into it by that moment, in order.

    It begins with what the spans hold. Jobs that stand nowhere were not worth their way.
    """
    model = _Model(day, run.spans, run.jobs)
    start = model.as_they_are()
    seconds = max(ends - time.monotonic(), 0.001)
    found = pyvrp.solve(
        model.data,
        MaxRuntime(seconds),
        seed=run.seed,
        collect_stats=False,
        params=params_for(seconds),
        initial_solution=start,
    )
    return {
        route.vehicle_type(): [model.choices[visit.idx].job for visit in route if visit.is_client()]
        for route in found.best.routes()
    }


def params_for(seconds: float) -> SolveParams:
    """Return the engine's settings for a run of so many seconds."""
    return SHORT_RUN if seconds < SHORT_RUN_S else LONG_RUN


class _Model:
    """The engine's problem: a location for each depot and each job, so that a job's bar or fee concerns no other."""

    def __init__(self, day: Day, spans: Sequence[Span], jobs: Sequence[int]) -> None:
        self._day, self._spans, self._jobs = day, spans, jobs
        depots = {(span.start, False) for span in spans} | {(span.end, span.ends_later) for span in spans}
        self._depot = {depot: number for number, depot in enumerate(sorted(depots))}
        self._later = [number for (_, is_later), number in self._depot.items() if is_later]
        self._location = {index: len(depots) + number for number, index in enumerate(jobs)}
        self._places = np.array([*(place for place, _ in self._depot), *(day.jobs[index].place for index in jobs)])
        self._minutes: dict[Mode, np.ndarray] = {}
        self.choices: list[_Choice] = []
        self._first_choice: dict[int, int] = {}
        clients, groups = self._clients()
        profiles: dict[tuple[Mode, frozenset[str], tuple[int, ...]], int] = {}
        distances: list[np.ndarray] = []
        durations: list[np.ndarray] = []
        vehicles = []
        for span in spans:
            crew = day.crews[span.crew]
            fees = tuple(change_fee(day.jobs[index], span.crew) for index in jobs)
            key = (crew.mode, crew.skills, fees)
            if key not in profiles:
                profiles[key] = len(durations)
                ways = self._ways(crew)
                durations.append(self._without_later(ways))
                distances.append(self._with_fees(ways, fees))
            vehicles.append(
                VehicleType(
                    1,
                    start_depot=self._depot[span.start, False],
                    end_depot=self._depot[span.end, span.ends_later],
                    tw_early=span.begin,
                    tw_late=max(span.late, span.begin),
                    profile=profiles[key],
                )
            )
        self.data = ProblemData(
            [Location(0, 0)] * len(self._places),
            clients,
            [Depot(number) for number in range(len(self._depot))],
            vehicles,
            distances,  # type: ignore[arg-type]  # its stubs name the shape of an array wrongly
            durations,  # type: ignore[arg-type]
            groups,
        )

    def as_they_are(self) -> Solution | None:
        """Return what the spans hold as the engine's own solution, as far as it takes it; None if that is nothing."""
        routes = []
        for vehicle, span in enumerate(self._spans):
            jobs = [index for index in span.jobs if index in self._first_choice]
            if not jobs:
                continue
            for choices in (self._choices_in_time(span, jobs), [self._last_choice(index) for index in jobs]):
                route = Route(self.data, choices, vehicle)
                if route.is_feasible():
                    routes.append(route)
                    break
        return Solution(self.data, routes) if routes else None

    def _choices_in_time(self, span: Span, jobs: Sequence[int]) -> list[int]:
        """Return for each job the best choice that the minute allows at which the crew begins it."""
        crew = self._day.crews[span.crew]
        now, here, chosen = span.begin, span.start, []
        for index in jobs:
            job = self._day.jobs[index]
            way = self._day.minutes_between(crew, here, job.place)
            start = begin(crew, leave(crew, now, way), job.earliest, job.minutes)
            choice = self._first_choice[index]
            last = self._last_choice(index)
            while choice < last and self.choices[choice].until < start:
                choice += 1
            chosen.append(choice)
            now, here = start + job.minutes, job.place
        return chosen

    def _last_choice(self, index: int) -> int:
        last = self._first_choice[index]
        while last + 1 < len(self.choices) and self.choices[last + 1].job == index:
            last += 1
        return last

    def _clients(self) -> tuple[list[Client], list[ClientGroup]]:
        clients: list[Client] = []
        groups: list[ClientGroup] = []
        horizon = max((span.late for span in self._spans), default=0)
        for index in self._jobs:
            job = self._day.jobs[index]
            ways = _choices(index, job, horizon)
            if not ways:
                continue
            self._first_choice[index] = len(clients)
            group = None
            if len(ways) > 1:
                group = len(groups)
                groups.append(ClientGroup(required=False))
            for choice in ways:
                if group is not None:
                    groups[group].add_client(len(clients))
                self.choices.append(choice)
                clients.append(
                    Client(
                        self._location[index],
                        service_duration=job.minutes,
                        tw_early=job.earliest,
                        tw_late=choice.until,
                        prize=choice.worth,
                        required=False,
                        group=group,
                    )
                )
        return clients, groups

    def _ways(self, crew: Crew) -> np.ndarray:
        """Return the minutes between all locations for such a crew."""
        if crew.mode not in self._minutes:
            travel = np.asarray(self._day.travel[crew.mode], dtype=np.int64)
            self._minutes[crew.mode] = travel[np.ix_(self._places, self._places)]
        ways = self._minutes[crew.mode].copy()
        barred = [self._location[index] for index in self._jobs if not crew.serves(self._day.jobs[index])]
        ways[:, barred] = OUT_OF_REACH
        ways[barred, :] = OUT_OF_REACH
        np.fill_diagonal(ways, 0)
        return ways

    def _without_later(self, ways: np.ndarray) -> np.ndarray:
        shorter = ways.copy()
        shorter[:, self._later] = 0
        barred = ways >= OUT_OF_REACH
        shorter[barred] = OUT_OF_REACH
        return shorter

    def _with_fees(self, ways: np.ndarray, fees: Sequence[int]) -> np.ndarray:
        if not any(fees):
            return ways
        longer = ways.copy()
        longer[:, len(self._depot) :] += np.asarray(fees, dtype=np.int64)
        np.fill_diagonal(longer, 0)
        return longer


def _choices(index: int, job: Job, horizon: int) -> list[_Choice]:
    """Return the ways to serve a job with what each is worth, the best first; none that begins too late for everybody.

    >>> [(c.until, c.worth) for c in _choices(0, Job("j", 0, "plumbing", 40, due=660), 1080)]
    [(660, 200), (720, 175), (1440, 150)]
    >>> [(c.until, c.worth) for c in _choices(0, Job("j", 0, "plumbing", 40, due=1050), 1080)]
    [(1050, 200)]
    """
    worth, fee = MISSED[job.priority], LATE[job.priority]
    if job.latest < job.earliest:
        return []
    if job.due is None or job.due >= job.latest:
        return [_Choice(index, job.latest, worth)]
    steps = [(job.due, 0), (job.due + VERY_LATE_AFTER, fee), (job.latest, 2 * fee)]
    found = [_Choice(index, min(until, job.latest), worth - less) for until, less in steps if until >= job.earliest]
    needed = 1 + next(
        (place for place, way in enumerate(found) if way.until >= min(horizon - job.minutes, job.latest)), len(found)
    )
    return found[:needed]
