"""What runs by itself: bringing invoices to the bureau, and asking again about each that is due."""

from __future__ import annotations

from laoyou.infra import clock
from laoyou.infra.jobs import job, periodic
from laoyou.system.billing.invoices import use_cases
from laoyou.system.billing.invoices.steps import CARRY


@job(name=CARRY)
def carry_invoice(estate_id: int, invoice_id: int) -> None:
    use_cases.carry_invoice(estate_id=estate_id, invoice_id=invoice_id, at=clock.now())


@periodic(cron="* * * * *")
@job(name="billing.poll_invoices", queueing_lock="billing.poll_invoices")
def poll_invoices(timestamp: int) -> None:
    """Queue what is due: an answer that was lost, or a worker that died, delays an invoice and loses none."""
    use_cases.queue_due_invoices(at=clock.now())
