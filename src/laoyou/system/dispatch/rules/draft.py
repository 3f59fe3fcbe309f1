"""A plan in the making: the crews' orders of jobs, the minutes that are fixed, and what each route costs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from laoyou.system.dispatch.rules.day import Day, Plan, Stop
from laoyou.system.dispatch.rules.prices import MISSED, change_fee, late_fee
from laoyou.system.dispatch.rules.timetable import fits, is_home_in_time, timetable


@dataclass(slots=True)
class Draft:
    """`pinned` jobs begin at their minute: locked ones, and those tied together by a pair or an order of jobs.

    `routes` are the orders with their times. Change an order by `put` alone.
    """

    day: Day
    orders: list[list[int]] = field(default_factory=list)
    pinned: dict[int, int] = field(default_factory=dict)
    costs: list[int] = field(default_factory=list)
    routes: list[list[Stop]] = field(default_factory=list)

    def copy(self) -> Draft:
        return Draft(
            self.day, [list(order) for order in self.orders], dict(self.pinned), list(self.costs), list(self.routes)
        )

    def priced(self, crew: int, order: Sequence[int], pinned: Mapping[int, int]) -> int | None:
        """Return what the route would cost, or None where it breaks a window, a fixed minute or the shift."""
        return self._price(crew, timetable(self.day, crew, order, pinned), pinned)

    def put(self, crew: int, order: Sequence[int]) -> None:
        self.orders[crew] = list(order)
        self.routes[crew] = timetable(self.day, crew, order, self.pinned)
        priced = self._price(crew, self.routes[crew], self.pinned)
        self.costs[crew] = -1 if priced is None else priced

    def is_broken(self, crew: int) -> bool:
        """Say whether what is fixed for the crew can't be kept by itself: then it gets nothing more."""
        return self.costs[crew] < 0

    def take_out(self, job: int) -> None:
        for crew, order in enumerate(self.orders):
            if job in order:
                self.put(crew, [other for other in order if other != job])
        if self.day.jobs[job].locked is None:
            self.pinned.pop(job, None)

    def left_over(self) -> list[int]:
        """Return the jobs without a crew."""
        has_crew = {index for order in self.orders for index in order}
        return [index for index in range(len(self.day.jobs)) if index not in has_crew]

    def total(self) -> int:
        """Return what the draft costs in all: its routes, the changes that it makes, and what it leaves out."""
        shared = sum(
            (sum(index in order for order in self.orders) - 1) * late_fee(self.day.jobs[index], self.pinned[index])
            for index in self.pinned
            if self.day.jobs[index].people > 1
        )
        return sum(self.costs) - shared + sum(MISSED[self.day.jobs[index].priority] for index in self.left_over())

    def ends(self) -> dict[int, int]:
        """Return the minute at which each job that has a crew is done."""
        return {stop.job: stop.end for stops in self.routes for stop in stops}

    def plan(self) -> Plan:
        return Plan([list(stops) for stops in self.routes], tuple(self.left_over()))

    def _price(self, crew: int, stops: Sequence[Stop], pinned: Mapping[int, int]) -> int | None:
        day = self.day
        cost, here = 0, day.crews[crew].start_place
        for stop in stops:
            job = day.jobs[stop.job]
            if stop.arrive > stop.start or not (stop.job in pinned or fits(job, stop)):
                return None
            cost += day.minutes_between(day.crews[crew], here, job.place) + late_fee(job, stop.start)
            cost += change_fee(job, crew)
            here = job.place
        if not stops:
            return 0
        if stops[-1].end > day.crews[crew].shift.end or not is_home_in_time(day, crew, stops):
            return None
        return cost + day.minutes_between(day.crews[crew], here, day.crews[crew].end_place)


def begun(day: Day) -> Draft:
    """Return the draft in which only the locked jobs stand."""
    draft = Draft(day, [[] for _ in day.crews], {}, [0 for _ in day.crews], [[] for _ in day.crews])
    for index, job in enumerate(day.jobs):
        if job.locked is not None:
            draft.pinned[index] = job.locked.start
            draft.orders[job.locked.crew].append(index)
    for crew, order in enumerate(draft.orders):
        draft.put(crew, sorted(order, key=lambda index: draft.pinned[index]))
    return draft
