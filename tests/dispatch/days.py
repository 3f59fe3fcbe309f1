"""Invented days: as a file for what is told from outside, and at random for what must hold on every day."""

from __future__ import annotations

import random
from typing import Any

from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.day_file import clock, day_of

SKILLS = ("plumbing", "electric", "cleaning")


def crew(name: str, *skills: str, **more: Any) -> dict[str, Any]:
    base = {"id": name, "skills": list(skills) or ["plumbing"], "shift": ["08:00", "18:00"]}
    return {**base, "start": [22.81, 108.36], "end": [22.81, 108.36], **more}


def job(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "at": [22.80, 108.35], "skill": "plumbing", "minutes": 40, **more}


def day(crews: list[dict[str, Any]], jobs: list[dict[str, Any]], **more: Any) -> Day:
    return day_of({"date": "2026-11-22", "crews": crews, "jobs": jobs, **more})


def random_day(seed: int, *, crews: int, jobs: int, tied: float = 0.15, locked: float = 0.1) -> Day:
    """Return a day with everything that a day can have: windows, deadlines, rests, pairs, chains, locked jobs."""
    chance = random.Random(seed)
    names = [f"c{number}" for number in range(crews)]
    people = []
    for name in names:
        begins = chance.choice([420, 480, 540])
        rest = {"break": ["12:00", "13:30"]} if chance.random() < 0.7 else {}
        people.append(
            crew(
                name,
                *chance.sample(SKILLS, chance.randint(1, 2)),
                shift=[clock(begins), clock(begins + 600)],
                start=_place(chance),
                end=_place(chance),
                mode=chance.choice(["walk", "ebike", "van"]),
                **rest,
            )
        )
    work = []
    for number in range(jobs):
        more: dict[str, Any] = {}
        if chance.random() < 0.4:
            first = chance.randrange(480, 960, 30)
            more["window"] = [clock(first), clock(first + 90)]
        if chance.random() < 0.5:
            more["due"] = clock(chance.randrange(500, 1000, 10))
        if chance.random() < tied:
            more["people"] = 2
        if number and chance.random() < tied:
            more["after"] = f"j{chance.randrange(number)}"
        if not more and chance.random() < locked:
            more["locked"] = {"crew": chance.choice(names), "start": clock(chance.randrange(480, 1000, 5))}
        work.append(
            job(
                f"j{number}",
                at=_place(chance),
                skill=chance.choice(SKILLS),
                minutes=chance.randint(5, 90),
                priority=chance.randint(0, 3),
                **more,
            )
        )
    return day(people, work)


def _place(chance: random.Random) -> list[float]:
    return [22.80 + 0.03 * chance.random(), 108.32 + 0.03 * chance.random()]
