"""One run of the routing engine (PyVRP) over some crews' spans and the jobs that can go into them.

What it does not know is modelled: a skill is a network of ways in which jobs of other skills are out of reach; a
deadline is a choice between doing the job in time and doing it late for less.
"""

from __future__ import annotations

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
from laoyou.system.dispatch.rules.prices import LATE, MISSED, VERY_LATE_AFTER
from laoyou.system.dispatch.solver.spans import Span

OUT_OF_REACH = 100_000  # minutes
SHORT_RUN_S = 15
# A short memory of former solutions finds good plans sooner, a long one better plans later (docs/rules/dispatch.md).
SHORT_RUN = SolveParams(ils=IteratedLocalSearchParams(history_length=10))
LONG_RUN = SolveParams()


@dataclass(frozen=True, slots=True)
class _Choice:
    """A way to serve a job: in time, late, very late."""

    job: int
    until: int
    worth: int


def improve(
    day: Day,
    spans: Sequence[Span],
    jobs: Sequence[int],
    *,
    seconds: float,
    seed: int,
) -> dict[int, list[int]]:
    """Return for each span, by its place in `spans`, the jobs that a run of so many seconds puts into it, in order.

    It begins with what the spans hold. Jobs that stand nowhere were not worth their way.
    """
    model = _Model(day, spans, jobs)
    params = SHORT_RUN if seconds < SHORT_RUN_S else LONG_RUN
    found = pyvrp.solve(
        model.data,
        MaxRuntime(seconds),
        seed=seed,
        collect_stats=False,
        params=params,
        initial_solution=model.as_they_are(),
    )
    return {
        route.vehicle_type(): [model.choices[visit.idx].job for visit in route if visit.is_client()]
        for route in found.best.routes()
    }


class _Model:
    def __init__(self, day: Day, spans: Sequence[Span], jobs: Sequence[int]) -> None:
        self._day, self._spans = day, spans
        places = sorted(
            {day.jobs[index].place for index in jobs}
            | {place for span in spans for place in (span.start, span.end) if place is not None}
        )
        self._location = {place: number for number, place in enumerate(places)}
        self._anywhere = len(places)
        self._places = np.array(places, dtype=int)
        self._jobs = jobs
        self.choices: list[_Choice] = []
        self._first_choice: dict[int, int] = {}
        clients, groups = self._clients()
        depots = sorted({self._at(place) for span in spans for place in (span.start, span.end)})
        profiles: dict[tuple[Mode, frozenset[str]], int] = {}
        ways: list[np.ndarray] = []
        vehicles = []
        for span in spans:
            crew = day.crews[span.crew]
            key = (crew.mode, crew.skills)
            if key not in profiles:
                profiles[key] = len(ways)
                ways.append(self._ways(crew))
            vehicles.append(
                VehicleType(
                    1,
                    start_depot=depots.index(self._at(span.start)),
                    end_depot=depots.index(self._at(span.end)),
                    tw_early=span.begin,
                    tw_late=max(span.late, span.begin),
                    profile=profiles[key],
                )
            )
        locations = [Location(0, 0)] * (len(places) + 1)
        self.data = ProblemData(
            locations,
            clients,
            [Depot(at) for at in depots],
            vehicles,
            ways,  # type: ignore[arg-type]  # its stubs name the shape of an array wrongly
            ways,  # type: ignore[arg-type]
            groups,
        )

    def as_they_are(self) -> Solution | None:
        """Return what the spans hold as the engine's own solution, as far as it takes it; None if that is nothing."""
        routes = []
        for vehicle, span in enumerate(self._spans):
            if not span.jobs:
                continue
            choices = [self._first_choice[index] for index in span.jobs]
            route = Route(self.data, choices, vehicle)
            if not route.is_feasible():
                choices = [self._last_choice(index) for index in span.jobs]
                route = Route(self.data, choices, vehicle)
            if route.is_feasible():
                routes.append(route)
        return Solution(self.data, routes) if routes else None

    def _last_choice(self, index: int) -> int:
        last = self._first_choice[index]
        while last + 1 < len(self.choices) and self.choices[last + 1].job == index:
            last += 1
        return last

    def _clients(self) -> tuple[list[Client], list[ClientGroup]]:
        clients: list[Client] = []
        groups: list[ClientGroup] = []
        for index in self._jobs:
            job = self._day.jobs[index]
            ways = _choices(index, job)
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
                        self._location[job.place],
                        service_duration=job.minutes,
                        tw_early=job.earliest,
                        tw_late=choice.until,
                        prize=choice.worth,
                        required=False,
                        group=group,
                    )
                )
        return clients, groups

    def _at(self, place: int | None) -> int:
        return self._anywhere if place is None else self._location[place]

    def _ways(self, crew: Crew) -> np.ndarray:
        """Return the minutes between all locations for such a crew; from and to anywhere it is no way at all."""
        travel = np.asarray(self._day.travel[crew.mode], dtype=np.int64)[np.ix_(self._places, self._places)]
        ways = np.zeros((self._anywhere + 1, self._anywhere + 1), dtype=np.int64)
        ways[:-1, :-1] = travel
        barred = [
            self._location[self._day.jobs[index].place]
            for index in self._jobs
            if not crew.serves(self._day.jobs[index])
        ]
        ways[:, barred] = OUT_OF_REACH
        ways[barred, :] = OUT_OF_REACH
        np.fill_diagonal(ways, 0)
        return ways


def _choices(index: int, job: Job) -> list[_Choice]:
    """Return the ways to serve a job with what each is worth, the best first.

    >>> [(c.until, c.worth) for c in _choices(0, Job("j", 0, "plumbing", 40, due=660))]
    [(660, 200), (720, 175), (1440, 150)]
    """
    worth, fee = MISSED[job.priority], LATE[job.priority]
    if job.due is None or job.due >= job.latest:
        return [_Choice(index, job.latest, worth)]
    steps = [(job.due, 0), (job.due + VERY_LATE_AFTER, fee), (job.latest, 2 * fee)]
    return [_Choice(index, min(until, job.latest), worth - less) for until, less in steps if until >= job.earliest]
