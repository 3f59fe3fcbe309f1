"""Leases of common parts, whose income is the owners'."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0014_paid_on_to_suppliers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Lease",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("payer", models.CharField(max_length=80)),
                ("place", models.CharField(max_length=80)),
                ("basis", models.CharField(max_length=120)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("every_months", models.SmallIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("state", models.CharField(default="running", max_length=10)),
                ("ended_on", models.DateField(null=True)),
                ("end_reason", models.CharField(default="", max_length=200)),
                ("made_by", models.BigIntegerField()),
                ("made_by_name", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "ledger_lease",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_lease_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["advertising", "ground_rent", "other"])), name="lease_kind"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_before__gt", models.F("starts_on"))), name="lease_period"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0), ("every_months__range", (1, 12))), name="lease_amount"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_on__isnull", True), ("state__in", ["running"])),
                            models.Q(("ended_on__isnull", False), ("state", "ended")),
                            _connector="OR",
                        ),
                        name="lease_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LeaseInstalment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("is_dropped", models.BooleanField(default=False)),
                (
                    "expense",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.expense",
                    ),
                ),
                (
                    "lease",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="instalments",
                        to="ledger.lease",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_lease_instalment",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_leaseinstalment_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "lease", "number"), name="lease_instalment_once"),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="lease_instalment_amount"),
                    models.CheckConstraint(
                        condition=models.Q(("is_dropped", False), ("expense__isnull", True), _connector="OR"),
                        name="lease_instalment_dropped",
                    ),
                ],
            },
        ),
        same_estate("ledger_lease_instalment", "lease_id", "ledger_lease"),
        same_estate("ledger_lease_instalment", "expense_id", "ledger_expense"),
        *estate_rows_only("ledger_lease", "ledger_lease_instalment"),
        *only_these_change("ledger_lease", "state", "ended_on", "end_reason"),
        *only_these_change("ledger_lease_instalment", "expense_id", "is_dropped"),
    ]
