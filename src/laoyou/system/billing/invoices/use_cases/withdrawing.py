"""When the money of an invoice goes back, or its bill is corrected: a red letter for what was issued, and no invoice
for what was not.
"""

from __future__ import annotations

from datetime import datetime

from laoyou.infra.actor import system
from laoyou.system.billing.events import PaidBillCredited
from laoyou.system.billing.invoices.models import Invoice, InvoiceLine
from laoyou.system.billing.invoices.paid import payments_of_bill, still_paid_fen
from laoyou.system.billing.invoices.rules.states import OVER, InvoiceState
from laoyou.system.billing.invoices.steps import defer_invoice, move_invoice
from laoyou.system.payments.events import PaymentCancelled, RefundApproved

_HANDLER = system("billing.withdraw_invoice")
CANCELLED, REFUNDED, CREDITED = "cancelled", "refunded", "credited"


def withdraw_cancelled(event: PaymentCancelled) -> None:
    """The payment never was: in its own transaction, after its bills are open again."""
    _withdraw(event.estate_id, event.payment_id, why=CANCELLED, at=event.at)


def withdraw_refunded(event: RefundApproved) -> None:
    """A refund was approved, and took its money off bills: for what the payment still pays another one can be asked."""
    _withdraw(event.estate_id, event.payment_id, why=REFUNDED, at=event.at)


def withdraw_credited(event: PaidBillCredited) -> None:
    """A credit note took off what had been paid: an invoice that tells the old price is reversed, and another one for
    what is left can be asked.
    """
    for payment_id in payments_of_bill(event.estate_id, event.bill_id):
        _withdraw(event.estate_id, payment_id, why=CREDITED, at=event.at)


def _withdraw(estate_id: int, payment_id: int, *, why: str, at: datetime) -> None:
    held = Invoice.objects.select_for_update().filter(estate_id=estate_id, payment_id=payment_id)
    row = held.exclude(state__in=[state.value for state in OVER]).first()
    if row is None or row.withdrawn_for or still_paid_fen(estate_id, payment_id, _names(row)) >= row.amount_fen:
        return
    row.withdrawn_for, row.next_at = why, at
    if row.state == InvoiceState.ISSUED:
        move_invoice(row, InvoiceState.REVERSING, actor=_HANDLER, at=at, reason=why, also=["withdrawn_for", "next_at"])
    else:
        row.save(update_fields=["withdrawn_for", "next_at"])
    defer_invoice(row)


def _names(row: Invoice) -> set[str]:
    """Return the items that the invoice is for."""
    lines = InvoiceLine.objects.filter(estate_id=row.estate_id, invoice_id=row.id)
    return set(lines.values_list("name", flat=True))
