"""A whole day, or a day that has begun: a plan as good as the time allows, checked before it is handed out."""

from __future__ import annotations

import random
import time
from collections.abc import Iterable, Sequence

from laoyou.system.dispatch.rules.checking import Rule, violations
from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.draft import Draft, begun
from laoyou.system.dispatch.rules.insertion import insert_all, is_tied
from laoyou.system.dispatch.rules.timetable import fits, is_home_in_time
from laoyou.system.dispatch.solver.routing import improve
from laoyou.system.dispatch.solver.spans import components, rejoined, spans_of

SHARES = (0.5, 0.3, 0.2)  # of the time, for a first run and for two that hold one side of the links each


def plan_day(day: Day, *, seconds: float, seed: int) -> Draft:
    """Return a plan that keeps every rule, in about so many seconds; a large day takes half a second more.

    What is locked stays as it is: so a day that has begun is planned anew, with all that must not change locked.
    """
    best = first = started(day)
    chance = random.Random(seed)  # noqa: S311 no secret
    ends = time.monotonic() + seconds
    groups = [(crews, [index for index in jobs if not _is_fixed(best, index)]) for crews, jobs in components(day)]
    groups = [(crews, jobs) for crews, jobs in groups if jobs]
    weight = sum(len(jobs) for _, jobs in groups)
    for turn, share in enumerate(SHARES):
        for crews, jobs in groups:
            left = ends - time.monotonic()
            run = min(seconds * share * len(jobs) / weight, left)
            if run > 0.01:
                found = _turn(best, crews, jobs, seconds=run, seed=seed, holds_start=turn % 2 == 0)
                best = min(best, found, key=Draft.total)
        best = min(best, _with_ties_anew(best, chance), key=Draft.total)
    return best if breaks_nothing(best) else first


def started(day: Day) -> Draft:
    """Return the day with what is locked, and everything else put where it fits best."""
    draft = begun(day)
    _insert(draft, draft.left_over())
    return draft


def breaks_nothing(draft: Draft) -> bool:
    """Say whether the plan keeps every rule that locked jobs don't break by themselves: the check in front of it."""
    alone = {found for found in violations(draft.day, begun(draft.day).plan()) if found.rule is not Rule.LOST}
    return set(violations(draft.day, draft.plan())) <= alone


def _is_fixed(draft: Draft, index: int) -> bool:
    return index in draft.pinned or is_tied(draft, index)


def _turn(
    best: Draft, crews: Sequence[int], jobs: Sequence[int], *, seconds: float, seed: int, holds_start: bool
) -> Draft:
    draft = best.copy()
    able = [crew for crew in crews if not draft.is_broken(crew)]
    pieces = {crew: spans_of(draft, crew, holds_start=holds_start) for crew in able}
    spans = [span for crew in able for span in pieces[crew]]
    if not spans:
        return draft
    served = improve(draft.day, spans, jobs, seconds=seconds, seed=seed)
    first = 0
    for crew in able:
        places = range(first, first + len(pieces[crew]))
        of_crew = {place - first: served.get(place, []) for place in places}
        draft.orders[crew] = rejoined(pieces[crew], of_crew)
        first += len(pieces[crew])
        _repair(draft, crew)
    _insert(draft, draft.left_over())
    return draft


def _insert(draft: Draft, jobs: Iterable[int]) -> None:
    missing = [index for index, job in enumerate(draft.day.jobs) if job.locked is not None and job.people > 1]
    alone = [index for index in missing if sum(index in order for order in draft.orders) < draft.day.jobs[index].people]
    insert_all(draft, [*alone, *jobs])


def _repair(draft: Draft, crew: int) -> None:
    """Take jobs out of the crew's route until it keeps every rule: the one that breaks one, or the one before it."""
    order = list(draft.orders[crew])
    while draft.priced(crew, order, draft.pinned) is None:
        draft.orders[crew] = order
        loose = [place for place, index in enumerate(order) if index not in draft.pinned]
        if not loose:
            break
        order.pop(_wrong_place(draft, crew, loose))
    draft.put(crew, order)


def _wrong_place(draft: Draft, crew: int, loose: Sequence[int]) -> int:
    stops = draft.stops_of(crew)
    for place, stop in enumerate(stops):
        is_pinned = stop.job in draft.pinned
        if not is_pinned and not fits(draft.day.jobs[stop.job], stop):
            return place
        if is_pinned and stop.arrive > stop.start:
            return max((each for each in loose if each < place), default=loose[-1])
    assert not is_home_in_time(draft.day, crew, stops) or stops[-1].end > draft.day.crews[crew].shift.end
    return loose[-1]


def _with_ties_anew(best: Draft, chance: random.Random) -> Draft:
    """Return the plan with its tied jobs taken out and put back, a chain at a time, wherever that costs less."""
    day = best.day
    loose = [index for index, job in enumerate(day.jobs) if job.locked is None and is_tied(best, index)]
    chains: dict[int, list[int]] = {}
    for index in loose:
        chains.setdefault(_head(day, index), []).append(index)
    heads = sorted(chains)
    chance.shuffle(heads)
    for head in heads:
        tried = best.copy()
        for index in chains[head]:
            tried.take_out(index)
        insert_all(tried, tried.left_over())
        best = min(best, tried, key=Draft.total)
    return best


def _head(day: Day, index: int) -> int:
    job = day.jobs[index]
    while job.after is not None:
        index = job.after
        job = day.jobs[index]
    return index
