"""What the calendar does to the books: their log is signed every night, and the city's after it."""

from laoyou.infra import clock
from laoyou.infra.jobs import job, periodic
from laoyou.system.ledger import queries, use_cases


@periodic(cron="23 16 * * *")
@job(name="ledger.log_books", queueing_lock="ledger.log_books")
def log_books(timestamp: int) -> None:
    """Log what each estate posted since yesterday, then the city's list of what they signed. At 00:23 of the city."""
    at = clock.now()
    for estate_id in queries.estates_to_log():
        use_cases.log_estate(estate_id=estate_id, at=at)
    use_cases.log_city(at=at)
