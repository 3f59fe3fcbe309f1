"""What the calendar does about sign-in."""

from __future__ import annotations

from datetime import UTC, datetime

from laoyou.infra.jobs import job, periodic
from laoyou.system.people import use_cases


@periodic(cron="41 3 * * *")
@job(queueing_lock="people.forget_old_sign_ins")
def forget_old_sign_ins(timestamp: int) -> None:
    """Remove yesterday's codes and counts of tries."""
    at = datetime.fromtimestamp(timestamp, UTC)
    use_cases.forget_old_codes(at=at)
    use_cases.forget_old_tries(at=at)
