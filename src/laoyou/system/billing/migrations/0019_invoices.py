"""Invoices: asked for by payers, issued by the tax bureau, reversed when the money goes back."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0018_penalised_once"),
    ]

    operations = [
        migrations.CreateModel(
            name="Invoice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("payment_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=40)),
                ("receipt_number", models.CharField(max_length=24)),
                ("kind", models.CharField(max_length=10)),
                ("title", models.CharField(max_length=100)),
                ("tax_number", models.CharField(default="", max_length=18)),
                ("send_to", models.CharField(max_length=100)),
                ("seller_name", models.CharField(max_length=80)),
                ("seller_number", models.CharField(max_length=18)),
                ("taxpayer", models.CharField(max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("net_fen", models.BigIntegerField()),
                ("tax_fen", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("invoice_code", models.CharField(default="", max_length=12)),
                ("invoice_number", models.CharField(default="", max_length=20)),
                ("pdf_address", models.CharField(default="", max_length=300)),
                ("issued_on", models.DateField(null=True)),
                ("red_number", models.CharField(default="", max_length=20)),
                ("withdrawn_for", models.CharField(default="", max_length=20)),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_by_name", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("tried_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("trouble", models.CharField(default="", max_length=200)),
                ("next_at", models.DateTimeField()),
            ],
            options={
                "db_table": "billing_invoice",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["estate_id", "state", "-asked_at"], name="invoice_by_state"),
                    models.Index(fields=["estate_id", "payment_id"], name="invoice_by_payment"),
                    models.Index(fields=["estate_id", "asked_by", "-asked_at"], name="invoice_by_asker"),
                    models.Index(
                        condition=models.Q(("state__in", ["asked", "submitted", "reversing"])),
                        fields=["next_at"],
                        name="invoice_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_invoice_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "number"), name="invoice_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["refused", "reversed"]), _negated=True),
                        fields=("estate_id", "payment_id"),
                        name="one_live_invoice",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_fen"), "+", models.F("tax_fen")
                                ),
                            ),
                            ("net_fen__gt", 0),
                            ("tax_fen__gte", 0),
                        ),
                        name="invoice_amounts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "person"), ("tax_number", "")),
                            models.Q(("kind", "company"), models.Q(("tax_number", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="invoice_title",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("invoice_number", ""),
                                ("issued_on__isnull", True),
                                ("state__in", ["asked", "submitted", "refused"]),
                            ),
                            models.Q(
                                ("issued_on__isnull", False),
                                ("state__in", ["issued", "reversing", "reversed"]),
                                models.Q(("invoice_number", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="invoice_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "reversed"), models.Q(("red_number", ""), _negated=True)),
                            models.Q(models.Q(("state", "reversed"), _negated=True), ("red_number", "")),
                            _connector="OR",
                        ),
                        name="invoice_red_letter",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="InvoiceLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("tax_code", models.CharField(max_length=19)),
                ("rate", models.DecimalField(decimal_places=4, max_digits=5, null=True)),
                ("amount_fen", models.BigIntegerField()),
                ("net_fen", models.BigIntegerField()),
                ("tax_fen", models.BigIntegerField()),
                (
                    "invoice",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="billing.invoice",
                    ),
                ),
            ],
            options={
                "db_table": "billing_invoice_line",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "invoice"], name="invoice_line_by_invoice")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_invoiceline_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("net_fen"), "+", models.F("tax_fen")
                                ),
                            ),
                            ("net_fen__gt", 0),
                            ("tax_fen__gte", 0),
                        ),
                        name="invoice_line_amounts",
                    ),
                ],
            },
        ),
        same_estate("billing_invoice", "payment_id", "payments_payment"),
        same_estate("billing_invoice", "home_id", "places_home"),
        same_estate("billing_invoice_line", "invoice_id", "billing_invoice"),
        *estate_rows_only("billing_invoice", "billing_invoice_line"),
        *only_these_change(
            "billing_invoice",
            *("state", "invoice_code", "invoice_number", "pdf_address", "issued_on", "red_number", "withdrawn_for"),
            *("tried_at", "tries", "trouble", "next_at"),
        ),
        *state_moves(
            "billing_invoice",
            {
                "asked": "submitted issued refused",
                "submitted": "issued refused",
                "issued": "reversing",
                "reversing": "reversed",
            },
        ),
        *append_only("billing_invoice_line"),
    ]
