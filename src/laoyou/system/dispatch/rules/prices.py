"""What a plan costs, in minutes of travel: the unit in which everything else is weighed.

The fees are a decision of the centre, not a measurement: what it would rather travel than be late, or not come at all.
"""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.system.dispatch.rules.day import Day, Job, Plan, Priority

LATE = {Priority.DANGER: 120, Priority.URGENT: 40, Priority.NORMAL: 25, Priority.WHENEVER: 20}
MISSED = {Priority.DANGER: 667, Priority.URGENT: 250, Priority.NORMAL: 200, Priority.WHENEVER: 150}
VERY_LATE_AFTER = 60  # minutes; from then on the fee doubles
CHANGED_CREW = 30  # somebody's day changes: worth it only for more travel than this


@dataclass(frozen=True, slots=True)
class Cost:
    """`late` and `travel` in minutes, `unassigned` and `changed` in jobs, `fees` in minutes of travel.

    `changed` are the jobs that go to another crew than people expect; their price is not among the `fees`, so that
    two plans can be compared by what they are, and not by what they change.
    """

    travel: int
    late: int
    unassigned: int
    fees: int
    changed: int = 0

    @property
    def total(self) -> int:
        """Return what the plan costs, whatever people expected."""
        return self.travel + self.fees

    @property
    def with_changes(self) -> int:
        """Return what a planner has to make small: the price of the changes with the rest."""
        return self.total + self.changed * CHANGED_CREW


def late_fee(job: Job, start: int) -> int:
    """Return what a start at that minute costs: nothing until `due`, the fee within the hour after it, then twice that.

    >>> job = Job("j", 0, "plumbing", 40, due=660, priority=Priority.NORMAL)
    >>> late_fee(job, 660), late_fee(job, 661), late_fee(job, 720), late_fee(job, 721)
    (0, 25, 25, 50)
    """
    if job.due is None or start <= job.due:
        return 0
    return LATE[job.priority] * (2 if start > job.due + VERY_LATE_AFTER else 1)


def change_fee(job: Job, crew: int) -> int:
    """Return what it costs to give the job to that crew, because people expect another.

    >>> job = Job("j", 0, "plumbing", 40, expected=3)
    >>> change_fee(job, 3), change_fee(job, 4)
    (0, 30)
    """
    return CHANGED_CREW if job.expected is not None and job.expected != crew and job.people == 1 else 0


def cost_of(day: Day, plan: Plan) -> Cost:
    """Return what the plan costs."""
    travel = late = fees = changed = 0
    for number, stops in enumerate(plan.routes):
        crew = day.crews[number]
        here = crew.start_place
        for stop in stops:
            job = day.jobs[stop.job]
            travel += day.minutes_between(crew, here, job.place)
            here = job.place
            changed += change_fee(job, number) > 0
        if stops:
            travel += day.minutes_between(crew, here, crew.end_place)
    starts = {stop.job: stop.start for stops in plan.routes for stop in stops}
    for index, start in starts.items():
        job = day.jobs[index]
        late += max(start - job.due, 0) if job.due is not None else 0
        fees += late_fee(job, start)
    fees += sum(MISSED[day.jobs[index].priority] for index in plan.unassigned)
    return Cost(travel=travel, late=late, unassigned=len(plan.unassigned), fees=fees, changed=changed)
