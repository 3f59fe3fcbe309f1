"""What runs by itself each morning: plans that have ended, and who is due for a reminder. People release it."""

from __future__ import annotations

from laoyou.core.calendar import city_day
from laoyou.infra import clock
from laoyou.infra.actor import system
from laoyou.infra.jobs import job, periodic
from laoyou.system.billing.arrears import queries, use_cases

TASK = "billing.look_after_arrears"


@periodic(cron="20 23 * * *")
@job(name="billing.look_for_arrears", queueing_lock="billing.look_for_arrears")
def look_for_arrears(timestamp: int) -> None:
    """At 7:20 in the city, queue each estate with arrears for itself, so that one that fails stops no other."""
    for estate_id in queries.estates_with_arrears(city_day(clock.now())):
        look_after_arrears.defer(estate_id=estate_id)


@job(name=TASK)
def look_after_arrears(estate_id: int) -> None:
    at, calendar = clock.now(), system("billing.arrears")
    use_cases.settle_plans(actor=calendar, estate_id=estate_id, at=at)
    use_cases.propose_batches(actor=calendar, estate_id=estate_id, at=at)
