"""Each step of an invoice: moved, written down, and queued for what comes next, in the caller's transaction."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from laoyou.core.money import Money
from laoyou.infra import audit, states
from laoyou.infra.actor import Actor
from laoyou.infra.jobs import app
from laoyou.system.billing.invoices.models import Invoice
from laoyou.system.billing.invoices.rules.states import MOVES, InvoiceState

CARRY = "billing.carry_invoice"


def held_invoice(estate_id: int, invoice_id: int) -> Invoice:
    """Return the invoice, held until the transaction ends."""
    return Invoice.objects.select_for_update().get(estate_id=estate_id, id=invoice_id)


def move_invoice(
    row: Invoice, to: InvoiceState, *, actor: Actor, at: datetime, reason: str = "", also: Iterable[str] = ()
) -> None:
    """Move an invoice that the caller holds: the one way its state changes."""
    states.move(row, to, MOVES, actor=actor, at=at, reason=reason, also=also)
    write_down(row, actor=actor, at=at, reason=reason)


def write_down(row: Invoice, *, actor: Actor, at: datetime, reason: str = "") -> None:
    audit.record(
        f"billing.invoice_{row.state}",
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="payments.payment",
        subject_id=row.payment_id,
        reason=reason,
        amount=f"¥{Money(row.amount_fen)}",
        receipt=row.receipt_number,
    )


def defer_invoice(row: Invoice) -> None:
    """Queue what is to do about the invoice; tasks of one invoice run one after the other."""
    app.configure_task(CARRY, lock=f"billing.invoice:{row.estate_id}:{row.id}").defer(
        estate_id=row.estate_id, invoice_id=row.id
    )
