"""Posted money is taken back by two people, and an undecided record by who recorded it."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("ledger", "0010_guards_of_shared_costs"),
    ]

    operations = [
        migrations.CreateModel(
            name="Reversal",
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
            ],
            options={
                "db_table": "ledger_reversal",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SharedCostReversal",
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
            ],
            options={
                "db_table": "ledger_shared_cost_reversal",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="expense",
            name="expense_state",
        ),
        migrations.RemoveConstraint(
            model_name="expense",
            name="expense_needs_a_second_person",
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["recorded", "approved", "refused", "withdrawn"])),
                name="expense_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="expense",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("recorded_by")), ("state", "withdrawn")),
                    models.Q(
                        models.Q(("state", "withdrawn"), _negated=True),
                        models.Q(("decided_by", models.F("recorded_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="expense_needs_a_second_person",
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="reversals",
                to="ledger.entry",
            ),
        ),
        migrations.AddField(
            model_name="reversal",
            name="reversing_entry",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="ledger.entry",
            ),
        ),
        migrations.AddField(
            model_name="sharedcostreversal",
            name="cost",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="reversals",
                to="ledger.sharedcost",
            ),
        ),
        migrations.AddIndex(
            model_name="reversal",
            index=models.Index(fields=["estate_id", "state", "-asked_at"], name="reversal_by_state"),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_reversal_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="ledger_reversal_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("state", "asked"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_reversal_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("decided_by", models.F("asked_by")), ("state", "withdrawn")),
                    models.Q(
                        ("state__in", ["approved", "refused"]),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_reversal_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "approved"])),
                fields=("estate_id", "entry"),
                name="reversal_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="reversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reversing_entry__isnull", False), ("state", "approved")),
                    models.Q(models.Q(("state", "approved"), _negated=True), ("reversing_entry__isnull", True)),
                    _connector="OR",
                ),
                name="approved_reversal_is_posted",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcostreversal",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="ledger_sharedcostreversal_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="sharedcostreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="ledger_sharedcostreversal_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcostreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        models.Q(("state", "asked"), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_sharedcostreversal_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcostreversal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state", "asked"),
                    models.Q(("decided_by", models.F("asked_by")), ("state", "withdrawn")),
                    models.Q(
                        ("state__in", ["approved", "refused"]),
                        models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ledger_sharedcostreversal_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="sharedcostreversal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "approved"])),
                fields=("estate_id", "cost"),
                name="shared_cost_reversal_once",
            ),
        ),
        same_estate("ledger_reversal", "entry_id", "ledger_entry"),
        same_estate("ledger_reversal", "reversing_entry_id", "ledger_entry"),
        same_estate("ledger_shared_cost_reversal", "cost_id", "ledger_shared_cost"),
        *estate_rows_only("ledger_reversal", "ledger_shared_cost_reversal"),
        *only_these_change(
            "ledger_reversal",
            *("state", "decided_by", "decided_by_name", "decided_at", "decision_reason", "reversing_entry_id"),
        ),
        *only_these_change(
            "ledger_shared_cost_reversal", "state", "decided_by", "decided_by_name", "decided_at", "decision_reason"
        ),
    ]
