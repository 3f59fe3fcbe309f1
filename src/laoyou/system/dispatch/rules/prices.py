"""What a plan costs, in minutes of travel: the unit in which everything else is weighed.

The fees are a decision of the centre, not a measurement: what it would rather travel than be late, or not come at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Day, Job, Plan, Priority

LATE = {Priority.DANGER: 120, Priority.URGENT: 40, Priority.NORMAL: 25, Priority.WHENEVER: 20}
MISSED = {Priority.DANGER: 667, Priority.URGENT: 250, Priority.NORMAL: 200, Priority.WHENEVER: 150}
VERY_LATE_AFTER = 60  # minutes; from then on the fee doubles


@dataclass(frozen=True, slots=True)
class Cost:
    """`late` and `travel` in minutes, `unassigned` in jobs, `fees` in minutes of travel."""

    travel: int
    late: int
    unassigned: int
    fees: int

    @property
    def total(self) -> int:
        return self.travel + self.fees


def late_fee(job: Job, start: int) -> int:
    """Return what a start at that minute costs: nothing until `due`, the fee within the hour after it, then twice that.

    >>> job = Job("j", 0, "plumbing", 40, due=660, priority=Priority.NORMAL)
    >>> late_fee(job, 660), late_fee(job, 661), late_fee(job, 720), late_fee(job, 721)
    (0, 25, 25, 50)
    """
    if job.due is None or start <= job.due:
        return 0
    return LATE[job.priority] * (2 if start > job.due + VERY_LATE_AFTER else 1)


def cost_of(day: Day, plan: Plan) -> Cost:
    """Return what the plan costs."""
    travel = late = fees = 0
    for number, stops in enumerate(plan.routes):
        crew = day.crews[number]
        here = crew.start_place
        for stop in stops:
            job = day.jobs[stop.job]
            travel += day.minutes_between(crew, here, job.place)
            here = job.place
        if stops:
            travel += day.minutes_between(crew, here, crew.end_place)
    starts = {stop.job: stop.start for stops in plan.routes for stop in stops}
    for index, start in starts.items():
        job = day.jobs[index]
        late += max(start - job.due, 0) if job.due is not None else 0
        fees += late_fee(job, start)
    fees += sum(MISSED[day.jobs[index].priority] for index in plan.unassigned)
    return Cost(travel=travel, late=late, unassigned=len(plan.unassigned), fees=fees)
