"""The day as a file, and the plan as a file: for outsiders, for tests, and for a second opinion of another planner."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, TypeVar

from laoyou.system.dispatch.rules.checking import Violation, violations
from laoyou.system.dispatch.rules.day import Crew, Day, Job, Lock, Matrix, Mode, Plan, Priority, Stretch
from laoyou.system.dispatch.rules.prices import cost_of
from laoyou.system.dispatch.rules.reasons import reason_for
from laoyou.system.dispatch.rules.rolling import known_plan
from laoyou.system.dispatch.rules.travel import matrix_of

MOST_CREWS, MOST_JOBS = 500, 5_000
DAY_MINUTES = 24 * 60
_CLOCK = re.compile(r"([01]?\d|2[0-4]):([0-5]\d)")
_NO = object()
Value = TypeVar("Value")


class WrongDay(Exception):
    """The file can't be planned. `field` is the place in the file, like jobs[3].window."""

    def __init__(self, field: str, wrong: str) -> None:
        super().__init__(f"{field}: {wrong}")
        self.field, self.wrong = field, wrong


def day_of(data: object) -> Day:
    """Return the day of a parsed file. Raises: WrongDay, for the first thing that is wrong."""
    file = _Part(data, "")
    crew_parts = file.parts("crews", MOST_CREWS)
    job_parts = file.parts("jobs", MOST_JOBS)
    crew_ids = _ids(crew_parts)
    job_ids = _ids(job_parts)
    count = len(crew_parts)
    starts, ends = [part.place("start") for part in crew_parts], [part.place("end") for part in crew_parts]
    places = [*starts, *ends, *(part.place("at") for part in job_parts)]
    numbers = list(range(len(places)))
    if not file.has("travel_min"):  # who is at the same place is no way apart, and needs no second row of ways
        known: dict[tuple[float, float], int] = {}
        numbers = [known.setdefault(place, len(known)) for place in places]
        places = list(known)
    crews = [_crew(part, numbers[index], numbers[count + index]) for index, part in enumerate(crew_parts)]
    jobs = [_job(part, numbers[2 * count + index], crew_ids, job_ids) for index, part in enumerate(job_parts)]
    _refuse_circles(jobs, job_parts)
    modes = {crew.mode for crew in crews}
    travel: Mapping[Mode, Matrix]
    if file.has("travel_min"):
        matrix = file.matrix("travel_min", 2 * count + len(jobs))
        travel = dict.fromkeys(modes, matrix)
    else:
        travel = {mode: matrix_of(places, mode) for mode in modes}
    return Day(file.day("date"), tuple(crews), tuple(jobs), travel)


def plan_so_far(data: object, day: Day) -> tuple[Plan, int | None] | None:
    """Return the plan that people know and the minute it is now, if the file names them. Raises: WrongDay.

    With a minute the day is planned anew from there; without one the plan is only what planning begins with.
    """
    file = _Part(data, "")
    if not file.has("plan"):
        return None
    routes: dict[str, list[tuple[str, int]]] = {}
    for route in file.part("plan").parts("routes", MOST_CREWS):
        stops = route.parts("stops", MOST_JOBS)
        routes.setdefault(route.text("crew"), []).extend((stop.text("job"), stop.clock("start")) for stop in stops)
    return known_plan(day, routes), file.clock("now") if file.has("now") else None


def file_of(day: Day, plan: Plan) -> dict[str, Any]:
    """Return the plan as it is written to a file, with its cost and with what is wrong with it, if anything is.

    How many jobs go to another crew than people expect is said where they expect any.
    """
    cost = cost_of(day, plan)
    changes = {"changed": cost.changed} if any(job.expected is not None for job in day.jobs) else {}
    return {
        "routes": [
            {
                "crew": day.crews[crew].id,
                "stops": [
                    {
                        "job": day.jobs[stop.job].id,
                        "arrive": clock(stop.arrive),
                        "start": clock(stop.start),
                        "end": clock(stop.end),
                    }
                    for stop in stops
                ],
            }
            for crew, stops in enumerate(plan.routes)
        ],
        "unassigned": [
            {"job": day.jobs[index].id, "why": reason_for(day, plan, index).value} for index in plan.unassigned
        ],
        "cost": {"travel_min": cost.travel, "late_min": cost.late, "unassigned": cost.unassigned, **changes},
        "violations": [_violation(day, found) for found in violations(day, plan)],
    }


