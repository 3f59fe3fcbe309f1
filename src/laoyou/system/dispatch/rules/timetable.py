"""When a crew is where: the one place that turns an order of jobs into times."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from laoyou.system.dispatch.rules.day import Crew, Day, Job, Stop


def leave(crew: Crew, now: int, minutes: int) -> int:
    """Return when a crew that is free from `now` on arrives: a way is made before the rest or after it, never in it.

    >>> from laoyou.system.dispatch.rules.day import Stretch
    >>> crew = Crew("c", frozenset(), Stretch(480, 1080), Stretch(720, 810), 0, 0)
    >>> leave(crew, 700, 20), leave(crew, 701, 20), leave(crew, 730, 20)
    (720, 830, 830)
    """
    rest = crew.rest
    if rest is None or minutes == 0 or now >= rest.end or now + minutes <= rest.begin:
        return now + minutes
    return rest.end + minutes


def begin(crew: Crew, arrive: int, earliest: int, minutes: int) -> int:
    """Return when work of so many minutes begins: in one piece before the rest, or after it."""
    start = max(arrive, earliest, crew.shift.begin)
    rest = crew.rest
    if rest is not None and start < rest.end and start + minutes > rest.begin:
        return rest.end
    return start


def timetable(day: Day, number: int, order: Sequence[int], pinned: Mapping[int, int]) -> list[Stop]:
    """Return the stops of the crew for its jobs in that order, each as early as it can begin.

    A pinned job begins at its minute even if the crew can't be there by then: what is wrong with it is for
    `checking` to say. A window is kept from below only; who needs it kept looks at the result.
    """
    crew = day.crews[number]
    now, here = crew.shift.begin, crew.start_place
    stops = []
    for index in order:
        job = day.jobs[index]
        arrive = leave(crew, now, day.minutes_between(crew, here, job.place))
        start = pinned[index] if index in pinned else begin(crew, arrive, job.earliest, job.minutes)
        stops.append(Stop(index, arrive, start, start + job.minutes))
        now, here = start + job.minutes, job.place
    return stops


def is_home_in_time(day: Day, number: int, stops: Sequence[Stop]) -> bool:
    """Say whether the crew is at its end by the end of its shift."""
    crew = day.crews[number]
    if not stops:
        return True
    last = day.jobs[stops[-1].job]
    return leave(crew, stops[-1].end, day.minutes_between(crew, last.place, crew.end_place)) <= crew.shift.end


def fits(job: Job, stop: Stop) -> bool:
    """Say whether the stop keeps the job's window."""
    return job.earliest <= stop.start <= job.latest
