"""The tables of shared costs and settlements."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0002_guards"),
        ("ledger", "0008_guards_of_budgets"),
    ]

    operations = [
        migrations.CreateModel(
            name="SharedCost",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("account", models.SmallIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("spent_on", models.DateField()),
                ("payee", models.CharField(max_length=80)),
                ("text", models.CharField(max_length=200)),
                ("key", models.CharField(max_length=10)),
                ("key_source", models.CharField(max_length=200)),
                ("state", models.CharField(default="recorded", max_length=10)),
                ("recorded_by", models.BigIntegerField()),
                ("recorded_by_name", models.CharField(max_length=60)),
                ("recorded_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_shared_cost",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["estate_id", "organisation_id", "-id"], name="shared_cost_by_company")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedcost_estate_row"),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="shared_cost_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(("account__range", (50, 59))), name="shared_cost_account"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("key__in", ["hours", "orders", "area", "homes", "fixed"]),
                            models.Q(("key_source", ""), _negated=True),
                        ),
                        name="shared_cost_key",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["recorded", "approved", "refused", "reversed"])),
                        name="shared_cost_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state", "recorded")),
                            models.Q(
                                models.Q(("state", "recorded"), _negated=True),
                                ("decided_by__isnull", False),
                                models.Q(("decided_by", models.F("recorded_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="shared_cost_needs_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearSettlement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("mode", models.CharField(max_length=10)),
                ("percent", models.SmallIntegerField(default=0)),
                ("amount_fen", models.BigIntegerField(default=0)),
                ("drawn_fen", models.BigIntegerField(default=0)),
                ("terms_text", models.CharField(default="", max_length=200)),
                ("figures", models.JSONField()),
                ("prepared_by", models.BigIntegerField()),
                ("prepared_by_name", models.CharField(max_length=60)),
                ("prepared_at", models.DateTimeField()),
                ("published_by", models.BigIntegerField(null=True)),
                ("published_by_name", models.CharField(default="", max_length=60)),
                ("published_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "ledger_year_settlement",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_yearsettlement_estate_row"),
                    models.UniqueConstraint(
                        condition=models.Q(("published_at__isnull", False)),
                        fields=("estate_id", "year"),
                        name="year_settled_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["lump_sum", "fee_plus", "trust"])), name="settlement_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gte", 0), ("drawn_fen__gte", 0), ("percent__range", (0, 10000))
                        ),
                        name="settlement_terms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_fen", 0), ("mode", "lump_sum"), ("percent", 0)),
                            models.Q(
                                models.Q(("mode", "lump_sum"), _negated=True),
                                models.Q(("terms_text", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlement_states_its_terms",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at__isnull", True), ("published_by__isnull", True)),
                            models.Q(
                                ("published_at__isnull", False),
                                models.Q(("published_by", models.F("prepared_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="settlement_needs_a_second_person",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedCostMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("actor", models.CharField(max_length=40)),
                ("actor_name", models.CharField(max_length=60)),
                ("reason", models.CharField(default="", max_length=200)),
                ("at", models.DateTimeField()),
                (
                    "cost",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="moves",
                        to="ledger.sharedcost",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_shared_cost_move",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "cost", "id"], name="shared_cost_move_by_cost")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedcostmove_estate_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedCostPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("charged_estate_id", models.BigIntegerField()),
                ("numerator", models.BigIntegerField()),
                ("denominator", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("charged_entry_id", models.BigIntegerField(null=True)),
                ("charged_on", models.DateField(null=True)),
                ("returned_entry_id", models.BigIntegerField(null=True)),
                (
                    "cost",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="parts",
                        to="ledger.sharedcost",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_shared_cost_part",
                "abstract": False,
                "indexes": [
                    models.Index(
                        condition=models.Q(
                            ("charged_entry_id__isnull", True), ("returned_entry_id__isnull", True), _connector="OR"
                        ),
                        fields=["estate_id", "cost"],
                        name="shared_part_not_done",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedcostpart_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "cost", "charged_estate_id"), name="shared_part_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), ("numerator__gt", 0), ("numerator__lte", models.F("denominator"))
                        ),
                        name="shared_part_of_the_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedCostVoucher",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                (
                    "cost",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="vouchers",
                        to="ledger.sharedcost",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="infra.storedfile",
                    ),
                ),
                (
                    "public_file",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="infra.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_shared_cost_voucher",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "cost"], name="shared_voucher_by_cost")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedcostvoucher_estate_row")
                ],
            },
        ),
        migrations.CreateModel(
            name="SharedEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("shared_cost_id", models.BigIntegerField()),
                ("is_reversal", models.BooleanField(default=False)),
                ("key", models.CharField(max_length=10)),
                ("key_source", models.CharField(max_length=200)),
                ("numerator", models.BigIntegerField()),
                ("denominator", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("whole_fen", models.BigIntegerField()),
                ("payee", models.CharField(max_length=80)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="ledger.entry",
                    ),
                ),
            ],
            options={
                "db_table": "ledger_shared_entry",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedentry_estate_row"),
                    models.UniqueConstraint(
                        fields=("estate_id", "shared_cost_id", "is_reversal"), name="shared_entry_once"
                    ),
                    models.UniqueConstraint(fields=("estate_id", "entry"), name="shared_entry_by_entry"),
                    models.CheckConstraint(
                        condition=models.Q(("key__in", ["hours", "orders", "area", "homes", "fixed"])),
                        name="shared_entry_key",
                    ),
                ],
            },
        ),
    ]
