"""What the calendar does to the books: their log is signed every night, and the city's after it."""

import logging

from django.db import DatabaseError

from laoyou.core.errors import Refusal
from laoyou.infra import clock
from laoyou.infra.jobs import for_each, job, periodic
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.budgets import queries as budgets
from laoyou.system.ledger.budgets import use_cases as budget_acts

logger = logging.getLogger(__name__)


@periodic(cron="23 16 * * *")
@job(name="ledger.log_books", queueing_lock="ledger.log_books")
def log_books(timestamp: int) -> None:
    """Log what each estate posted since yesterday, then the city's list of what they signed. At 00:23 of the city."""
    at = clock.now()
    for_each(
        "logging the books of estate",
        queries.estates_to_log(),
        lambda estate_id: use_cases.log_estate(estate_id=estate_id, at=at),
    )
    use_cases.log_city(at=at)


@job(name="ledger.share_cost")
def share_cost(cost_id: int) -> None:
    """Bring a shared cost into the books of each of its estates, one after the other; what fails is tried again."""
    _post_parts([(cost_id, estate_id) for estate_id in budgets.parts_of_cost(cost_id)])


@periodic(cron="*/10 * * * *")
@job(name="ledger.share_what_is_missing", queueing_lock="ledger.share_what_is_missing")
def share_what_is_missing(timestamp: int) -> None:
    """Post the parts that an earlier try left out: a worker was stopped, or an estate's books were busy."""
    _post_parts(budgets.parts_to_post())


def _post_parts(parts: list[tuple[int, int]]) -> None:
    at = clock.now()
    for cost_id, estate_id in parts:
        try:
            budget_acts.post_part(cost_id=cost_id, charged_estate_id=estate_id, at=at)
        except (Refusal, DatabaseError):  # one estate's trouble is not the others'
            logger.exception("the part of shared cost %s in estate %s waits", cost_id, estate_id)
