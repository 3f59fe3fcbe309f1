"""What the calendar does about sign-in, and house ledgers that a person handed in and left."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime

from django.db import connection
from procrastinate import RetryStrategy

from laoyou.infra import clock, scope, work
from laoyou.infra.jobs import job, periodic
from laoyou.system.people import use_cases
from laoyou.system.people.house_ledger import use_cases as house_ledger
from laoyou.system.people.house_ledger.use_cases.checking import CHECK_TASK
from laoyou.system.people.house_ledger.use_cases.entering import ENTER_TASK
from laoyou.system.people.use_cases.codes import TIE_TASK


class NotAllTied(Exception):
    """Estates could not be written; the task is tried again."""


@job(name=TIE_TASK, retry=RetryStrategy(max_attempts=5, exponential_wait=5))
def tie_records(user_id: int) -> None:
    """Tie what a sign-in could not, because an estate's rows could not be written then."""
    if left := use_cases.tie_records(user_id=user_id):
        raise NotAllTied(f"{len(left)} estates")


@periodic(cron="41 3 * * *")
@job(queueing_lock="people.forget_old_sign_ins")
def forget_old_sign_ins(timestamp: int) -> None:
    """Remove yesterday's codes and counts of tries."""
    at = datetime.fromtimestamp(timestamp, UTC)
    use_cases.forget_old_codes(at=at)
    use_cases.forget_old_tries(at=at)


@periodic(cron="53 3 * * *")
@job(queueing_lock="people.delete_old_ledgers")
def delete_old_ledgers(timestamp: int) -> None:
    """Delete the files of house ledgers that were entered, given up or left."""
    house_ledger.delete_old_files(at=clock.now())


@job(name=CHECK_TASK)
def check_house_ledger(estate_id: int, sheet_id: int, work_id: int) -> None:
    """Read a large ledger that was handed in."""
    with _telling(estate_id, work_id) as tell:
        house_ledger.check_for_work(estate_id=estate_id, sheet_id=sheet_id, work_id=work_id, at=clock.now(), tell=tell)


@job(name=ENTER_TASK)
def enter_house_ledger(estate_id: int, sheet_id: int, work_id: int, user_id: int | None) -> None:
    """Enter a checked ledger."""
    with _telling(estate_id, work_id) as tell:
        house_ledger.enter_for_work(
            estate_id=estate_id, sheet_id=sheet_id, work_id=work_id, user_id=user_id, at=clock.now(), tell=tell
        )


@contextmanager
def _telling(estate_id: int, work_id: int) -> Iterator[Callable[[int], None]]:
    """Give a way to tell the progress beside a transaction that nobody sees into: over a connection of its own."""
    with ThreadPoolExecutor(max_workers=1) as beside:
        # Waited for: told late, it would undo “finished”.
        yield lambda done: beside.submit(_tell, estate_id, work_id, done).result()


def _tell(estate_id: int, work_id: int, done: int) -> None:
    try:
        with scope.estate(estate_id):
            begun = work.find(estate_id=estate_id, work_id=work_id)
            if begun.state == "running":
                work.advance(begun, done=done, at=clock.now())
    finally:
        connection.close()
