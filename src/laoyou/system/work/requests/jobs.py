"""What runs by the calendar: warnings and the steps of the ladder, and the lapse of asking periods."""

from __future__ import annotations

from laoyou.infra import clock
from laoyou.infra.actor import system
from laoyou.infra.jobs import for_each, job, periodic
from laoyou.system.work.requests import use_cases
from laoyou.system.work.requests.queries.looking import to_escalate, to_lapse

CALENDAR = system("work.requests")


@periodic(cron="* * * * *")
@job(name="work.climb", queueing_lock="work.climb")
def climb(timestamp: int) -> None:
    """Warn of requests that are due soon, and pass on what is late."""
    at = clock.now()
    for_each(
        "request",
        to_escalate(at=at),
        lambda each: use_cases.escalate(actor=CALENDAR, estate_id=each[0], request_id=each[1], at=at),
    )


@periodic(cron="*/10 * * * *")
@job(name="work.lapse", queueing_lock="work.lapse")
def lapse(timestamp: int) -> None:
    """Close answered requests whose asking period has passed without a word."""
    at = clock.now()
    for_each(
        "request",
        to_lapse(at=at),
        lambda each: use_cases.lapse(actor=CALENDAR, estate_id=each[0], request_id=each[1], at=at),
    )
