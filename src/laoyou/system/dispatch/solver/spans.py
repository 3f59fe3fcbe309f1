"""A crew's day in the pieces that a routing engine understands: from one fixed thing to the next.

Fixed are the pinned jobs and the rest. Where a crew is at its rest depends on the plan, so the pieces before and after
it meet at a place that is held for one run: where the crew rests now, or where it goes next. Both pieces pay their way
to that place, so that a run can only find the plan dearer than it is; for the plan as it stands the price is exact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.draft import Draft


@dataclass(frozen=True, slots=True)
class Span:
    """`jobs` are those that a draft has in it, `fixed` the pinned one that ends it.

    With `ends_later` the way to its end is paid but takes no time of it: it is made after the rest.
    """

    crew: int
    begin: int
    late: int
    start: int
    end: int
    ends_later: bool
    jobs: tuple[int, ...]
    fixed: int | None


def spans_of(draft: Draft, crew: int, *, moves_after_rest: bool) -> list[Span]:
    """Return the crew's pieces in order. They meet where the crew rests, and it moves on after the rest; or where it
    goes next, and it moves there before.
    """
    day = draft.day
    who = day.crews[crew]
    parts = _parts(draft, crew)
    spans: list[Span] = []
    begin, start = who.shift.begin, who.start_place
    for number, (jobs, until, fixed) in enumerate(parts):
        end, ends_later = who.end_place, False
        here = day.jobs[jobs[-1]].place if jobs else start
        if fixed is not None:
            end = day.jobs[fixed].place
        elif number < len(parts) - 1:
            following, _, next_fixed = parts[number + 1]
            first = following[0] if following else next_fixed
            ends_later = moves_after_rest or first is None
            if first is not None:
                end = here if moves_after_rest else day.jobs[first].place
        spans.append(Span(crew, begin, until, start, end, ends_later, jobs, fixed))
        start = end
        if fixed is not None:
            begin = draft.pinned[fixed] + day.jobs[fixed].minutes
        elif who.rest is not None:
            begin = who.rest.end
    return spans


def _parts(draft: Draft, crew: int) -> list[tuple[tuple[int, ...], int, int | None]]:
    """Return for each piece its jobs, the minute at which it is over, and the pinned job that it leads to."""
    who = draft.day.crews[crew]
    starts = {stop.job: stop.start for stop in draft.routes[crew]}
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
