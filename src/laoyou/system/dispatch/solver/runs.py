"""Several runs of the routing engine at the same time: it holds Python's lock, so each has a process of its own."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from types import TracebackType

from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.solver.routing import Run, improve

SHORTEST_S = 0.01
_held: list[Day] = []


class Runs:
    """Runs over one day on some cores. The children are forks: they know the day without being told."""

    def __init__(self, day: Day, cores: int) -> None:
        self._day, self._cores = day, max(cores, 1)
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> Runs:
        if self._cores > 1:
            fork = multiprocessing.get_context("fork")
            self._pool = ProcessPoolExecutor(self._cores, fork, initializer=_hold, initargs=(self._day,))
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._pool is not None:
            self._pool.shutdown()

    def improve(self, runs: Sequence[Run], until: float) -> list[dict[int, list[int]] | None]:
        """Return what each run found by that moment (of the monotonic clock), None for which no time was left."""
        weight = sum(len(run.jobs) for run in runs) or 1
        time_in_all = max(until - time.monotonic(), 0) * self._cores
        seconds = [min(time_in_all / self._cores, time_in_all * len(run.jobs) / weight) for run in runs]
        if self._pool is None:
            return [_improved(self._day, run, share, until) for run, share in zip(runs, seconds, strict=True)]
        waiting = [self._pool.submit(_of_held, run, share, until) for run, share in zip(runs, seconds, strict=True)]
        return [one.result() for one in waiting]


def _hold(day: Day) -> None:
    _held[:] = [day]


def _of_held(run: Run, seconds: float, until: float) -> dict[int, list[int]] | None:
    return _improved(_held[0], run, seconds, until)


def _improved(day: Day, run: Run, seconds: float, until: float) -> dict[int, list[int]] | None:
    begins = time.monotonic()
    ends = min(begins + seconds, until)
    return improve(day, run, ends=ends) if ends - begins > SHORTEST_S else None
