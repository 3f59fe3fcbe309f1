"""What the worker does when a machine's clock leaps: a battery that died, a wrong date typed in, a laptop that slept.

Its jobs write days into books that are never changed, and end what is over. So each waits while its machine's clock
and the database's differ; two clocks that agree are believed. And its calendar starts anew after a leap: else it would
catch up with every minute of a leap forward, and be silent for as long as a leap back.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from procrastinate.periodic import PeriodicTask

from laoyou.infra import clock

MOST_OFF = timedelta(minutes=1)
LOOK_AGAIN_S = 1.0
SAY_AGAIN_S = 60.0
log = logging.getLogger(__name__)


def wait_for_a_right_clock() -> None:
    """Return once this machine's clock and the database's agree, and say what is wrong for as long as they don't."""
    said_at = None
    while abs(ahead := clock.ahead_of_database()) > MOST_OFF:
        if said_at is None or time.monotonic() - said_at > SAY_AGAIN_S:
            said_at = time.monotonic()
            log.error("this machine's clock is %s ahead of the database's: jobs wait until it is set right", ahead)
        threading.Event().wait(LOOK_AGAIN_S)


class Calendar(dict[Any, PeriodicTask[Any, Any, Any]]):
    """The periodic tasks, under other keys after each leap: what was remembered by the old ones is forgotten.

    procrastinate keeps in memory until when it has queued each task. The database still queues no task twice for the
    same moment.
    """

    def __init__(
        self,
        tasks: dict[Any, PeriodicTask[Any, Any, Any]],
        *,
        wall: Callable[[], float] = time.time,
        steady: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(tasks)
        self._wall, self._steady = wall, steady
        self._apart = wall() - steady()
        self._leaps = 0

    def items(self) -> Any:
        """Return the tasks with keys of the time since the last leap."""
        apart = self._wall() - self._steady()
        if abs(apart - self._apart) > MOST_OFF.total_seconds():
            log.warning("the clock leapt by %.0f s: the calendar starts anew", apart - self._apart)
            self._leaps += 1
        self._apart = apart
        return [((*key, self._leaps), task) for key, task in super().items()]


def watch_the_calendar(app: Any) -> None:
    """Give the app a calendar that notices leaps; called once, when all tasks are known."""
    app.periodic_registry.periodic_tasks = Calendar(app.periodic_registry.periodic_tasks)
