"""Technicians with skills, tools and spare parts (Pillac, Guéret, Medaglia 2012): feasible, and how far from the best.

Told to the engine as it is: each technician a kind of vehicle, what they lack is load that they begin with, and the
depot, where all tools and parts are, is one stop that empties it. Minutes and ways in tenths of a thousandth.
"""

from __future__ import annotations

import math
import os
import statistics
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pyvrp
from pyvrp import Client, Depot, Location, ProblemData, VehicleType
from pyvrp.stop import MaxRuntime

from laoyou.system.dispatch.solver.routing import SHORT_RUN
from tests.bench.measured import Measured

BEST = {"C101.100_25-5-5-5": 10717.5, "R101.100_25-5-5-5": 3134.9}
FOLDER = "LAOYOU_BENCH_TRSP"
SCALE = 100
OUT_OF_REACH = 1_000_000


@dataclass(frozen=True, slots=True)
class Place:
    """A technician's home with what they can do and carry, or a request with what it needs; the depot has nothing."""

    x: int
    y: int
    early: int
    late: int
    minutes: int
    skills: frozenset[int]
    tools: frozenset[int]
    parts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Instance:
    depot: Place
    technicians: tuple[Place, ...]
    requests: tuple[Place, ...]
    tools: int
    parts: int

    def places(self) -> tuple[Place, ...]:
        return (self.depot, *self.technicians, *self.requests)


def run(seconds: float = 30) -> Iterator[Measured]:
    """Yield the gap of each instance that is there: its licence lets us name it, not keep it."""
    folder = os.environ.get(FOLDER)
    if not folder:
        yield Measured(f"technicians (Pillac): left out, {FOLDER} names no folder", "–", 0.0)
        return
    worked = {name: solved(read(Path(folder) / f"{name}.txt"), seconds) for name in BEST}
    gaps = {name: found / BEST[name] - 1 for name, found in worked.items() if found is not None}
    title = f"technicians (Pillac), {seconds:g} s each"
    yield Measured(f"{title}: {len(gaps)} of {len(worked)} feasible", "all", len(worked) / max(len(gaps), 0.1), 1)
    if gaps:
        each = ", ".join(f"{name.split('.')[0]} {gap:+.1%}" for name, gap in gaps.items())
        yield Measured(f"{title}: {each}; the aim is 2 %", "best known", 1 + statistics.mean(gaps.values()))


def solved(instance: Instance, seconds: float) -> float | None:
    """Return the working time of the plan found in so many seconds, checked by ourselves; None if it is no plan."""
    data = _data(instance)
    found = pyvrp.solve(data, MaxRuntime(seconds), seed=1, collect_stats=False, params=SHORT_RUN)
    if not found.is_feasible():
        return None
    routes: list[tuple[int, list[int | None]]] = []
    for route in found.best.routes():
        visits: list[int | None] = [visit.idx if visit.is_client() else None for visit in route]
        routes.append((route.vehicle_type(), visits[1:-1]))
    return checked(instance, routes)


def checked(instance: Instance, routes: Sequence[tuple[int, Sequence[int | None]]]) -> float:
    """Return the working time of routes (a technician's requests, None for a stop at the depot), each begun as late as
    it can be. Raises: AssertionError where they break anything.
    """
    done = sorted(visit for _, visits in routes for visit in visits if visit is not None)
    if done != list(range(len(instance.requests))):
        raise AssertionError("a request is missing or there twice")
    return sum(_worked(instance, technician, visits) for technician, visits in routes)


