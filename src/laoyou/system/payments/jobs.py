"""What runs by itself: asking channels, the poller that finds what no notification told, and fetching keys."""

from __future__ import annotations

from datetime import datetime

from procrastinate import RetryStrategy

from laoyou.infra import clock
from laoyou.infra.jobs import job, periodic
from laoyou.system.payments import use_cases

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


@job(name="payments.take_over", retry=AGAIN)
def take_over(estate_id: int, home_id: int, channel: str, transaction: str, amount_fen: int, paid_at: str) -> None:
    use_cases.take_over(
        estate_id=estate_id,
        home_id=home_id,
        channel=channel,
        transaction=transaction,
        amount_fen=amount_fen,
        paid_at=datetime.fromisoformat(paid_at),
        at=clock.now(),
    )


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
