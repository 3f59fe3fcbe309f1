"""Bringing an invoice to the bureau and following it to its end, under one number whatever gets lost on the way."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F

from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.billing.invoices.errors import InvoicesNotSetUp
from laoyou.system.billing.invoices.models import Invoice, InvoiceLine
from laoyou.system.billing.invoices.providers import client
from laoyou.system.billing.invoices.providers.client import OLDEST_S
from laoyou.system.billing.invoices.providers.provider import AskedInvoice, AskedLine, Provider, ToldInvoice
from laoyou.system.billing.invoices.rules.states import UNDER_WAY, InvoiceState, Standing, after
from laoyou.system.billing.invoices.steps import defer_invoice, held_invoice, move_invoice
from laoyou.system.payments.providers.wire import ChannelTrouble

_CALENDAR = system("billing.carry_invoice")
DUE_AT_ONCE = 200
STEPS = (
    *(timedelta(seconds=20), timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=5)),
    *(timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4)),
)
STALE = timedelta(seconds=OLDEST_S)
"""After so long the bureau takes no request of before any more: what it has not by then, it will not have."""
ANOTHER_AMOUNT = "the bureau names another amount"
NOT_SENT = "the money went back before it was issued"


def carry_invoice(*, estate_id: int, invoice_id: int, at: datetime) -> None:
    """Do the next thing for an invoice that is under way. Safe to run twice, and after any loss.

    A bureau that does not answer is asked again later; whoever waits sees why.
    """
    row = _begun(estate_id, invoice_id, at=at)
    if row is None:
        return
    try:
        told = _told(client.provider(), row, at=at)
    except (ChannelTrouble, InvoicesNotSetUp) as trouble:
        said = "InvoicesNotSetUp" if isinstance(trouble, InvoicesNotSetUp) else str(trouble)
        with scope.estate(estate_id):
            _count(held_invoice(estate_id, invoice_id), said, at=at)
        return
    _take(estate_id, invoice_id, told, at=at)


def queue_due_invoices(*, at: datetime) -> int:
    """Queue each invoice that is due, the longest waiting first, and return how many."""
    with scope.everything():
        due = Invoice.objects.filter(next_at__lte=at, state__in=sorted(state.value for state in UNDER_WAY))
        found = list(due.order_by("next_at").values_list("estate_id", "id")[:DUE_AT_ONCE])
    for estate_id, invoice_id in found:
        with scope.estate(estate_id):
            row = held_invoice(estate_id, invoice_id)
            row.next_at = at + STEPS[min(row.tries, len(STEPS) - 1)]
            row.save(update_fields=["next_at"])
            defer_invoice(row)
    return len(found)


def _begun(estate_id: int, invoice_id: int, *, at: datetime) -> Invoice | None:
    """Return the invoice where there is something to do, and note before asking that it may reach the bureau."""
    with scope.estate(estate_id):
        row = Invoice.objects.select_for_update().filter(estate_id=estate_id, id=invoice_id).first()
        if row is None or InvoiceState(row.state) not in UNDER_WAY:
            return None
        if not row.withdrawn_for:
            row.tried_at = at
            row.save(update_fields=["tried_at"])
        return row


def _told(provider: Provider, row: Invoice, *, at: datetime) -> ToldInvoice:
    """Return the bureau's word. What is accepted and then lost there is asked for again under the same number."""
    if row.state == InvoiceState.REVERSING:
        red_number = f"{row.number}R"
        told = provider.query(red_number, at=at)
        if told.standing in (Standing.ABSENT, Standing.REFUSED):
            told = provider.reverse(row.number, red_number=red_number, amount_fen=row.amount_fen, at=at)
        return told
    if row.withdrawn_for:
        return provider.query(row.number, at=at)
    if row.state == InvoiceState.SUBMITTED:
        told = provider.query(row.number, at=at)
        if told.standing is not Standing.ABSENT:
            return told
    return provider.submit(_asked(row), at=at)


def _asked(row: Invoice) -> AskedInvoice:
    with scope.estate(row.estate_id):
        lines = list(InvoiceLine.objects.filter(estate_id=row.estate_id, invoice_id=row.id).order_by("id"))
    return AskedInvoice(
        number=row.number,
        kind=row.kind,
        title=row.title,
        tax_number=row.tax_number,
        send_to=row.send_to,
        seller_name=row.seller_name,
        seller_number=row.seller_number,
        amount_fen=row.amount_fen,
        net_fen=row.net_fen,
        tax_fen=row.tax_fen,
        lines=tuple(
            AskedLine(
                name=line.name,
                tax_code=line.tax_code,
                rate="" if line.rate is None else str(line.rate.normalize()),
                amount_fen=line.amount_fen,
                net_fen=line.net_fen,
                tax_fen=line.tax_fen,
            )
            for line in lines
        ),
    )


def _take(estate_id: int, invoice_id: int, told: ToldInvoice, *, at: datetime) -> None:
    with scope.estate(estate_id):
        row = held_invoice(estate_id, invoice_id)
        state = InvoiceState(row.state)
        expected = f"{row.number}R" if state is InvoiceState.REVERSING else row.number
        if state not in UNDER_WAY or told.number != expected:
            return  # meanwhile it went on: the job that was queued for that asks again
        if told.standing is Standing.ISSUED and told.amount_fen != row.amount_fen:
            _count(row, ANOTHER_AMOUNT, at=at)
            return
        if told.standing is Standing.ABSENT and row.withdrawn_for and state is not InvoiceState.REVERSING:
            if row.tried_at is None or at - row.tried_at > STALE:
                _refuse(row, NOT_SENT, at=at)
            else:
                _count(row, "", at=at)
            return
        to = after(state, told.standing)
        if to is InvoiceState.REFUSED:
            _refuse(row, told.reason, at=at)
        elif to is InvoiceState.ISSUED:
            _issue(row, told, at=at)
        elif to is InvoiceState.REVERSED:
            row.red_number, row.trouble = told.invoice_number, ""
            move_invoice(row, to, actor=_CALENDAR, at=at, also=["red_number", "trouble"])
        else:
            if to is not None:
                move_invoice(row, to, actor=_CALENDAR, at=at)
            _count(row, told.reason, at=at)


def _issue(row: Invoice, told: ToldInvoice, *, at: datetime) -> None:
    row.invoice_code, row.invoice_number = told.invoice_code, told.invoice_number
    row.pdf_address, row.issued_on, row.trouble = told.pdf_address, told.issued_on, ""
    of_bureau = ["invoice_code", "invoice_number", "pdf_address", "issued_on", "trouble"]
    move_invoice(row, InvoiceState.ISSUED, actor=_CALENDAR, at=at, also=of_bureau)
    if row.withdrawn_for:
        row.next_at = at
        move_invoice(row, InvoiceState.REVERSING, actor=_CALENDAR, at=at, reason=row.withdrawn_for, also=["next_at"])
        defer_invoice(row)


def _refuse(row: Invoice, reason: str, *, at: datetime) -> None:
    row.trouble = reason[:200]
    move_invoice(row, InvoiceState.REFUSED, actor=_CALENDAR, at=at, reason=reason, also=["trouble"])


def _count(row: Invoice, trouble: str, *, at: datetime) -> None:
    """Write down that it was asked about, and when again."""
    Invoice.objects.filter(estate_id=row.estate_id, id=row.id).update(
        tries=F("tries") + 1, trouble=trouble[:200], next_at=at + STEPS[min(row.tries, len(STEPS) - 1)]
    )
