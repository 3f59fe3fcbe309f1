"""Deposits: held for homes in a fund of their own, and settled by two people."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0010_refunds_by_the_channel"),
        ("places", "0001_tables"),
        ("billing", "0010_credit_of_former_owners"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deposit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("purpose", models.CharField(max_length=100)),
                ("amount_fen", models.BigIntegerField()),
                ("payer_name", models.CharField(max_length=80)),
                ("payment_id", models.BigIntegerField(null=True)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by", models.BigIntegerField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("taken_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "billing_deposit",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["estate_id", "state", "-asked_at"], name="deposit_by_state"),
                    models.Index(fields=["estate_id", "home_id"], name="deposit_by_home"),
                    models.Index(fields=["estate_id", "payment_id"], name="deposit_by_payment"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_deposit_estate_row"),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="deposit_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_on__isnull", True),
                                ("payment_id__isnull", True),
                                ("state", "asked"),
                                ("taken_on__isnull", True),
                            ),
                            models.Q(
                                ("ended_on__isnull", True),
                                ("payment_id__isnull", False),
                                ("state", "held"),
                                ("taken_on__isnull", False),
                            ),
                            models.Q(
                                ("ended_on__isnull", False),
                                ("payment_id__isnull", False),
                                ("state__in", ["settled", "cancelled"]),
                                ("taken_on__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="deposit_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DepositReturn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("state", models.CharField(default="asked", max_length=10)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=100)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(default="", max_length=100)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(default="", max_length=200)),
                ("amount_fen", models.BigIntegerField()),
                ("back_fen", models.BigIntegerField()),
                ("kept_fen", models.BigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("receiver", models.CharField(max_length=80)),
                (
                    "deposit",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="returns",
                        to="billing.deposit",
                    ),
                ),
            ],
            options={
                "db_table": "billing_deposit_return",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "state"], name="deposit_return_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_depositreturn_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                        name="billing_depositreturn_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("state", "asked"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billing_depositreturn_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "asked"),
                            models.Q(("decided_by", models.F("asked_by")), ("state", "withdrawn")),
                            models.Q(
                                ("state__in", ["approved", "refused"]),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billing_depositreturn_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "approved"])),
                        fields=("estate_id", "deposit"),
                        name="deposit_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "amount_fen",
                                django.db.models.expressions.CombinedExpression(
                                    models.F("back_fen"), "+", models.F("kept_fen")
                                ),
                            ),
                            ("back_fen__gte", 0),
                            ("kept_fen__gte", 0),
                        ),
                        name="deposit_goes_back_or_is_kept",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("way__in", ("cash", "bank", "credit"))), name="deposit_way"
                    ),
                ],
            },
        ),
        same_estate("billing_deposit", "home_id", "places_home"),
        same_estate("billing_deposit", "payment_id", "payments_payment"),
        same_estate("billing_deposit_return", "deposit_id", "billing_deposit"),
        *estate_rows_only("billing_deposit", "billing_deposit_return"),
        *only_these_change("billing_deposit", "state", "payment_id", "taken_on", "ended_on"),
        *only_these_change(
            "billing_deposit_return", "state", "decided_by", "decided_by_name", "decided_at", "decision_reason"
        ),
    ]
