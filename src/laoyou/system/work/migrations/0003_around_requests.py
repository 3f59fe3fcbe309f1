"""What stands around requests: files, supporters, steps of the ladder, promises, keys; and the guards of all of it."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    dependencies = [("work", "0002_requests")]

    operations = [
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("telephone", models.CharField(default="", max_length=20)),
                ("digest", models.BinaryField(max_length=32)),
                ("hint", models.CharField(max_length=8)),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(max_length=100)),
                ("made_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "work_api_key",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_apikey_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "digest"), name="api_key_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=6)),
                (
                    "entry",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="files",
                        to="work.requestentry",
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
            ],
            options={
                "db_table": "work_request_file",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RequestStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("round", models.SmallIntegerField()),
                ("step", models.SmallIntegerField()),
                ("clock", models.CharField(max_length=7)),
                ("due_at", models.DateTimeField()),
                ("receiver", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="steps",
                        to="work.request",
                    ),
                ),
            ],
            options={
                "db_table": "work_request_step",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RequestSupporter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="supporters",
                        to="work.request",
                    ),
                ),
            ],
            options={
                "db_table": "work_request_supporter",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ServicePromise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("times", models.JSONField()),
                ("source", models.CharField(max_length=200)),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_by_name", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "work_service_promise",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-starts_on", "-id"], name="service_promise_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_servicepromise_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("opens__lt", models.F("closes"))), name="service_promise_hours"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="requestfile",
            index=models.Index(fields=["estate_id", "entry"], name="request_file_by_entry"),
        ),
        migrations.AddConstraint(
            model_name="requestfile",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_requestfile_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="requestfile",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["photo", "voice"])), name="request_file_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_requeststep_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "request", "round", "step"), name="request_step_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.CheckConstraint(condition=models.Q(("step__range", (0, 5))), name="request_step_number"),
        ),
        migrations.AddConstraint(
            model_name="requeststep",
            constraint=models.CheckConstraint(
                condition=models.Q(("clock__in", ["answer", "arrive", "finish"])), name="request_step_clock"
            ),
        ),
        migrations.AddConstraint(
            model_name="requestsupporter",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_requestsupporter_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="requestsupporter",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "request", "user_id"), name="request_supporter_once"
            ),
        ),
        same_estate("work_request", "home_id", "places_home"),
        same_estate("work_request", "same_as_id", "work_request"),
        same_estate("work_request_entry", "request_id", "work_request"),
        same_estate("work_request_file", "entry_id", "work_request_entry"),
        same_estate("work_request_file", "file_id", "infra_file"),
        same_estate("work_request_supporter", "request_id", "work_request"),
        same_estate("work_request_step", "request_id", "work_request"),
        *estate_rows_only(
            "work_request_counter",
            "work_request",
            "work_request_entry",
            "work_request_file",
            "work_request_supporter",
            "work_request_step",
            "work_service_promise",
            "work_api_key",
        ),
        *append_only(
            "work_request_entry",
            "work_request_file",
            "work_request_supporter",
            "work_request_step",
            "work_service_promise",
        ),
        *only_these_change("work_api_key", "ended_at"),
        *state_moves(
            "work_request",
            {
                "received": "taken working answered",
                "taken": "working answered",
                "working": "taken answered",
                "answered": "taken closed",
                "closed": "taken",
            },
        ),
    ]
