"""What runs by itself: asking channels, the poller that finds what no notification told, and fetching keys."""

from __future__ import annotations

import logging
from datetime import date

from procrastinate import RetryStrategy

from laoyou.infra import clock
from laoyou.infra.jobs import for_each, job, periodic
from laoyou.system.payments import use_cases
from laoyou.system.payments.reconciliation import use_cases as reconciliation
from laoyou.system.payments.reconciliation.use_cases.closing import SETTLE_TASK
from laoyou.system.payments.reconciliation.use_cases.statements import SETTLE_LINES_TASK
from laoyou.system.payments.refunds import use_cases as refunds

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
    for_each(
        "asking about order (estate, order)",
        use_cases.due_orders(at=clock.now()),
        lambda due: use_cases.query_order(estate_id=due[0], order_id=due[1], at=clock.now()),
    )


@job(name="payments.carry_refund", retry=AGAIN)
def carry_refund(estate_id: int, refund_id: int) -> None:
    refunds.carry_refund(estate_id=estate_id, refund_id=refund_id, at=clock.now())


@periodic(cron="* * * * *")
@job(name="payments.poll_refunds", queueing_lock="payments.poll_refunds")
def poll_refunds(timestamp: int) -> None:
    """Ask about every refund that is due: what a lost notification, or a worker that died, would have told."""
    for_each(
        "carrying refund (estate, refund)",
        refunds.due_refunds(at=clock.now()),
        lambda due: refunds.carry_refund(estate_id=due[0], refund_id=due[1], at=clock.now()),
    )


@periodic(cron="23 4 * * *")
@job(name="payments.refresh_keys", queueing_lock="payments.refresh_keys")
def refresh_keys(timestamp: int) -> None:
    """Fetch the channels' new certificates before they are needed; a notification never does."""
    use_cases.refresh_keys(at=clock.now())


@job(name="payments.post_channel_fee", retry=AGAIN)
def post_channel_fee(estate_id: int, channel: str, day: str, fee_fen: int) -> None:
    reconciliation.post_channel_fee(
        estate_id=estate_id, channel=channel, day=date.fromisoformat(day), fee_fen=fee_fen, at=clock.now()
    )


@job(name=SETTLE_TASK, retry=AGAIN)
def settle_day(day_id: int) -> None:
    """Enter what a day lacks that somebody closes, then close it."""
    reconciliation.settle_and_close(day_id=day_id, at=clock.now())


@job(name=SETTLE_LINES_TASK)
def settle_lines() -> None:
    """Enter the transfers that name an order, as soon as their statement is."""
    _settle_lines()


@periodic(cron="*/5 * * * *")
@job(name="payments.settle_lines_again", queueing_lock="payments.settle_lines_again")
def settle_lines_again(timestamp: int) -> None:
    """Take up again what a worker that died, or a fault, left between the bank's line and its order."""
    _settle_lines()


def _settle_lines() -> None:
    for_each(
        "entering line of the bank",
        reconciliation.named_lines(),
        lambda line_id: reconciliation.settle_line(line_id=line_id, at=clock.now()),
    )


@periodic(cron="35 2-15 * * *")
@job(name="payments.reconcile", queueing_lock="payments.reconcile")
def reconcile(timestamp: int) -> None:
    """Fetch the bills of days that are over, from half past ten in the morning, and compare what is not closed.

    A day that was being closed when a worker died is taken up again.
    """
    at = clock.now()
    for_each(
        "closing day",
        reconciliation.settling_days(),
        lambda day_id: reconciliation.settle_and_close(day_id=day_id, at=at),
    )
    reconciliation.expect_terminal_days(at=at)
    for_each(
        "fetching the bill of",
        reconciliation.days_without_bill(at=at),
        lambda known: reconciliation.fetch_bill(channel=known[0], day=known[1], at=at),
    )
    for_each(
        "comparing the day of",
        reconciliation.open_days(at=at),
        lambda known: reconciliation.compare_day(channel=known[0], day=known[1], at=at),
    )