def clock(minute: int) -> str:
    """Return a minute of the day as people write it.

    >>> clock(545), clock(0)
    ('09:05', '00:00')
    """
    return f"{minute // 60:02}:{minute % 60:02}"


def _violation(day: Day, found: Violation) -> dict[str, str | None]:
    return {
        "rule": found.rule.value,
        "crew": None if found.crew is None else day.crews[found.crew].id,
        "job": None if found.job is None else day.jobs[found.job].id,
    }


def _crew(part: _Part, start: int, end: int) -> Crew:
    shift = part.stretch("shift")
    rest = part.stretch("break") if part.has("break") else None
    if rest is not None and not shift.begin <= rest.begin < rest.end <= shift.end:
        raise WrongDay(part.at("break"), "the break lies within the shift")
    return Crew(
        id=part.text("id"),
        skills=frozenset(part.texts("skills")),
        shift=shift,
        rest=rest,
        start_place=start,
        end_place=end,
        mode=Mode(part.one_of("mode", [mode.value for mode in Mode], Mode.EBIKE.value)),
    )


def _job(part: _Part, place: int, crew_ids: Mapping[str, int], job_ids: Mapping[str, int]) -> Job:
    return Job(
        id=part.text("id"),
        place=place,
        skill=part.text("skill"),
        minutes=part.number("minutes", 1, DAY_MINUTES),
        window=part.stretch("window") if part.has("window") else None,
        due=part.clock("due") if part.has("due") else None,
        priority=Priority(part.number("priority", 0, max(Priority), Priority.NORMAL)),
        people=part.number("people", 1, 20, 1),
        after=part.named("after", job_ids, "a job") if part.has("after") else None,
        locked=_lock(part.part("locked"), crew_ids) if part.has("locked") else None,
        expected=part.named("expected", crew_ids, "a crew") if part.has("expected") else None,
    )


def _lock(part: _Part, crew_ids: Mapping[str, int]) -> Lock:
    return Lock(part.named("crew", crew_ids, "a crew"), part.clock("start"))


def _ids(parts: Sequence[_Part]) -> dict[str, int]:
    ids: dict[str, int] = {}
    for index, part in enumerate(parts):
        name = part.text("id")
        if name in ids:
            raise WrongDay(part.at("id"), f"{name} is there twice")
        ids[name] = index
    return ids


def _refuse_circles(jobs: Sequence[Job], parts: Sequence[_Part]) -> None:
    for index, part in enumerate(parts):
        seen, at = {index}, jobs[index].after
        while at is not None:
            if at in seen:
                raise WrongDay(part.at("after"), "the jobs wait for one another in a circle")
            seen.add(at)
            at = jobs[at].after


