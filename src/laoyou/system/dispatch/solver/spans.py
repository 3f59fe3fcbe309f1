"""A crew's day in the pieces that a routing engine understands: from one fixed thing to the next.

Fixed are the pinned jobs and the rest. A piece that ends with the rest ends anywhere; the next one begins where the
crew then is, which depends on the plan: the *link*. A plan is improved in turns, each with one side of the links held.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.draft import Draft


@dataclass(frozen=True, slots=True)
class Span:
    """`start` or `end` None: anywhere. `jobs` are those that a draft has in it, `fixed` the pinned one that ends it."""

    crew: int
    begin: int
    late: int
    start: int | None
    end: int | None
    jobs: tuple[int, ...]
    fixed: int | None


def spans_of(draft: Draft, crew: int, *, holds_start: bool) -> list[Span]:
    """Return the crew's pieces in order. With `holds_start` a piece after the rest begins at the last job before it;
    else the piece before the rest ends at the first job after it.
    """
    day = draft.day
    who = day.crews[crew]
    parts = _parts(draft, crew)
    spans: list[Span] = []
    begin, start = who.shift.begin, who.start_place
    is_after_rest = False
    for number, (jobs, until, fixed) in enumerate(parts):
        is_before_rest = fixed is None and number < len(parts) - 1
        end: int | None = who.end_place if number == len(parts) - 1 else None
        if fixed is not None:
            end = day.jobs[fixed].place
        elif is_before_rest and not holds_start:
            following, _, next_fixed = parts[number + 1]
            nearest = following[0] if following else next_fixed
            end = who.end_place if nearest is None else day.jobs[nearest].place
        spans.append(Span(crew, begin, until, start if holds_start or not is_after_rest else None, end, jobs, fixed))
        is_after_rest = is_before_rest
        if jobs:
            start = day.jobs[jobs[-1]].place
        if fixed is not None:
            begin, start = draft.pinned[fixed] + day.jobs[fixed].minutes, day.jobs[fixed].place
        elif is_before_rest and who.rest is not None:
            begin = who.rest.end
    return spans


def _parts(draft: Draft, crew: int) -> list[tuple[tuple[int, ...], int, int | None]]:
    """Return for each piece its jobs, the minute at which it is over, and the pinned job that it leads to."""
    who = draft.day.crews[crew]
    starts = {stop.job: stop.start for stop in draft.stops_of(crew)}
    parts: list[tuple[tuple[int, ...], int, int | None]] = []
    jobs: list[int] = []
    rest = who.rest
    for index in draft.orders[crew]:
        if rest is not None and starts[index] >= rest.end:
            parts.append((tuple(jobs), rest.begin, None))
            jobs, rest = [], None
        if index in draft.pinned:
            parts.append((tuple(jobs), draft.pinned[index], index))
            jobs = []
        else:
            jobs.append(index)
    if rest is not None:
        parts.append((tuple(jobs), rest.begin, None))
        jobs = []
    parts.append((tuple(jobs), who.shift.end, None))
    return parts


def components(day: Day) -> list[tuple[list[int], list[int]]]:
    """Return crews and jobs in groups that share no skill: each can be planned by itself, at the same time."""
    group: dict[str, str] = {}

    def root(skill: str) -> str:
        while group.setdefault(skill, skill) != skill:
            skill = group[skill]
        return skill

    for crew in day.crews:
        first, *others = sorted(crew.skills) or [""]
        for other in others:
            group[root(other)] = root(first)
    names = sorted({root(job.skill) for job in day.jobs})
    found = []
    for name in names:
        crews = [number for number, crew in enumerate(day.crews) if any(root(skill) == name for skill in crew.skills)]
        jobs = [index for index, job in enumerate(day.jobs) if root(job.skill) == name]
        if crews:
            found.append((crews, jobs))
    return found


def rejoined(spans: Sequence[Span], served: Mapping[int, Sequence[int]]) -> list[int]:
    """Return a crew's order of jobs from its pieces; `served` names the jobs by the piece's place in `spans`."""
    order: list[int] = []
    for place, span in enumerate(spans):
        order += served.get(place, ())
        if span.fixed is not None:
            order.append(span.fixed)
    return order
