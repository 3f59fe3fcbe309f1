"""A plan without an engine: what people know, as far as it still fits, and everything else put where it fits best.

At once, for a promise and for what a move by hand does to others; and what an engine begins with.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from laoyou.system.dispatch.rules.checking import Rule, violations
from laoyou.system.dispatch.rules.day import Day, Plan
from laoyou.system.dispatch.rules.draft import Draft, begun
from laoyou.system.dispatch.rules.insertion import insert_all, is_tied
from laoyou.system.dispatch.rules.timetable import fits, is_home_in_time


def started(day: Day, known: Plan | None = None) -> Draft:
    """Return the day with what is locked, with what is known of it as far as it still fits, and with everything else
    put where it fits best.
    """
    draft = kept(day, known) if known is not None else begun(day)
    insert_missing(draft, draft.left_over())
    return draft


def kept(day: Day, known: Plan) -> Draft:
    """Return the day as people know it, with what is locked, as far as it still fits; nothing else in it."""
    draft = begun(day)
    _take_over(draft, known)
    return draft


def breaks_nothing(draft: Draft) -> bool:
    """Say whether the plan keeps every rule that locked jobs don't break by themselves: the check in front of it."""
    alone = {found for found in violations(draft.day, begun(draft.day).plan()) if found.rule is not Rule.LOST}
    return set(violations(draft.day, draft.plan())) <= alone


def _take_over(draft: Draft, known: Plan) -> None:
    """Put the known routes into the draft, and take out again what no longer fits."""
    day = draft.day
    for number, stops in enumerate(known.routes):
        order = {index: draft.pinned[index] for index in draft.orders[number]}
        for stop in stops:
            job = day.jobs[stop.job]
            if job.locked is None and day.crews[number].serves(job):
                order[stop.job] = stop.start
                if is_tied(draft, stop.job):
                    draft.pinned[stop.job] = stop.start
        draft.orders[number] = sorted(order, key=lambda index: (order[index], index))
    for number in range(len(day.crews)):
        draft.put(number, draft.orders[number])
    for index in [index for index in draft.pinned if day.jobs[index].locked is None]:
        if not _is_tie_kept(draft, index):
            draft.take_out(index)
    for number in range(len(day.crews)):
        if draft.is_broken(number):
            repair(draft, number)
        if draft.is_broken(number):
            for index in [each for each in draft.orders[number] if day.jobs[each].locked is None]:
                draft.take_out(index)


def _is_tie_kept(draft: Draft, index: int) -> bool:
    """Say whether a job that others wait for, or that waits itself, still stands as it must."""
    job, start = draft.day.jobs[index], draft.pinned[index]
    crews = [number for number, order in enumerate(draft.orders) if index in order]
    if len(crews) != job.people or not job.earliest <= start <= job.latest:
        return False
    if any(draft.is_broken(number) for number in crews):
        return False
    return job.after is None or draft.ends().get(job.after, start + 1) <= start


def insert_missing(draft: Draft, jobs: Iterable[int]) -> None:
    """Put these jobs where they fit best, and whoever is missing where people locked a job for several crews."""
    missing = [index for index, job in enumerate(draft.day.jobs) if job.locked is not None and job.people > 1]
    alone = [index for index in missing if sum(index in order for order in draft.orders) < draft.day.jobs[index].people]
    insert_all(draft, [*alone, *jobs])


def repair(draft: Draft, crew: int) -> None:
    """Take jobs out of the crew's route until it keeps every rule: the one that breaks one, or the one before it."""
    order = list(draft.orders[crew])
    draft.put(crew, order)
    while draft.is_broken(crew):
        loose = [place for place, index in enumerate(order) if index not in draft.pinned]
        if not loose:
            break
        order.pop(_wrong_place(draft, crew, loose))
        draft.put(crew, order)


def _wrong_place(draft: Draft, crew: int, loose: Sequence[int]) -> int:
    stops = draft.routes[crew]
    for place, stop in enumerate(stops):
        is_pinned = stop.job in draft.pinned
        if not is_pinned and not fits(draft.day.jobs[stop.job], stop):
            return place
        if is_pinned and stop.arrive > stop.start:
            return max((each for each in loose if each < place), default=loose[-1])
    assert not is_home_in_time(draft.day, crew, stops) or stops[-1].end > draft.day.crews[crew].shift.end
    return loose[-1]
