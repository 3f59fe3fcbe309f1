"""What runs by itself: asking channels, the poller that finds what no notification told, and fetching keys."""

from __future__ import annotations

import logging

from procrastinate import RetryStrategy

from laoyou.infra import clock
from laoyou.infra.jobs import job, periodic
from laoyou.system.payments import use_cases

log = logging.getLogger(__name__)
AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


@job(name="payments.ask_prepay", retry=AGAIN)
def ask_prepay(estate_id: int, order_id: int) -> None:
    use_cases.ask_prepay(estate_id=estate_id, order_id=order_id, at=clock.now())


@job(name="payments.query_order", retry=AGAIN)
def query_order(estate_id: int, order_id: int) -> None:
    use_cases.query_order(estate_id=estate_id, order_id=order_id, at=clock.now())


@job(name="payments.close_order", retry=AGAIN)
def close_order(estate_id: int, order_id: int) -> None:
    use_cases.close_order(estate_id=estate_id, order_id=order_id, at=clock.now(), reason="replaced by another")


@job(name="payments.take_over")
def take_over(assignment_id: int) -> None:
    use_cases.take_over(assignment_id=assignment_id, at=clock.now())


@periodic(cron="*/5 * * * *")
@job(name="payments.take_over_again", queueing_lock="payments.take_over_again")
def take_over_again(timestamp: int) -> None:
    """Try again what has left the centre's books and not arrived, for as long as it takes."""
    for assignment_id in use_cases.on_their_way():
        try:
            use_cases.take_over(assignment_id=assignment_id, at=clock.now())
        except Exception as fault:  # one that fails must not keep the others waiting; people see it counted
            log.warning("money of assignment %s has not arrived: %s", assignment_id, type(fault).__name__)


@periodic(cron="* * * * *")
@job(name="payments.poll", queueing_lock="payments.poll")
def poll(timestamp: int) -> None:
    """Ask about every order that is due: what a lost notification would have told is found here."""
    for estate_id, order_id in use_cases.due_orders(at=clock.now()):
        use_cases.query_order(estate_id=estate_id, order_id=order_id, at=clock.now())


@periodic(cron="23 4 * * *")
@job(name="payments.refresh_keys", queueing_lock="payments.refresh_keys")
def refresh_keys(timestamp: int) -> None:
    """Fetch the channels' new certificates before they are needed; a notification never does."""
    use_cases.refresh_keys(at=clock.now())
