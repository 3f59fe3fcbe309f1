"""What the calendar does about inspections and certificates."""

from laoyou.infra import clock
from laoyou.infra.actor import system
from laoyou.infra.jobs import for_each, job, periodic
from laoyou.system.work.facilities import queries, use_cases


@periodic(cron="40 21 * * *")
@job(name="work.open_inspections", queueing_lock="work.open_inspections")
def open_inspections(timestamp: int) -> None:
    """Open what falls due within three days, estate by estate. At 05:40 of the city, before the day is planned."""
    at = clock.now()
    for_each(
        "opening the inspections of estate",
        queries.estates_with_plans(),
        lambda estate_id: use_cases.open_due_rounds(actor=system("work.jobs"), estate_id=estate_id, at=at),
    )
