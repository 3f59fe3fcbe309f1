"""The planner's figures: `python -m tests.bench dispatch`, or parts of it: `dispatch.urgent,dispatch.technicians`.

All of it takes about forty minutes, for it compares with a minute's thought many times. Needs no database.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence

from tests.bench.dispatch import days, technicians, vrptw
from tests.bench.measured import Measured

PARTS = ("hand", "cold", "urgent", "burst", "vrptw", "technicians")


def run(parts: Sequence[str] = PARTS) -> Iterator[Measured]:
    """Yield the lines of the parts asked for, as they are measured."""
    cores = min(os.cpu_count() or 1, 2)
    yield from days.run(parts, days.Size(days=int(os.environ.get("LAOYOU_BENCH_DAYS", "10")), cores=cores))
    if "vrptw" in parts:
        yield from vrptw.run()
    if "technicians" in parts:
        yield from technicians.run()
