"""The check in front of every plan: it knows nothing of how the plan was made."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from laoyou.system.dispatch.rules.day import Crew, Day, Plan, Stop


class Rule(StrEnum):
    SKILL = "skill"
    WINDOW = "window"
    SHIFT = "shift"
    REST = "rest"
    TRAVEL = "travel"
    FROZEN = "frozen"
    PEOPLE = "people"
    AFTER = "after"
    TWICE = "twice"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class Violation:
    """`job` is None where the crew's way home is meant."""

    rule: Rule
    crew: int | None
    job: int | None


def violations(day: Day, plan: Plan) -> list[Violation]:
    """Return all that is wrong with the plan. Travel, rest, skill and shift hold for locked jobs too: people decided
    them, but a crew still can't be in two places.
    """
    found: list[Violation] = []
    for number, stops in enumerate(plan.routes):
        found += _of_route(day, number, stops)
    found += _of_jobs(day, plan)
    return found


def _of_route(day: Day, number: int, stops: Sequence[Stop]) -> Iterator[Violation]:
    crew = day.crews[number]
    free, here = crew.shift.begin, crew.start_place
    for stop in stops:
        job = day.jobs[stop.job]
        if not crew.serves(job):
            yield Violation(Rule.SKILL, number, stop.job)
        if stop.start < stop.arrive or not _is_way(crew, free, day.minutes_between(crew, here, job.place), stop.arrive):
            yield Violation(Rule.TRAVEL, number, stop.job)
        if stop.end - stop.start != job.minutes or stop.start < crew.shift.begin or stop.end > crew.shift.end:
            yield Violation(Rule.SHIFT, number, stop.job)
        if crew.rest and stop.start < crew.rest.end and stop.end > crew.rest.begin:
            yield Violation(Rule.REST, number, stop.job)
        if job.locked is None and not job.earliest <= stop.start <= job.latest:
            yield Violation(Rule.WINDOW, number, stop.job)
        free, here = stop.end, job.place
    if stops and not _is_way(crew, free, day.minutes_between(crew, here, crew.end_place), crew.shift.end):
        yield Violation(Rule.SHIFT, number, None)


def _is_way(crew: Crew, free: int, minutes: int, arrive: int) -> bool:
    """Say whether a crew that is free at one minute can have arrived by the other without travelling in its rest."""
    if arrive - free < minutes:
        return False
    if crew.rest is None or minutes == 0:
        return True
    before = min(arrive, crew.rest.begin) - free
    after = arrive - max(free, crew.rest.end)
    return max(before, after) >= minutes


def _of_jobs(day: Day, plan: Plan) -> Iterator[Violation]:
    stops: dict[int, list[tuple[int, Stop]]] = {}
    for number, route in enumerate(plan.routes):
        for stop in route:
            stops.setdefault(stop.job, []).append((number, stop))
    unassigned = set(plan.unassigned)
    for index, job in enumerate(day.jobs):
        visits = stops.get(index, [])
        if bool(visits) == (index in unassigned):
            yield Violation(Rule.LOST, None, index)
        crews = {number for number, _ in visits}
        if len(crews) < len(visits) or len(visits) > max(job.people, 1):
            yield Violation(Rule.TWICE, None, index)
        if visits and (len(visits) < job.people or len({stop.start for _, stop in visits}) > 1):
            yield Violation(Rule.PEOPLE, None, index)
        lock = job.locked
        if lock and not any(number == lock.crew and stop.start == lock.start for number, stop in visits):
            yield Violation(Rule.FROZEN, lock.crew, index)
        if visits and job.after is not None:
            ends = [stop.end for _, stop in stops.get(job.after, [])]
            if not ends or min(stop.start for _, stop in visits) < max(ends):
                yield Violation(Rule.AFTER, None, index)
