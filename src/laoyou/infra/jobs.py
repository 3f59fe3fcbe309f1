"""Jobs by procrastinate, whose rows live in our own database: deferred inside the caller's transaction, so that a job
exists exactly when the fact does. A package's `jobs.py` holds its tasks; each loads by id, makes one use-case call and
is safe to run twice.
"""

from __future__ import annotations

import asyncio
import functools
import logging
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any, TypeVar, overload

from django.core.management import call_command
from django.db import close_old_connections, connection
from procrastinate.contrib.django import app
from procrastinate.tasks import Task

from laoyou.infra import clock, scope
from laoyou.infra.leaps import wait_for_a_right_clock
from laoyou.infra.models import LiveEvent

LIVE_EVENTS_KEPT = timedelta(days=1)
SILENT_WORKER_S = 60
T = TypeVar("T")
log = logging.getLogger(__name__)
AnyTask = Task[..., Any, Any]


def periodic(*, cron: str) -> Callable[[AnyTask], AnyTask]:
    """Run the task by the calendar: five fields, in UTC. It is given the `timestamp` of the moment it was due."""
    return app.periodic(cron=cron)


@overload
def job(function: Callable[..., Any]) -> AnyTask: ...


@overload
def job(**options: Any) -> Callable[[Callable[..., Any]], AnyTask]: ...


def job(function: Callable[..., Any] | None = None, **options: Any) -> Any:
    """Make a task of the function: `@job` or `@job(queue=…, lock=…, retry=…)`, as procrastinate's own `task`.

    Each run has a database connection that works and gives it back at the end: a worker's threads live for weeks. It
    begins when the clocks agree (`leaps`).
    """

    def made(plain: Callable[..., Any]) -> Any:
        task = plain if asyncio.iscoroutinefunction(plain) else _with_own_connection(plain)
        return app.task(**options)(task)

    return made if function is None else made(function)


def _with_own_connection(function: Callable[..., Any]) -> Callable[..., Any]:
    @functools.wraps(function)
    def run(*arguments: Any, **named: Any) -> Any:
        if connection.in_atomic_block:  # a test, or a caller who wants it now
            return function(*arguments, **named)
        close_old_connections()
        try:
            wait_for_a_right_clock()
            return function(*arguments, **named)
        finally:
            connection.close()

    return run


def for_each(what: str, things: Iterable[T], act: Callable[[T], object]) -> None:
    """Do the act for each thing. One that raises is written down, by its number and kind of fault, and stops no other.

    No words of the fault: they may quote a row. The next run of the calendar tries it again.
    """
    for thing in things:
        try:
            act(thing)
        except Exception as fault:  # whatever it was: the others have waited for their turn
            log.error("%s %s failed and was left out: %s", what, thing, type(fault).__name__)


@periodic(cron="17 3 * * *")
@job(queueing_lock="infra.tidy_up")
def tidy_up(timestamp: int) -> None:
    """Remove what nobody will ask for again: yesterday's live events, and sessions that ended."""
    with scope.everything():
        LiveEvent.objects.filter(at__lt=clock.now() - LIVE_EVENTS_KEPT).delete()
    call_command("clearsessions")


@periodic(cron="* * * * *")
@job(queueing_lock="infra.give_back_jobs", pass_context=True)
async def give_back_jobs(context: Any, timestamp: int) -> None:
    """Let other workers do what a killed one had begun: it no longer gives a sign of life."""
    manager = context.app.job_manager
    for begun in await manager.get_stalled_jobs(seconds_since_heartbeat=SILENT_WORKER_S):
        await manager.retry_job(begun)


__all__ = ["app", "for_each", "job", "periodic"]
