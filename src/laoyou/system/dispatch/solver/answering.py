"""The planner as a process: it is asked for a day in one line of JSON, and answers in one. Its engine loads once."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from laoyou.system.dispatch.rules.day_file import day_of, file_of, plan_so_far
from laoyou.system.dispatch.solver.planning import plan_day, replan


def answer(asked: Mapping[str, Any], *, seconds: float, seed: int, most_changed: int | None = None) -> dict[str, Any]:
    """Return the plan of a day as a file, planned anew if the file names the plan so far. Raises: WrongDay."""
    day = day_of(asked)
    so_far = plan_so_far(asked, day)
    cores = os.cpu_count() or 1
    if so_far is None:
        return file_of(day, plan_day(day, seconds=seconds, seed=seed, cores=cores).plan())
    known, now = so_far
    if now is None:
        found = plan_day(day, seconds=seconds, seed=seed, known=known, cores=cores, most_changed=most_changed)
        return file_of(day, found.plan())
    anew = replan(day, known, now=now, seconds=seconds, seed=seed, cores=cores, most_changed=most_changed)
    return file_of(anew.day, anew.plan)


def main() -> None:
    """Answer until nobody asks any more."""
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            told: dict[str, Any] = {"plan": answer(asked.pop("day"), **asked)}
        except Exception as fault:  # the next question may be a better one
            told = {"fault": f"{type(fault).__name__}: {fault}"}
        sys.stdout.write(json.dumps(told) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
