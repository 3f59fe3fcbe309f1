"""What runs by itself: figures of months, issues that a person started and left, and word to who has paid."""

from __future__ import annotations

from procrastinate import RetryStrategy

from laoyou.core.calendar import Month
from laoyou.infra import clock
from laoyou.infra.jobs import job
from laoyou.system.billing import use_cases
from laoyou.system.billing.arrears import jobs as arrears_jobs  # noqa: F401 they enter themselves
from laoyou.system.billing.endings import use_cases as endings
from laoyou.system.billing.endings.use_cases.asking import CARRY
from laoyou.system.billing.endings.use_cases.asking import TELL as TELL_OF_ENDING
from laoyou.system.billing.invoices import jobs as invoice_jobs  # noqa: F401 these too
from laoyou.system.billing.use_cases.issuing_later import TASK as ISSUE
from laoyou.system.billing.use_cases.refreshing import TASK as REFRESH
from laoyou.system.billing.use_cases.telling import TASK as TELL

AGAIN = RetryStrategy(max_attempts=5, exponential_wait=3)


@job(name=REFRESH)
def refresh_figures(estate_id: int, since: str) -> None:
    use_cases.refresh_figures(estate_id=estate_id, since=Month.parse(since), at=clock.now())


@job(name=ISSUE)
def issue_month(estate_id: int, month: str, user_id: int, work_id: int) -> None:
    use_cases.issue_for_user(
        estate_id=estate_id, month=Month.parse(month), user_id=user_id, work_id=work_id, at=clock.now()
    )


@job(name=TELL, retry=AGAIN)
def tell_of_payment(estate_id: int, payment_id: int) -> None:
    use_cases.tell_of_payment(estate_id=estate_id, payment_id=payment_id, at=clock.now())


@job(name=CARRY)
def carry_ending(estate_id: int, ending_id: int, work_id: int) -> None:
    endings.carry_ending(estate_id=estate_id, ending_id=ending_id, work_id=work_id, at=clock.now())


@job(name=TELL_OF_ENDING, retry=AGAIN)
def tell_of_ending(estate_id: int, ending_id: int) -> None:
    endings.tell_of_ending(estate_id=estate_id, ending_id=ending_id, at=clock.now())
