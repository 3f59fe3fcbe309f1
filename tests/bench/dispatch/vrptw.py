"""Routes with windows that others have solved for decades: what the engine is worth with our settings."""

from __future__ import annotations

import math
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyvrp
from pyvrp import Client, Depot, Location, ProblemData, VehicleType
from pyvrp.stop import MaxRuntime

from laoyou.system.dispatch.solver.routing import params_for
from tests.bench.measured import Measured

FOLDER = Path(__file__).parent.parent / "data" / "vrptw"
BEST = {"R101": 1637.7, "C101": 827.3, "RC105": 1513.7, "R1_2_1": 4667.2}
SOLOMON, GEHRING_HOMBERGER = ("R101", "C101", "RC105"), ("R1_2_1",)


@dataclass(frozen=True, slots=True)
class Customer:
    x: int
    y: int
    demand: int
    ready: int
    due: int
    minutes: int


@dataclass(frozen=True, slots=True)
class Instance:
    """`customers[0]` is the depot. Ways and times are in tenths, each way cut to one decimal."""

    vehicles: int
    capacity: int
    customers: tuple[Customer, ...]

    def way(self, here: int, there: int) -> int:
        one, other = self.customers[here], self.customers[there]
        return math.floor(10 * math.hypot(one.x - other.x, one.y - other.y))


def run(
    solomon: Sequence[str] = SOLOMON,
    homberger: Sequence[str] = GEHRING_HOMBERGER,
    short_s: float = 10,
    long_s: float = 30,
) -> Iterator[Measured]:
    """Yield the mean gap of both sets."""
    for title, names, seconds, gate in (
        ("Solomon", solomon, short_s, 0.005),
        ("Gehring-Homberger", homberger, long_s, 0.01),
    ):
        if names:
            gaps = {name: solved(name, seconds) / BEST[name] - 1 for name in names}
            each = ", ".join(f"{name} {gap:+.2%}" for name, gap in gaps.items())
            mean = statistics.mean(gaps.values())
            figure = f"{title}, {len(gaps)} instance(s), {seconds:g} s each: {each}; mean {mean:+.2%}"
            yield Measured(figure, "best known distance", 1 + mean, 1 + gate)


def solved(name: str, seconds: float) -> float:
    """Return the distance of the plan found in so many seconds, checked by ourselves."""
    instance = read(FOLDER / f"{name}.txt")
    places = range(len(instance.customers))
    ways: Any = np.array([[instance.way(here, there) for there in places] for here in places], dtype=np.int64)
    depot = instance.customers[0]
    clients = [
        Client(
            place,
            delivery=[one.demand],
            service_duration=10 * one.minutes,
            tw_early=10 * one.ready,
            tw_late=10 * one.due,
        )
        for place, one in enumerate(instance.customers)
        if place
    ]
    fleet = VehicleType(instance.vehicles, [instance.capacity], tw_early=10 * depot.ready, tw_late=10 * depot.due)
    data = ProblemData(
        [Location(one.x, one.y) for one in instance.customers], clients, [Depot(0)], [fleet], [ways], [ways]
    )
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=1, collect_stats=False, params=params_for(seconds))
    return checked(instance, [[visit.idx + 1 for visit in route if visit.is_client()] for route in found.best.routes()])


def checked(instance: Instance, routes: Sequence[Sequence[int]]) -> float:
    """Return the distance of the routes. Raises: AssertionError where they break anything."""
    if sorted(place for route in routes for place in route) != list(range(1, len(instance.customers))):
        raise AssertionError("a customer is missing or there twice")
    distance = 0
    for route in routes:
        now = here = 0
        if (
            sum(instance.customers[place].demand for place in route) > instance.capacity
            or len(routes) > instance.vehicles
        ):
            raise AssertionError("more than the vehicles hold")
        for place in (*route, 0):
            customer = instance.customers[place]
            now = max(now + instance.way(here, place), 10 * customer.ready)
            if now > 10 * customer.due:
                raise AssertionError("too late")
            distance += instance.way(here, place)
            now, here = now + 10 * customer.minutes, place
    return distance / 10


def read(file: Path) -> Instance:
    """Return the instance of a file in Solomon's form."""
    rows = [[int(word) for word in line.split()] for line in file.read_text().splitlines() if _is_numbers(line)]
    (vehicles, capacity), *customers = rows
    return Instance(vehicles, capacity, tuple(Customer(*row[1:]) for row in customers))


def _is_numbers(line: str) -> bool:
    words = line.split()
    return bool(words) and all(word.isdigit() for word in words)
