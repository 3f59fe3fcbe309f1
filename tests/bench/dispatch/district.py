"""A seeded district: crews, estates, and the jobs of a day, some urgent, some agreed, some due before noon.

The mix is assumed, not measured (docs/rules/dispatch.md): 6 % urgent within half an hour, 34 % agreed within an hour
and a half, 25 % before noon, the rest any time; six bases, seven hundred estates on eight by four kilometres.
"""

from __future__ import annotations

import random
from typing import Any

from laoyou.system.dispatch.rules.day_file import clock

CREWS = (
    *([("plumbing", "electrical")] * 12),
    *([("cleaning", "gardening")] * 9),
    *([("electrical", "lift")] * 5),
    *([("cleaning", "care")] * 5),
    *([("care",)] * 5),
    *([("plumbing",)] * 4),
)
MINUTES = {
    "plumbing": (30, 71),
    "electrical": (25, 60),
    "cleaning": (30, 60),
    "care": (30, 60),
    "gardening": (40, 71),
    "lift": (30, 70),
}
SHARES = (0.27, 0.20, 0.20, 0.15, 0.10, 0.08)
ESTATES, BASES = 700, 6


def district(seed: int, crews: int = 40, jobs: int = 400) -> dict[str, Any]:
    """Return the day as a file."""
    chance = random.Random(seed)
    bases = [[22.80 + 0.06 * chance.random(), 108.30 + 0.09 * chance.random()] for _ in range(BASES)]
    people = []
    for number in range(crews):
        base = chance.choice(bases)
        people.append(
            {
                "id": f"c{number}",
                "skills": list(CREWS[(number * len(CREWS) // crews) % len(CREWS)]),
                "shift": ["08:00", "18:00"],
                "break": ["12:00", "13:30"],
                "start": base,
                "end": base,
            }
        )
    estates = [[22.80 + 0.036 * chance.random(), 108.30 + 0.078 * chance.random()] for _ in range(ESTATES)]
    work = [_job(chance, f"j{number}", estates) for number in range(jobs)]
    return {"date": "2026-11-22", "crews": people, "jobs": work}


def urgent(seed: int, now: int, count: int) -> list[dict[str, Any]]:
    """Return jobs that nobody knew of before that minute: one alone is an emergency, of many every fourth."""
    chance = random.Random(seed * 1_000 + now)
    estates = [[22.80 + 0.036 * chance.random(), 108.30 + 0.078 * chance.random()] for _ in range(ESTATES)]
    found = []
    for number in range(count):
        job = _job(chance, f"new{now}-{number}", estates)
        job.pop("window", None)
        is_emergency = number % 4 == 0
        job.update(priority=0 if is_emergency else 1, due=clock(now + (30 if is_emergency else 120)))
        found.append(job)
    return found


def _job(chance: random.Random, name: str, estates: list[list[float]]) -> dict[str, Any]:
    place = chance.choice(estates)
    skill = chance.choices(list(MINUTES), SHARES)[0]
    job: dict[str, Any] = {"id": name, "at": place, "skill": skill, "minutes": chance.randint(*MINUTES[skill])}
    kind = chance.random()
    if kind < 0.06:
        known = chance.randrange(480, 1000, 10)
        job.update(priority=0, window=[clock(known), "18:00"], due=clock(known + 30))
    elif kind < 0.40:
        agreed = chance.randrange(480, 960, 30)
        job.update(priority=1, window=[clock(agreed), clock(agreed + 90)], due=clock(agreed + 90))
    elif kind < 0.65:
        job.update(priority=2, due="12:00")
    else:
        job.update(priority=3, due="18:00")
    return job
