"""What a careful dispatcher does without a computer: the earliest deadline first, to the nearest crew that is free.

A model, not a measurement: the yardstick for a plan, and the way out when nothing better is at hand.
"""

from __future__ import annotations

from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.draft import Draft, begun
from laoyou.system.dispatch.rules.insertion import depth, gaps, insert, is_tied
from laoyou.system.dispatch.rules.prices import late_fee


def plan_by_hand(day: Day) -> Draft:
    """Return the day as planned job by job, each at the end of the route of the nearest crew that comes in time.

    Where none comes in time, the one that comes first. Jobs that need several crews or wait for others are fitted in
    with all care, so that the model is not put at a disadvantage by them.
    """
    draft = begun(day)
    jobs = [index for index, job in enumerate(day.jobs) if job.locked is None or job.people > 1]

    def deadline(index: int) -> tuple[int, ...]:
        job = day.jobs[index]
        last = min(job.latest, job.due if job.due is not None else job.latest)
        return (0 if is_tied(draft, index) else 1, depth(day.jobs, index), last, job.priority, index)

    for index in sorted(jobs, key=deadline):
        if is_tied(draft, index):
            insert(draft, index)
        else:
            _append(draft, index)
    return draft


def _append(draft: Draft, index: int) -> None:
    day, job = draft.day, draft.day.jobs[index]
    choices = []
    for gap in gaps(draft, index, job.earliest, at_end=True):
        stops = draft.routes[gap.crew]
        here = day.jobs[stops[-1].job].place if stops else day.crews[gap.crew].start_place
        way = day.minutes_between(day.crews[gap.crew], here, job.place)
        is_late = late_fee(job, gap.start) > 0
        choices.append((is_late, gap.start if is_late else way, gap.crew, gap))
    if choices:
        gap = min(choices, key=lambda choice: choice[:3])[3]
        draft.put(gap.crew, gap.order)