class _Part:
    """An object of the file, and where in it that is: so that every complaint names its place."""

    def __init__(self, value: object, where: str) -> None:
        if not isinstance(value, Mapping):
            raise WrongDay(where or "file", "an object in braces is expected")
        self._value, self._where = value, where

    def at(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def has(self, name: str) -> bool:
        return self._value.get(name) is not None

    def text(self, name: str) -> str:
        value = self._need(name)
        if not isinstance(value, str) or not value.strip():
            raise WrongDay(self.at(name), "a text is expected")
        return value

    def texts(self, name: str) -> list[str]:
        value = self._need(name)
        if not isinstance(value, list) or not all(isinstance(each, str) for each in value):
            raise WrongDay(self.at(name), 'a list of texts is expected, like ["plumbing"]')
        return value

    def number(self, name: str, least: int, most: int, without: int | None = None) -> int:
        value = self._value.get(name)
        if value is None and without is not None:
            return without
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            raise WrongDay(self.at(name), f"a whole number from {least} to {most} is expected")
        return value

    def one_of(self, name: str, choices: Iterable[str], without: str) -> str:
        value = self._value.get(name)
        if value is None:
            return without
        if value not in choices:
            raise WrongDay(self.at(name), f"one of {', '.join(choices)} is expected")
        return str(value)

    def named(self, name: str, ids: Mapping[str, int], what: str) -> int:
        value = self._need(name)
        if not isinstance(value, str) or value not in ids:
            raise WrongDay(self.at(name), f"{what} of this file is expected, not {value!r}")
        return ids[value]

    def day(self, name: str) -> date:
        try:
            return date.fromisoformat(self.text(name))
        except ValueError as error:
            raise WrongDay(self.at(name), "a day is expected, like 2026-11-22") from error

    def clock(self, name: str) -> int:
        return _minute(self._need(name), self.at(name))

    def stretch(self, name: str) -> Stretch:
        value = self._need(name)
        if not isinstance(value, list) or len(value) != 2:
            raise WrongDay(self.at(name), 'two times are expected, like ["09:00", "10:30"]')
        first, last = (_minute(each, f"{self.at(name)}[{place}]") for place, each in enumerate(value))
        if last < first:
            raise WrongDay(self.at(name), f"{value[1]} is before {value[0]}")
        return Stretch(first, last)

    def place(self, name: str) -> tuple[float, float]:
        value = self._need(name)
        if not isinstance(value, list) or len(value) != 2 or not all(_is_number(each) for each in value):
            raise WrongDay(self.at(name), "latitude and longitude are expected, like [22.81, 108.36]")
        lat, lng = float(value[0]), float(value[1])
        if not (-90 <= lat <= 90 and -180 <= lng <= 180):
            raise WrongDay(self.at(name), f"there is no such place on earth: {lat}, {lng}")
        return lat, lng

    def matrix(self, name: str, size: int) -> Matrix:
        value = self._need(name)
        if not isinstance(value, list) or len(value) != size:
            raise WrongDay(self.at(name), f"{size} rows are expected: all starts, all ends, then the jobs")
        for row, cells in enumerate(value):
            if not isinstance(cells, list) or len(cells) != size:
                raise WrongDay(f"{self.at(name)}[{row}]", f"{size} numbers are expected")
            for column, cell in enumerate(cells):
                if not _is_number(cell) or not 0 <= cell <= DAY_MINUTES:
                    raise WrongDay(f"{self.at(name)}[{row}][{column}]", "minutes from 0 to 1440 are expected")
        return [[-int(-cell // 1) for cell in cells] for cells in value]  # a part of a minute is a minute

    def part(self, name: str) -> _Part:
        return _Part(self._need(name), self.at(name))

    def parts(self, name: str, most: int) -> list[_Part]:
        value = self._need(name)
        if not isinstance(value, list):
            raise WrongDay(self.at(name), "a list is expected")
        if len(value) > most:
            raise WrongDay(self.at(name), f"at most {most} are planned at once")
        return [_Part(each, f"{self.at(name)}[{index}]") for index, each in enumerate(value)]

    def _need(self, name: str) -> object:
        value = self._value.get(name, _NO)
        if value is _NO or value is None:
            raise WrongDay(self.at(name), "is missing")
        return value


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and value == value


def _minute(value: object, where: str) -> int:
    found = _CLOCK.fullmatch(value) if isinstance(value, str) else None
    if found is None or (minute := int(found[1]) * 60 + int(found[2])) > DAY_MINUTES:
        raise WrongDay(where, "a time is expected, like 09:05")
    return minute
