"""A plan whose times stay as people know them wherever that costs nobody anything."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from laoyou.system.dispatch.rules.day import Day, Plan, Stop
from laoyou.system.dispatch.rules.prices import late_fee
from laoyou.system.dispatch.rules.timetable import begin, leave


def settled(day: Day, plan: Plan, known: Mapping[tuple[int, int], int]) -> Plan:
    """Return the plan with each stop begun as late as people know it, if it need be no earlier.

    `known` are the starts by crew and job. No stop moves to an earlier minute, and none becomes late by it.
    """
    routes = [_settled(day, number, stops, known) for number, stops in enumerate(plan.routes)]
    return Plan(routes, plan.unassigned)


def _settled(day: Day, number: int, stops: Sequence[Stop], known: Mapping[tuple[int, int], int]) -> list[Stop]:
    crew = day.crews[number]
    found: list[Stop] = []
    until, there = crew.shift.end, crew.end_place
    for stop in reversed(stops):
        job = day.jobs[stop.job]
        wanted = known.get((number, stop.job), stop.start)
        way = day.minutes_between(crew, job.place, there)
        can_wait = (
            stop.start < wanted <= job.latest
            and wanted + job.minutes <= crew.shift.end
            and begin(crew, wanted, wanted, job.minutes) == wanted
            and leave(crew, wanted + job.minutes, way) <= until
            and late_fee(job, wanted) <= late_fee(job, stop.start)
            and job.people == 1
            and job.locked is None
        )
        if can_wait:
            stop = replace(stop, start=wanted, end=wanted + job.minutes)
        found.append(stop)
        until, there = stop.start, job.place
    return found[::-1]
