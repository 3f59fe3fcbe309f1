"""Invoices as their readers see them: that of a payment, and the list of the desk."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.invoices.models import Invoice, InvoiceLine
from laoyou.system.billing.invoices.paid import paid_lines
from laoyou.system.billing.invoices.providers import client
from laoyou.system.billing.invoices.rules.states import OVER, UNDER_WAY, InvoiceState
from laoyou.system.billing.invoices.rules.titles import TitleKind, masked_receiver
from laoyou.system.payments import queries as payments
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places

STATES = tuple(state.value for state in InvoiceState)


@dataclass(frozen=True, slots=True)
class InvoiceLineView:
    name: str
    rate: Decimal | None
    amount: Money
    net: Money
    tax: Money


@dataclass(frozen=True, slots=True)
class InvoiceView:
    """An invoice. A person's name and where it is sent are masked but for who asked for it."""

    id: int
    payment_id: int
    home_id: int
    home_label: str
    number: str
    receipt_number: str
    kind: str
    title: str
    tax_number: str
    send_to: str
    amount: Money
    net: Money
    tax: Money
    state: str
    invoice_code: str
    invoice_number: str
    pdf_address: str
    issued_on: date | None
    red_number: str
    withdrawn_for: str
    asked_by_name: str
    asked_at: datetime
    tries: int
    trouble: str

    @property
    def is_under_way(self) -> bool:
        return InvoiceState(self.state) in UNDER_WAY

    @property
    def is_over(self) -> bool:
        return InvoiceState(self.state) in OVER


@dataclass(frozen=True, slots=True)
class Title:
    """Whom the last invoice was for, to be offered again to who asked for it."""

    kind: str = TitleKind.PERSON.value
    title: str = ""
    tax_number: str = ""
    send_to: str = ""


@dataclass(frozen=True, slots=True)
class Invoiceable:
    """What of a payment an invoice would tell. Without `is_set_up` nobody can ask here."""

    is_set_up: bool
    lines: tuple[InvoiceLineView, ...] = ()

    @property
    def amount(self) -> Money:
        return Money.total(line.amount for line in self.lines)


def invoices_of_payment(*, actor: Actor, estate_id: int, payment_id: int) -> list[InvoiceView]:
    """Return the invoices of a payment, the newest first, to who may read its receipt. Raises: NotFound."""
    payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    rows = Invoice.objects.filter(estate_id=estate_id, payment_id=payment_id).order_by("-id")
    return _views(list(rows), actor, estate_id)


def invoiceable(*, actor: Actor, estate_id: int, payment_id: int) -> Invoiceable:
    """Return what of a payment an invoice would tell now. Raises: NotFound."""
    payments.receipt_for(actor=actor, estate_id=estate_id, payment_id=payment_id)
    if not client.is_set_up():
        return Invoiceable(is_set_up=False)
    lines = paid_lines(estate_id, payment_id, client.provider().seller.items)
    return Invoiceable(
        True,
        tuple(
            InvoiceLineView(line.name, line.item.rate, line.split.amount, line.split.net, line.split.tax)
            for line in lines
        ),
    )


def lines_of_invoice(*, actor: Actor, estate_id: int, invoice_id: int) -> list[InvoiceLineView]:
    """Return the lines of an invoice, for the desk."""
    actor.require(Right.TAKE_CASH, estate_id)
    rows = InvoiceLine.objects.filter(estate_id=estate_id, invoice_id=invoice_id).order_by("id")
    return [
        InvoiceLineView(row.name, row.rate, Money(row.amount_fen), Money(row.net_fen), Money(row.tax_fen))
        for row in rows
    ]


def last_title(*, actor: Actor, estate_id: int) -> Title:
    """Return whom the actor's own last invoice in the estate was for; an empty one the first time."""
    if actor.user_id is None:
        return Title()
    row = Invoice.objects.filter(estate_id=estate_id, asked_by=actor.user_id).order_by("-asked_at", "-id").first()
    return Title(row.kind, row.title, row.tax_number, row.send_to) if row else Title()


def invoices_for(
    *, actor: Actor, estate_id: int, state: str = "", search: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[InvoiceView]:
    """Return one page of an estate's invoices, the newest first."""
    actor.require(Right.TAKE_CASH, estate_id)
    found = Invoice.objects.filter(estate_id=estate_id)
    if state in STATES:
        found = found.filter(state=state)
    if text := search.strip():
        homes = places.homes_for(actor=actor, estate_id=estate_id, search=text, size=200).rows
        found = found.filter(
            Q(home_id__in=[home.id for home in homes])
            | Q(title__icontains=text)
            | Q(receipt_number__icontains=text)
            | Q(invoice_number__icontains=text)
        )
    start = offset_of(page, size)
    rows = list(found.order_by("-asked_at", "-id")[start : start + size])
    return Page(rows=_views(rows, actor, estate_id), number=page, size=size, total=found.count())


def _views(rows: list[Invoice], actor: Actor, estate_id: int) -> list[InvoiceView]:
    labels = places.home_labels(estate_id=estate_id, home_ids={row.home_id for row in rows}) if rows else {}
    return [_view(row, actor, labels.get(row.home_id, "")) for row in rows]


def _view(row: Invoice, actor: Actor, home_label: str) -> InvoiceView:
    is_own = actor.user_id is not None and row.asked_by == actor.user_id
    return InvoiceView(
        id=row.id,
        payment_id=row.payment_id,
        home_id=row.home_id,
        home_label=home_label,
        number=row.number,
        receipt_number=row.receipt_number,
        kind=row.kind,
        title=row.title if is_own or row.kind == TitleKind.COMPANY else masked_name(row.title),
        tax_number=row.tax_number,
        send_to=row.send_to if is_own else masked_receiver(row.send_to),
        amount=Money(row.amount_fen),
        net=Money(row.net_fen),
        tax=Money(row.tax_fen),
        state=row.state,
        invoice_code=row.invoice_code,
        invoice_number=row.invoice_number,
        pdf_address=row.pdf_address,
        issued_on=row.issued_on,
        red_number=row.red_number,
        withdrawn_for=row.withdrawn_for,
        asked_by_name=row.asked_by_name,
        asked_at=row.asked_at,
        tries=row.tries,
        trouble=row.trouble,
    )
