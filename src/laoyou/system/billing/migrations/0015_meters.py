"""Meters, what they showed, and what of it was billed."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0001_tables"),
        ("places", "0001_tables"),
        ("billing", "0014_a_former_owners_plan_blocks_nobody"),
    ]

    operations = [
        migrations.CreateModel(
            name="Meter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField(null=True)),
                ("building_id", models.BigIntegerField(null=True)),
                ("place", models.CharField(default="", max_length=80)),
                ("kind", models.CharField(max_length=12)),
                ("number", models.CharField(max_length=40)),
                ("item", models.CharField(default="", max_length=30)),
                ("digits", models.SmallIntegerField(default=5)),
                ("factor", models.IntegerField(default=1)),
                ("shared_by", models.CharField(default="", max_length=10)),
                ("installed_on", models.DateField()),
                ("first_value", models.BigIntegerField()),
                ("removed_on", models.DateField(null=True)),
                (
                    "main",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="subs",
                        to="billing.meter",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.meter",
                    ),
                ),
            ],
            options={
                "db_table": "billing_meter",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Reading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("read_on", models.DateField()),
                ("value", models.BigIntegerField()),
                ("is_rolled", models.BooleanField(default=False)),
                ("source", models.CharField(max_length=10)),
                ("file_id", models.BigIntegerField(null=True)),
                ("doubt", models.CharField(default="", max_length=10)),
                ("state", models.CharField(default="taken", max_length=10)),
                ("taken_by", models.BigIntegerField()),
                ("taken_by_name", models.CharField(max_length=100)),
                ("taken_at", models.DateTimeField()),
                ("checked_by", models.BigIntegerField(null=True)),
                ("checked_by_name", models.CharField(default="", max_length=100)),
                ("checked_at", models.DateTimeField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                (
                    "meter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="readings",
                        to="billing.meter",
                    ),
                ),
            ],
            options={
                "db_table": "billing_reading",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="MeterCharge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("month", models.DateField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("usage", models.BigIntegerField()),
                ("is_estimate", models.BooleanField(default=False)),
                ("stretches", models.JSONField()),
                ("subs", models.BigIntegerField(default=0)),
                ("carried", models.BigIntegerField(default=0)),
                (
                    "bill",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.bill",
                    ),
                ),
                (
                    "meter",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="charges",
                        to="billing.meter",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.run",
                    ),
                ),
                (
                    "reading",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="billing.reading",
                    ),
                ),
            ],
            options={
                "db_table": "billing_meter_charge",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["estate_id", "item", "id"], name="meter_by_item"),
        ),
        migrations.AddIndex(
            model_name="meter",
            index=models.Index(fields=["estate_id", "home_id"], name="meter_by_home"),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_meter_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["water", "electricity", "gas", "heat"])), name="meter_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("building_id__isnull", True), ("home_id__isnull", False), ("place", ""), ("shared_by", "")
                    ),
                    models.Q(
                        ("home_id__isnull", True),
                        models.Q(("place", ""), _negated=True),
                        ("shared_by__in", ["", "area", "homes"]),
                    ),
                    _connector="OR",
                ),
                name="meter_of_home_or_common",
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(("digits__range", (3, 8)), ("factor__range", (1, 10000)), ("first_value__gte", 0)),
                name="meter_dial",
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("removed_on__isnull", True), ("removed_on__gte", models.F("installed_on")), _connector="OR"
                ),
                name="meter_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="meter",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_on__isnull", True)),
                fields=("estate_id", "kind", "number"),
                name="meter_once",
            ),
        ),
        migrations.AddIndex(
            model_name="reading",
            index=models.Index(fields=["estate_id", "state", "read_on"], name="reading_by_state"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_reading_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["taken", "checked", "refused"])), name="reading_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checked_at__isnull", True), ("checked_by__isnull", True), ("state", "taken")),
                    models.Q(
                        models.Q(("state", "taken"), _negated=True),
                        ("checked_at__isnull", False),
                        ("checked_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="reading_checked",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("doubt", ""),
                    models.Q(("state", "checked"), _negated=True),
                    models.Q(("checked_by", models.F("taken_by")), _negated=True),
                    _connector="OR",
                ),
                name="reading_second_look",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["crew", "desk", "resident", "sheet", "estimate"]), ("value__gte", 0)
                ),
                name="reading_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="reading",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "refused"), _negated=True),
                fields=("estate_id", "meter", "read_on"),
                name="reading_once",
            ),
        ),
        migrations.AddIndex(
            model_name="metercharge",
            index=models.Index(fields=["estate_id", "meter", "-ends_before"], name="meter_charge_by_meter"),
        ),
        migrations.AddConstraint(
            model_name="metercharge",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_metercharge_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="metercharge",
            constraint=models.UniqueConstraint(fields=("estate_id", "reading"), name="reading_billed_once"),
        ),
        migrations.AddConstraint(
            model_name="metercharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gt", models.F("starts_on"))), name="meter_charge_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="metercharge",
            constraint=models.CheckConstraint(
                condition=models.Q(("carried__lte", 0), ("subs__gte", 0)), name="meter_charge_shared"
            ),
        ),
        same_estate("billing_meter", "home_id", "places_home"),
        same_estate("billing_meter", "building_id", "places_building"),
        same_estate("billing_meter", "main_id", "billing_meter"),
        same_estate("billing_meter", "replaces_id", "billing_meter"),
        same_estate("billing_reading", "meter_id", "billing_meter"),
        same_estate("billing_reading", "file_id", "infra_file"),
        same_estate("billing_meter_charge", "run_id", "billing_run"),
        same_estate("billing_meter_charge", "bill_id", "billing_bill"),
        same_estate("billing_meter_charge", "meter_id", "billing_meter"),
        same_estate("billing_meter_charge", "reading_id", "billing_reading"),
        *estate_rows_only("billing_meter", "billing_reading", "billing_meter_charge"),
        *only_these_change("billing_meter", "removed_on", "main_id", "item", "shared_by"),
        *only_these_change("billing_reading", "state", "checked_by", "checked_by_name", "checked_at", "reason"),
        *append_only("billing_meter_charge"),
    ]
