"""Facilities with certificates and labels; plans of inspection, rounds, what was not in order."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0003_steps_of_states"),
        ("places", "0006_supervisors_corrected_by_two"),
        ("work", "0004_materials_and_contractors"),
    ]

    operations = [
        migrations.CreateModel(
            name="Facility",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=16)),
                ("sequence", models.IntegerField()),
                ("name", models.CharField(max_length=60)),
                ("place", models.CharField(default="", max_length=80)),
                ("lat", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("lng", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("maker", models.CharField(default="", max_length=60)),
                ("model", models.CharField(default="", max_length=60)),
                ("serial", models.CharField(default="", max_length=60)),
                ("installed_on", models.DateField(null=True)),
                ("removed_on", models.DateField(null=True)),
                ("note", models.CharField(default="", max_length=300)),
                ("added_at", models.DateTimeField()),
                (
                    "building",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.building",
                    ),
                ),
                (
                    "entrance",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="places.entrance",
                    ),
                ),
            ],
            options={
                "db_table": "work_facility",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FacilityCertificate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("number", models.CharField(default="", max_length=60)),
                ("issued_on", models.DateField(null=True)),
                ("valid_until", models.DateField()),
                ("order_id", models.BigIntegerField(null=True)),
                ("added_by_name", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="certificates",
                        to="work.facility",
                    ),
                ),
                (
                    "file",
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
                "db_table": "work_facility_certificate",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FacilityCheck",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("ticks", models.JSONField(default=list)),
                ("failures", models.SmallIntegerField(default=0)),
                ("checked_by", models.BigIntegerField(null=True)),
                ("checked_by_name", models.CharField(default="", max_length=100)),
                ("checked_at", models.DateTimeField(null=True)),
                ("client_id", models.CharField(default="", max_length=40)),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="checks",
                        to="work.facility",
                    ),
                ),
            ],
            options={
                "db_table": "work_facility_check",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FailedStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("step", models.CharField(max_length=200)),
                ("note", models.CharField(max_length=300)),
                ("order_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "check_row",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="failed",
                        to="work.facilitycheck",
                    ),
                ),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="failed",
                        to="work.facility",
                    ),
                ),
                (
                    "file",
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
                "db_table": "work_failed_step",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("kind", models.CharField(max_length=16)),
                ("every", models.SmallIntegerField()),
                ("unit", models.CharField(max_length=8)),
                ("steps", models.JSONField()),
                ("skill", models.CharField(max_length=12)),
                ("minutes", models.SmallIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
                ("set_by_name", models.CharField(max_length=100)),
                ("set_at", models.DateTimeField()),
                (
                    "facility",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="work.facility",
                    ),
                ),
            ],
            options={
                "db_table": "work_inspection_plan",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="InspectionRound",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("due_on", models.DateField()),
                ("state", models.CharField(default="due", max_length=8)),
                ("order_id", models.BigIntegerField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="rounds",
                        to="work.inspectionplan",
                    ),
                ),
            ],
            options={
                "db_table": "work_inspection_round",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="facilitycheck",
            name="round",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="checks",
                to="work.inspectionround",
            ),
        ),
    ]
