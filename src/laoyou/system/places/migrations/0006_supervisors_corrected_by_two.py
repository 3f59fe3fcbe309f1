"""Who supervises an estate is corrected by two people, and each change stays on record."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0005_an_estate_has_about_a_thousand"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupervisorCorrection",
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
                ("to_community_name", models.CharField(default="", max_length=60)),
                (
                    "from_community",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "from_street_office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "to_street_office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "db_table": "places_supervisor_correction",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SupervisorMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("actor", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                (
                    "correction",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.supervisorcorrection",
                    ),
                ),
                (
                    "from_community",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "from_street_office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "to_community",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
                (
                    "to_street_office",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.division",
                    ),
                ),
            ],
            options={
                "db_table": "places_supervisor_move",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="supervisorcorrection",
            index=models.Index(fields=["estate_id", "-asked_at"], name="supervisor_correction_by_day"),
        ),
        migrations.AddConstraint(
            model_name="supervisorcorrection",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "id"), name="places_supervisorcorrection_estate_row"
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisorcorrection",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="places_supervisorcorrection_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisorcorrection",
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
                name="places_supervisorcorrection_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisorcorrection",
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
                name="places_supervisorcorrection_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="supervisorcorrection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id",), name="one_supervisor_correction_waits"
            ),
        ),
        migrations.AddIndex(
            model_name="supervisormove",
            index=models.Index(fields=["estate_id", "-at"], name="supervisor_move_by_day"),
        ),
        migrations.AddConstraint(
            model_name="supervisormove",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="places_supervisormove_estate_row"),
        ),
        same_estate("places_supervisor_move", "correction_id", "places_supervisor_correction"),
        *estate_rows_only("places_supervisor_correction", "places_supervisor_move"),
        *only_these_change(
            "places_supervisor_correction",
            *("state", "decided_by", "decided_by_name", "decided_at", "decision_reason"),
        ),
        *append_only("places_supervisor_move"),
    ]
