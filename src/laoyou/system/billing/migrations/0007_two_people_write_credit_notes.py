"""A credit note is asked for by one person and approved by another. Notes of before stay as they are."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0006_guards_of_arrears"),
    ]

    operations = [
        migrations.CreateModel(
            name="Correction",
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
                (
                    "bill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="corrections",
                        to="billing.bill",
                    ),
                ),
            ],
            options={
                "db_table": "billing_correction",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="creditnote",
            name="correction",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="billing.correction",
            ),
        ),
        migrations.AddConstraint(
            model_name="creditnote",
            constraint=models.UniqueConstraint(
                condition=models.Q(("correction__isnull", False)),
                fields=("estate_id", "correction"),
                name="corrected_once",
            ),
        ),
        migrations.AddIndex(
            model_name="correction",
            index=models.Index(fields=["estate_id", "state", "-asked_at"], name="correction_by_state"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_correction_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="billing_correction_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
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
                name="billing_correction_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
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
                name="billing_correction_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id", "bill"), name="one_correction_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="correction_above_zero"),
        ),
        same_estate("billing_correction", "bill_id", "billing_bill"),
        same_estate("billing_credit_note", "correction_id", "billing_correction"),
        *estate_rows_only("billing_correction"),
        *only_these_change(
            "billing_correction", "state", "decided_by", "decided_by_name", "decided_at", "decision_reason"
        ),
        migrations.RunSQL(
            "ALTER TABLE billing_credit_note ADD CONSTRAINT credit_note_of_two_people"
            " CHECK (correction_id IS NOT NULL) NOT VALID",
            "ALTER TABLE billing_credit_note DROP CONSTRAINT credit_note_of_two_people",
        ),
    ]