def _worked(instance: Instance, technician: int, visits: Sequence[int | None]) -> float:
    who = instance.technicians[technician]
    tools, parts = who.tools, list(who.parts)
    for visit in visits:
        if visit is None:
            tools, parts = frozenset(range(instance.tools)), [len(instance.requests) * 10] * instance.parts
            continue
        request = instance.requests[visit]
        parts = [has - needs for has, needs in zip(parts, request.parts, strict=True)]
        if not (request.skills <= who.skills and request.tools <= tools and min(parts, default=0) >= 0):
            raise AssertionError("a skill, a tool or a part is missing")
    stops = [instance.depot if visit is None else instance.requests[visit] for visit in visits]
    end = _home(who, stops, who.early)
    low, high = float(who.early), float(who.late)  # the latest minute to set out that makes the end no later
    while high - low > 1e-6:
        middle = (low + high) / 2
        low, high = (middle, high) if _home(who, stops, middle) <= end + 1e-9 else (low, middle)
    return end - low


def _home(who: Place, stops: Sequence[Place], leaves: float) -> float:
    now, here = leaves, who
    for stop in (*stops, who):
        now = max(now + math.hypot(here.x - stop.x, here.y - stop.y), stop.early)
        if now > stop.late + len(stops) * 2 / SCALE:
            return math.inf if leaves > who.early else _too_late()
        now, here = now + (stop.minutes if stop is not who else 0), stop
    return now


def _too_late() -> float:
    raise AssertionError("too late")


def _data(instance: Instance) -> ProblemData:
    places = instance.places()
    count = 1 + len(instance.technicians)
    ways = np.array(
        [[math.ceil(SCALE * math.hypot(a.x - b.x, a.y - b.y)) for b in places] for a in places], dtype=np.int64
    )
    most = len(instance.requests) * 10
    clients = [
        Client(
            count + place,
            delivery=[*(int(tool in one.tools) for tool in range(instance.tools)), *one.parts],
            service_duration=SCALE * one.minutes,
            tw_early=SCALE * one.early,
            tw_late=SCALE * one.late,
        )
        for place, one in enumerate(instance.requests)
    ]
    profiles: dict[frozenset[int], int] = {}
    matrices: list[np.ndarray] = []
    fleet = []
    for place, who in enumerate(instance.technicians):
        if who.skills not in profiles:
            profiles[who.skills] = len(matrices)
            barred = [count + at for at, one in enumerate(instance.requests) if not one.skills <= who.skills]
            matrix = ways.copy()
            matrix[:, barred] = OUT_OF_REACH
            matrix[barred, :] = OUT_OF_REACH
            np.fill_diagonal(matrix, 0)
            matrices.append(matrix)
        lacks = [0 if tool in who.tools else most for tool in range(instance.tools)]
        fleet.append(
            VehicleType(
                1,
                [most] * (instance.tools + instance.parts),
                start_depot=1 + place,
                end_depot=1 + place,
                tw_early=SCALE * who.early,
                tw_late=SCALE * who.late,
                unit_distance_cost=0,
                unit_duration_cost=1,
                profile=profiles[who.skills],
                initial_load=[*lacks, *(most - has for has in who.parts)],
                reload_depots=[0],
                max_reloads=1,
            )
        )
    depots = [Depot(place) for place in range(count)]
    given: Any = matrices  # its stubs name the shape of an array wrongly
    return ProblemData([Location(one.x, one.y) for one in places], clients, depots, fleet, given, given)


def read(file: Path) -> Instance:
    """Return the instance of a file as its authors publish it."""
    lines = [line for line in file.read_text().splitlines() if line and line[0].isdigit()]
    crew, _, tools, parts = (int(word) for word in lines[0].split()[:4])
    places = [_place(line, parts) for line in lines[1:]]
    return Instance(places[0], tuple(places[1 : crew + 1]), tuple(places[crew + 1 :]), tools, parts)


def _place(line: str, parts: int) -> Place:
    words = line.split()
    _, x, y, early, late, minutes = (int(word) for word in words[:6])
    skills, tools, has = ([int(each) for each in word.strip("[]").split(",") if each] for word in words[6:9])
    return Place(x, y, early, late, minutes, frozenset(skills), frozenset(tools), tuple(has or [0] * parts))
