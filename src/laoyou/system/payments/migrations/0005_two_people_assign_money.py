"""Money in suspense is assigned by two people, and may be on its way from the centre to an estate."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0004_name_of_who_took_the_money"),
    ]

    operations = [
        migrations.CreateModel(
            name="Assignment",
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
                ("destination", models.CharField(max_length=10)),
                ("to_estate_id", models.BigIntegerField(null=True)),
                ("to_home_id", models.BigIntegerField(null=True)),
                ("to_label", models.CharField(default="", max_length=60)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("tries", models.IntegerField(default=0)),
                ("trouble", models.CharField(default="", max_length=100)),
            ],
            options={
                "db_table": "payments_assignment",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="payment",
            name="payment_place",
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("place__in", ("applied", "suspense", "moved", "returned"))), name="payment_place"
            ),
        ),
        migrations.AddField(
            model_name="assignment",
            name="payment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="assignments",
                to="payments.payment",
            ),
        ),
        migrations.AddIndex(
            model_name="assignment",
            index=models.Index(
                condition=models.Q(("arrived_at__isnull", True), ("destination", "home"), ("state", "approved")),
                fields=["estate_id"],
                name="assignment_on_its_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_assignment_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="payments_assignment_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
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
                name="payments_assignment_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
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
                name="payments_assignment_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["asked", "approved"])),
                fields=("estate_id", "payment"),
                name="assigned_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="assignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("destination", "payer"), ("to_estate_id__isnull", True), ("to_home_id__isnull", True)),
                    models.Q(("destination", "home"), ("to_estate_id__isnull", False), ("to_home_id__isnull", False)),
                    _connector="OR",
                ),
                name="assignment_destination",
            ),
        ),
        same_estate("payments_assignment", "payment_id", "payments_payment"),
        *estate_rows_only("payments_assignment"),
        *only_these_change(
            "payments_assignment",
            *("state", "decided_by", "decided_by_name", "decided_at", "decision_reason"),
            *("arrived_at", "tries", "trouble"),
        ),
    ]
