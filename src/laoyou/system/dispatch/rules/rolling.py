"""A day that has begun: what of it stands, what can still be decided, and the two put together again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from laoyou.system.dispatch.rules.day import Crew, Day, Job, Lock, Plan, Stop, Stretch

NEVER = 24 * 60


@dataclass(frozen=True, slots=True)
class Ahead:
    """What can still be decided of `whole`, as a day of its own that begins now, and what people know of it.

    `jobs[i]` is the place in the whole day of its i-th job, `behind` each crew's stops that are done or under way.
    A job for two crews that only one has set out for stands in it once for each crew still to come, locked.
    """

    whole: Day
    day: Day
    known: Plan
    jobs: tuple[int, ...]
    behind: tuple[tuple[Stop, ...], ...]

    def joined(self, plan: Plan) -> Plan:
        """Return the whole day's plan from a plan of what is ahead."""
        routes = [
            [*stops, *(replace(stop, job=self.jobs[stop.job]) for stop in plan.routes[crew])]
            for crew, stops in enumerate(self.behind)
        ]
        served = {stop.job for stops in routes for stop in stops}
        return Plan(routes, tuple(index for index in range(len(self.whole.jobs)) if index not in served))


def known_plan(day: Day, routes: Mapping[str, Sequence[tuple[str, int]]]) -> Plan:
    """Return a plan told by names, a crew's jobs each with its start, as far as the day still has them.

    What is locked stands where its lock says, whatever was planned.
    """
    jobs = {job.id: index for index, job in enumerate(day.jobs)}
    found: list[list[Stop]] = [[] for _ in day.crews]
    for index, job in enumerate(day.jobs):
        if job.locked is not None:
            found[job.locked.crew].append(_stop(day, index, job.locked.start))
    for number, crew in enumerate(day.crews):
        for name, start in routes.get(crew.id, ()):
            known = jobs.get(name)
            if known is None or any(stop.job == known for stop in found[number]):
                continue
            if day.jobs[known].locked is None or day.jobs[known].people > 1:
                found[number].append(_stop(day, known, start))
        found[number].sort(key=lambda stop: stop.start)
    served = {stop.job for stops in found for stop in stops}
    return Plan(found, tuple(index for index in range(len(day.jobs)) if index not in served))


def ahead_of(day: Day, known: Plan, now: int) -> Ahead:
    """Return what can still be decided at that minute. Frozen is each stop that has begun or that its crew has left
    for; a crew that has time to spare is taken to set out as late as it can.
    """
    gone = [_gone(day, number, stops, now) for number, stops in enumerate(known.routes)]
    behind = tuple(tuple(stops[:count]) for stops, count in zip(known.routes, gone, strict=True))
    begun = {stop.job: stop for stops in behind for stop in stops}
    whole = _frozen(day, known, begun, behind)
    crews = [_from_now(whole, number, stops, now) for number, stops in enumerate(behind)]
    jobs: list[Job] = []
    origin: list[int] = []
    place: dict[int, int] = {}
    routes: list[list[Stop]] = [[] for _ in crews]
    for index, job in enumerate(whole.jobs):
        if index not in begun:
            place[index] = len(jobs)
            jobs.append(job)
            origin.append(index)
    for number, count in enumerate(gone):
        for stop in known.routes[number][count:]:
            at = place.get(stop.job)
            if at is None:
                at = len(jobs)
                jobs.append(replace(whole.jobs[stop.job], people=1, locked=Lock(number, stop.start), after=None))
                origin.append(stop.job)
            routes[number].append(replace(stop, job=at))
    served = {stop.job for stops in routes for stop in stops}
    day_ahead = Day(day.date, crews, [_waiting(job, begun, place) for job in jobs], day.travel)
    loose = tuple(index for index in range(len(jobs)) if index not in served)
    return Ahead(whole, day_ahead, Plan(routes, loose), tuple(origin), behind)


def sets_out(crew: Crew, way: int, start: int) -> int:
    """Return the last minute at which the crew can leave to begin at that minute, without travelling in its rest.

    >>> crew = Crew("c", frozenset(), Stretch(480, 1080), Stretch(720, 810), 0, 0)
    >>> sets_out(crew, 20, 700), sets_out(crew, 20, 810), sets_out(crew, 20, 830), sets_out(crew, 0, 810)
    (680, 700, 810, 810)
    """
    rest = crew.rest
    if rest is None or way == 0 or start <= rest.begin or start - way >= rest.end:
        return start - way
    return rest.begin - way


def _stop(day: Day, index: int, start: int) -> Stop:
    return Stop(index, start, start, start + day.jobs[index].minutes)


def _gone(day: Day, number: int, stops: Sequence[Stop], now: int) -> int:
    crew = day.crews[number]
    count, here = 0, crew.start_place
    for place, stop in enumerate(stops):
        there = day.jobs[stop.job].place
        if min(sets_out(crew, day.minutes_between(crew, here, there), stop.start), stop.start) < now:
            count = place + 1  # what stands before it has begun too, whatever its minute says
        here = there
    return count


def _frozen(day: Day, known: Plan, begun: Mapping[int, Stop], behind: Sequence[Sequence[Stop]]) -> Day:
    """Return the day with what has begun locked, and with the crew that people expect for everything else."""
    first = {stop.job: number for number, stops in reversed(list(enumerate(behind))) for stop in stops}
    crew_of = {stop.job: number for number, stops in enumerate(known.routes) for stop in stops}
    jobs = []
    for index, job in enumerate(day.jobs):
        if index in begun:
            jobs.append(replace(job, locked=job.locked or Lock(first[index], begun[index].start)))
        elif index in crew_of and job.people == 1:
            jobs.append(replace(job, expected=crew_of[index]))
        else:
            jobs.append(job)
    return Day(day.date, day.crews, jobs, day.travel)


def _from_now(day: Day, number: int, behind: Sequence[Stop], now: int) -> Crew:
    crew = day.crews[number]
    begin = min(max(crew.shift.begin, now, behind[-1].end if behind else 0), crew.shift.end)
    rest = crew.rest
    if rest is not None:
        rest = None if begin >= rest.end else Stretch(max(begin, rest.begin), rest.end)
    start = day.jobs[behind[-1].job].place if behind else crew.start_place
    return replace(crew, shift=Stretch(begin, crew.shift.end), rest=rest, start_place=start)


def _waiting(job: Job, begun: Mapping[int, Stop], place: Mapping[int, int]) -> Job:
    """Return the job with what it waits for named by its place ahead, or with the minute at which that is done."""
    if job.after is None:
        return job
    if job.after not in begun:
        return replace(job, after=place[job.after])
    earliest = max(job.earliest, begun[job.after].end)
    return replace(job, after=None, window=Stretch(earliest, job.window.end if job.window else NEVER))
