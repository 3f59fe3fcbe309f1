"""Where one more job fits best, at once: to promise a time to who asks, and to place what no solver places.

Exact for the plan as it stands: it moves no other job to another crew or out of its order.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Job
from laoyou.system.dispatch.rules.draft import Draft
from laoyou.system.dispatch.rules.prices import change_fee, late_fee
from laoyou.system.dispatch.rules.timetable import begin, leave

STARTS_TRIED = 24  # for crews that must begin together; each is tried against every gap of every crew


@dataclass(frozen=True, slots=True)
class Gap:
    """A place in a crew's route. `start`: the earliest minute for the job there; `extra`: what the route costs more."""

    crew: int
    order: tuple[int, ...]
    start: int
    extra: int


def insert(draft: Draft, index: int) -> bool:
    """Put the job, with all crews that it needs, where it costs least; say whether there was such a place."""
    job = draft.day.jobs[index]
    if any(index in order for order in draft.orders) and job.locked is None:
        raise ValueError(f"{job.id} is in the plan already")
    earliest = _not_before(draft, job)
    if earliest is None:
        return False
    wanted = max(job.people, 1) - sum(index in order for order in draft.orders)
    if job.locked is not None:
        visits: Sequence[Gap] = _together(draft, index, job.locked.start, wanted) if wanted else []
        start: int | None = job.locked.start
    elif wanted == 1:
        best = min(gaps(draft, index, earliest), key=lambda gap: (gap.extra, gap.start), default=None)
        visits = [best] if best else []
        start = best.start if best and is_tied(draft, index) else None
    else:
        visits, start = _in_company(draft, index, earliest, wanted)
    if len(visits) < wanted:
        return False
    if start is not None:
        draft.pinned[index] = start
    for gap in visits:
        draft.put(gap.crew, gap.order)
    return True


def insert_all(draft: Draft, jobs: Iterable[int]) -> list[int]:
    """Put each job where it costs least, what matters most and is due first before the rest; return those left over."""
    return [index for index in sorted(jobs, key=lambda index: urgency(draft, index)) if not insert(draft, index)]


def urgency(draft: Draft, index: int) -> tuple[int, ...]:
    """Return the order in which jobs are placed: chains from their beginning, then by priority and deadline."""
    job = draft.day.jobs[index]
    last = min(job.latest, job.due if job.due is not None else job.latest)
    return (0 if is_tied(draft, index) else 1, depth(draft.day.jobs, index), job.priority, last, index)


def is_tied(draft: Draft, index: int) -> bool:
    """Say whether the job's minute concerns others: several crews begin it, or jobs wait for one another."""
    job = draft.day.jobs[index]
    return job.people > 1 or job.after is not None or any(other.after == index for other in draft.day.jobs)


def depth(jobs: Sequence[Job], index: int) -> int:
    """Return how many jobs come before this one in its chain."""
    count, at = 0, jobs[index].after
    while at is not None:
        count, at = count + 1, jobs[at].after
    return count


def gaps(draft: Draft, index: int, earliest: int, start: int | None = None, *, at_end: bool = False) -> Iterator[Gap]:
    """Yield every place where the job fits, as early as it can begin there, or at `start` sharp.

    `at_end`: only behind what the crew has already.
    """
    day, job = draft.day, draft.day.jobs[index]
    for number, crew in enumerate(day.crews):
        order = draft.orders[number]
        if not crew.serves(job) or draft.is_broken(number) or index in order:
            continue
        stops = draft.routes[number]
        for place in range(len(order) if at_end else 0, len(order) + 1):
            free, here = crew.shift.begin, crew.start_place
            if place:
                free, here = stops[place - 1].end, day.jobs[order[place - 1]].place
            arrive = leave(crew, free, day.minutes_between(crew, here, job.place))
            at = begin(crew, arrive, earliest if start is None else start, job.minutes)
            if at > (job.latest if start is None else start):
                break  # later in the route it begins later still
            behind = _behind(draft, number, place, job, at)
            if behind is None:
                continue
            ahead = day.minutes_between(crew, here, job.place) + late_fee(job, at) + change_fee(job, number)
            tried = (*order[:place], index, *order[place:])
            yield Gap(number, tried, at, ahead + behind - _way_on(draft, number, place, here))


def _way_on(draft: Draft, number: int, place: int, here: int) -> int:
    """Return the minutes from `here` to what stands at that place of the route: none from a base to itself."""
    day, crew, order = draft.day, draft.day.crews[number], draft.orders[number]
    if place < len(order):
        return day.minutes_between(crew, here, day.jobs[order[place]].place)
    return day.minutes_between(crew, here, crew.end_place) if order else 0


def _behind(draft: Draft, number: int, place: int, job: Job, at: int) -> int | None:
    """Return what the rest of the route costs more behind a job put in there, the way on included; None if it breaks.

    The rest is looked at only as far as it is later than it was.
    """
    day, crew, order, stops = draft.day, draft.day.crews[number], draft.orders[number], draft.routes[number]
    more = _way_on(draft, number, place, job.place) if place < len(order) else 0
    now, here = at + job.minutes, job.place
    for before, index in zip(stops[place:], order[place:], strict=True):
        other = day.jobs[index]
        arrive = leave(crew, now, day.minutes_between(crew, here, other.place))
        if index in draft.pinned:
            if arrive > draft.pinned[index]:
                return None
            return more
        start = begin(crew, arrive, other.earliest, other.minutes)
        if start > other.latest:
            return None
        if start == before.start:
            return more
        more += late_fee(other, start) - late_fee(other, before.start)
        now, here = start + other.minutes, other.place
    way = day.minutes_between(crew, here, crew.end_place)
    if now > crew.shift.end or leave(crew, now, way) > crew.shift.end:
        return None
    return more if place < len(order) else more + way


def _in_company(draft: Draft, index: int, earliest: int, wanted: int) -> tuple[Sequence[Gap], int | None]:
    """Return gaps of so many crews for one and the same minute, and the minute."""
    best: tuple[int, Sequence[Gap], int | None] = (0, [], None)
    starts = sorted({gap.start for gap in gaps(draft, index, earliest)})
    for start in starts[:: max(len(starts) // STARTS_TRIED, 1)]:
        visits = _together(draft, index, start, wanted)
        # The fee for lateness stands in the cost of each crew's route and is due once.
        cost = sum(gap.extra for gap in visits) - (wanted - 1) * late_fee(draft.day.jobs[index], start)
        if len(visits) == wanted and (best[2] is None or cost < best[0]):
            best = (cost, visits, start)
    return best[1], best[2]


def _together(draft: Draft, index: int, start: int, wanted: int) -> Sequence[Gap]:
    cheapest: dict[int, Gap] = {}
    for gap in gaps(draft, index, start, start):
        if gap.crew not in cheapest or gap.extra < cheapest[gap.crew].extra:
            cheapest[gap.crew] = gap
    return sorted(cheapest.values(), key=lambda gap: (gap.extra, gap.crew))[:wanted]


def _not_before(draft: Draft, job: Job) -> int | None:
    """Return the minute before which the job can't begin; None while the one it waits for has no crew."""
    if job.after is None:
        return job.earliest
    done = draft.ends().get(job.after)
    return None if done is None else max(job.earliest, done)
