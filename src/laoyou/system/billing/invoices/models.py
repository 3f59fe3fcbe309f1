"""The tables of invoices. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.billing.invoices.rules.states import OVER, InvoiceState
from laoyou.system.billing.invoices.rules.titles import TitleKind


class Invoice(EstateRow):
    """发票 of a payment: whom it names, what it says, and how it stands at the tax bureau under `number`, our own.

    `tried_at` is when the bureau was last asked to make it, `withdrawn_for` why the money went back: what is under way
    then becomes no invoice, or one that is reversed.
    """

    payment_id = models.BigIntegerField()
    home_id = models.BigIntegerField()
    number = models.CharField(max_length=40)
    receipt_number = models.CharField(max_length=24)
    kind = models.CharField(max_length=10)
    title = models.CharField(max_length=100)
    tax_number = models.CharField(max_length=18, default="")
    send_to = models.CharField(max_length=100)
    seller_name = models.CharField(max_length=80)
    seller_number = models.CharField(max_length=18)
    taxpayer = models.CharField(max_length=10)
    amount_fen = models.BigIntegerField()
    net_fen = models.BigIntegerField()
    tax_fen = models.BigIntegerField()
    state = models.CharField(max_length=10, default=InvoiceState.ASKED.value)
    invoice_code = models.CharField(max_length=12, default="")
    invoice_number = models.CharField(max_length=20, default="")
    pdf_address = models.CharField(max_length=300, default="")
    issued_on = models.DateField(null=True)
    red_number = models.CharField(max_length=20, default="")
    withdrawn_for = models.CharField(max_length=20, default="")
    asked_by = models.BigIntegerField(null=True)
    asked_by_name = models.CharField(max_length=100)
    asked_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True)
    tries = models.IntegerField(default=0)
    trouble = models.CharField(max_length=200, default="")
    next_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_invoice"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="invoice_number_once"),
            models.UniqueConstraint(
                fields=["estate_id", "payment_id"],
                condition=~Q(state__in=sorted(state.value for state in OVER)),
                name="one_live_invoice",
            ),
            models.CheckConstraint(
                condition=Q(amount_fen=F("net_fen") + F("tax_fen"), net_fen__gt=0, tax_fen__gte=0),
                name="invoice_amounts",
            ),
            models.CheckConstraint(
                condition=Q(kind=TitleKind.PERSON.value, tax_number="")
                | (Q(kind=TitleKind.COMPANY.value) & ~Q(tax_number="")),
                name="invoice_title",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "submitted", "refused"], invoice_number="", issued_on__isnull=True)
                | (Q(state__in=["issued", "reversing", "reversed"], issued_on__isnull=False) & ~Q(invoice_number="")),
                name="invoice_state",
            ),
            models.CheckConstraint(
                condition=(Q(state="reversed") & ~Q(red_number="")) | (~Q(state="reversed") & Q(red_number="")),
                name="invoice_red_letter",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "-asked_at"], name="invoice_by_state"),
            models.Index(fields=["estate_id", "payment_id"], name="invoice_by_payment"),
            models.Index(fields=["estate_id", "asked_by", "-asked_at"], name="invoice_by_asker"),
            models.Index(
                fields=["next_at"], name="invoice_due", condition=Q(state__in=["asked", "submitted", "reversing"])
            ),
        ]


class InvoiceLine(EstateRow):
    """An item on an invoice, with the tax told apart; without a rate it is exempt. Append-only."""

    invoice = belongs_to("billing.Invoice", related_name="lines")
    name = models.CharField(max_length=60)
    tax_code = models.CharField(max_length=19)
    rate = models.DecimalField(max_digits=5, decimal_places=4, null=True)
    amount_fen = models.BigIntegerField()
    net_fen = models.BigIntegerField()
    tax_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_invoice_line"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(amount_fen=F("net_fen") + F("tax_fen"), net_fen__gt=0, tax_fen__gte=0),
                name="invoice_line_amounts",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "invoice"], name="invoice_line_by_invoice")]
