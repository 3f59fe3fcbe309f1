"""Why a job has no crew: what the person who asked is told, and what the dispatcher can do about it."""

from __future__ import annotations

from enum import StrEnum

from laoyou.system.dispatch.rules.day import Day, Plan
from laoyou.system.dispatch.rules.draft import begun
from laoyou.system.dispatch.rules.insertion import gaps


class Reason(StrEnum):
    """The first thing that stands in the way; `code` is how tables name it."""

    NO_SKILL = "nobody on shift has this skill"
    TOO_FEW = "fewer crews on shift have this skill than the job needs together"
    WAITS = "the job that it waits for has no crew"
    TOO_LONG = "it takes longer than any crew with this skill works in one piece"
    OUT_OF_REACH = "no crew with this skill can be there within its window, even on an empty day"
    NO_ROOM = "all crews with this skill are taken by jobs that would cost more to miss"

    @property
    def code(self) -> str:
        return self.name.lower()


def reason_for(day: Day, plan: Plan, index: int) -> Reason:
    """Return the first thing that stands in the way of an unassigned job."""
    job = day.jobs[index]
    able = [crew for crew in day.crews if crew.serves(job)]
    if not able:
        return Reason.NO_SKILL
    if len(able) < job.people:
        return Reason.TOO_FEW
    if job.after is not None and job.after in plan.unassigned:
        return Reason.WAITS
    pieces = [
        piece
        for crew in able
        for piece in (
            [crew.shift.minutes]
            if crew.rest is None
            else [crew.rest.begin - crew.shift.begin, crew.shift.end - crew.rest.end]
        )
    ]
    if job.minutes > max(pieces):
        return Reason.TOO_LONG
    if len({gap.crew for gap in gaps(begun(day), index, job.earliest)}) < job.people:
        return Reason.OUT_OF_REACH
    return Reason.NO_ROOM
