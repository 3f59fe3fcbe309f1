"""The day to be planned, and a plan of it. All times are whole minutes since midnight, all places are numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import IntEnum, StrEnum

Matrix = Sequence[Sequence[int]]


class Mode(StrEnum):
    """How a crew gets about."""

    WALK = "walk"
    EBIKE = "ebike"
    VAN = "van"


class Priority(IntEnum):
    """How much it matters, the smaller the more: danger to people before what was agreed, before the rest."""

    DANGER = 0
    URGENT = 1
    NORMAL = 2
    WHENEVER = 3


@dataclass(frozen=True, slots=True)
class Stretch:
    """A part of the day, from `begin` until before `end`."""

    begin: int
    end: int

    @property
    def minutes(self) -> int:
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class Lock:
    """What people decided or crews have begun: this crew, at this minute."""

    crew: int
    start: int


@dataclass(frozen=True, slots=True)
class Crew:
    """`rest` is free of work and travel. The crew sets out at `start_place` and ends its shift at `end_place`."""

    id: str
    skills: frozenset[str]
    shift: Stretch
    rest: Stretch | None
    start_place: int
    end_place: int
    mode: Mode = Mode.EBIKE

    def serves(self, job: Job) -> bool:
        return job.skill in self.skills


@dataclass(frozen=True, slots=True)
class Job:
    """`window` bounds the start and is a promise that no plan breaks; a start after `due` is late, which costs.

    `people` is how many crews must begin it together; `after` the job whose end it waits for; `expected` the crew that
    people know it has: another one may be better, but somebody's day changes.
    """

    id: str
    place: int
    skill: str
    minutes: int
    window: Stretch | None = None
    due: int | None = None
    priority: Priority = Priority.NORMAL
    people: int = 1
    after: int | None = None
    locked: Lock | None = None
    expected: int | None = None

    @property
    def earliest(self) -> int:
        return self.window.begin if self.window else 0

    @property
    def latest(self) -> int:
        """Return the last minute at which it may begin."""
        return self.window.end if self.window else 24 * 60


@dataclass(frozen=True, slots=True)
class Day:
    """Crews and jobs are named by their place in these tuples. `travel`: a matrix of minutes for each mode in use."""

    date: date
    crews: Sequence[Crew]
    jobs: Sequence[Job]
    travel: Mapping[Mode, Matrix]

    def minutes_between(self, crew: Crew, here: int, there: int) -> int:
        return self.travel[crew.mode][here][there]


@dataclass(frozen=True, slots=True)
class Stop:
    job: int
    arrive: int
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Plan:
    """`routes[c]` are the stops of crew c in order; what stands in none of them is unassigned."""

    routes: Sequence[Sequence[Stop]]
    unassigned: Sequence[int] = field(default_factory=tuple)

    def crews_of(self, jobs: int) -> list[list[int]]:
        """Return for each of so many jobs the crews that go there."""
        found: list[list[int]] = [[] for _ in range(jobs)]
        for crew, stops in enumerate(self.routes):
            for stop in stops:
                found[stop.job].append(crew)
        return found
