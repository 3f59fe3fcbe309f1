"""Asking for an invoice: by who paid, or by the desk for them."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import Checks
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.system.billing.invoices.errors import (
    AnotherCompanysMoney,
    InvoiceThere,
    NothingToInvoice,
    TitleMissing,
    UnknownTitleKind,
    WrongReceiver,
    WrongTaxNumber,
)
from laoyou.system.billing.invoices.models import Invoice, InvoiceLine
from laoyou.system.billing.invoices.paid import paid_lines
from laoyou.system.billing.invoices.providers import client
from laoyou.system.billing.invoices.rules.states import OVER
from laoyou.system.billing.invoices.rules.titles import TitleKind, credit_code, is_credit_code, receiver
from laoyou.system.billing.invoices.steps import defer_invoice, write_down
from laoyou.system.billing.standings import hold_bills
from laoyou.system.mandates import queries as mandates
from laoyou.system.payments import queries as payments

LONGEST_TITLE = 100


def ask_invoice(
    *,
    actor: Actor,
    estate_id: int,
    payment_id: int,
    kind: str,
    title: str,
    tax_number: str,
    send_to: str,
    at: datetime,
) -> int:
    """Ask for the invoice of what a payment paid on bills, and return its id; a job brings it to the bureau.

    Raises: NotFound; Several of UnknownTitleKind, TitleMissing, WrongTaxNumber, WrongReceiver; InvoicesNotSetUp;
    AnotherCompanysMoney; NothingToInvoice; InvoiceThere.
    """
    with scope.estate(estate_id):
        receipt = payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
        code = credit_code(tax_number) if kind == TitleKind.COMPANY else ""
        to, name = receiver(send_to), " ".join(title.split())
        _check(kind=kind, title=name, code=code, to=to)
        seller = client.provider().seller
        mandate = mandates.mandate_in_force(estate_id, receipt.paid_on)
        if mandate is not None and mandate.company_name != seller.name:
            raise AnotherCompanysMoney(company=mandate.company_name)
        hold_bills(estate_id, receipt.home_id)  # whoever takes the money back waits, and then finds the invoice
        before = list(
            Invoice.objects.filter(estate_id=estate_id, payment_id=payment_id).values_list("state", flat=True)
        )
        if any(state not in OVER for state in before):
            raise InvoiceThere
        lines = paid_lines(estate_id, payment_id, seller.items)
        if not lines:
            raise NothingToInvoice
        row = Invoice.objects.create(
            estate_id=estate_id,
            payment_id=payment_id,
            home_id=receipt.home_id,
            number=f"FP{estate_id}P{payment_id}N{len(before) + 1}",
            receipt_number=receipt.number,
            kind=kind,
            title=name,
            tax_number=code,
            send_to=to,
            seller_name=seller.name[:80],
            seller_number=seller.number,
            taxpayer=seller.taxpayer.value,
            amount_fen=Money.total(line.split.amount for line in lines).fen,
            net_fen=Money.total(line.split.net for line in lines).fen,
            tax_fen=Money.total(line.split.tax for line in lines).fen,
            asked_by=actor.user_id,
            asked_by_name=actor.name[:100],
            asked_at=at,
            next_at=at,
        )
        InvoiceLine.objects.bulk_create(
            InvoiceLine(
                estate_id=estate_id,
                invoice=row,
                name=line.name,
                tax_code=line.item.code,
                rate=line.item.rate,
                amount_fen=line.split.amount.fen,
                net_fen=line.split.net.fen,
                tax_fen=line.split.tax.fen,
            )
            for line in lines
        )
        write_down(row, actor=actor, at=at)
        defer_invoice(row)
        return int(row.id)


def _check(*, kind: str, title: str, code: str, to: str) -> None:
    checks = Checks()
    with checks:
        if kind not in set(TitleKind):
            raise UnknownTitleKind
    with checks:
        if not title or len(title) > LONGEST_TITLE:
            raise TitleMissing
    with checks:
        if kind == TitleKind.COMPANY and not is_credit_code(code):
            raise WrongTaxNumber
    with checks:
        if not to:
            raise WrongReceiver
    checks.end()
