"""What the calendar does to mandates."""

from laoyou.core.calendar import city_day
from laoyou.infra import clock
from laoyou.infra.actor import system
from laoyou.infra.jobs import for_each, job, periodic
from laoyou.system.mandates import queries, use_cases


@periodic(cron="7 * * * *")
@job(queueing_lock="mandates.settle_terms")
def settle_terms(timestamp: int) -> None:
    """End the mandates whose term is over, estate by estate. Every hour: a day begins at another time than UTC's."""
    at = clock.now()
    for_each(
        "settling the terms of estate",
        queries.estates_with_terms_over(city_day(at)),
        lambda estate_id: use_cases.settle_terms(actor=system("mandates.jobs"), estate_id=estate_id, at=at),
    )
