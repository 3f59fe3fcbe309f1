"""Requests with their clocks and timeline."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("infra", "0001_tables"), ("places", "0001_tables"), ("work", "0001_crews_and_orders")]

    operations = [
        migrations.CreateModel(
            name="Request",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=16)),
                ("client_id", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=10)),
                ("category", models.CharField(max_length=20)),
                ("urgency", models.SmallIntegerField()),
                ("level", models.CharField(max_length=6)),
                ("skill", models.CharField(default="", max_length=12)),
                ("minutes", models.SmallIntegerField(default=30)),
                ("suggested", models.JSONField(default=dict)),
                ("text", models.CharField(default="", max_length=2000)),
                ("home_id", models.BigIntegerField(null=True)),
                ("facility_id", models.BigIntegerField(null=True)),
                ("place", models.CharField(default="", max_length=80)),
                ("lat", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("lng", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("is_public_place", models.BooleanField(default=False)),
                ("at_home", models.CharField(default="", max_length=80)),
                ("channel", models.CharField(max_length=10)),
                ("is_anonymous", models.BooleanField(default=False)),
                ("asker_user_id", models.BigIntegerField(null=True)),
                ("asker_person_id", models.BigIntegerField(null=True)),
                ("asker_name", models.CharField(default="", max_length=60)),
                ("asker_telephone", models.CharField(default="", max_length=20)),
                ("about_company", models.BooleanField(default=False)),
                ("state", models.CharField(default="received", max_length=10)),
                ("came_at", models.DateTimeField()),
                ("began_at", models.DateTimeField()),
                ("rounds", models.SmallIntegerField(default=0)),
                ("taken_by", models.BigIntegerField(null=True)),
                ("taken_by_name", models.CharField(default="", max_length=100)),
                ("answer_due_at", models.DateTimeField(null=True)),
                ("arrive_due_at", models.DateTimeField(null=True)),
                ("finish_due_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("paused_at", models.DateTimeField(null=True)),
                ("paused_reason", models.CharField(default="", max_length=200)),
                ("paused_seconds", models.IntegerField(default=0)),
                ("escalated", models.SmallIntegerField(default=0)),
                ("looks_at", models.DateTimeField(null=True)),
                ("lapses_at", models.DateTimeField(null=True)),
                ("rating", models.SmallIntegerField(null=True)),
                ("rating_text", models.CharField(default="", max_length=500)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(default="", max_length=6)),
                ("followed_up_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("version", models.IntegerField(default=1)),
                (
                    "same_as",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="work.request",
                    ),
                ),
            ],
            options={
                "db_table": "work_request",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RequestCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
            ],
            options={
                "db_table": "work_request_counter",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_requestcounter_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "year"), name="request_counter_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=12)),
                ("text", models.CharField(default="", max_length=2000)),
                ("details", models.JSONField(default=dict)),
                ("is_inside", models.BooleanField(default=False)),
                ("is_asker", models.BooleanField(default=False)),
                ("user_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(default="", max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "request",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="entries",
                        to="work.request",
                    ),
                ),
            ],
            options={
                "db_table": "work_request_entry",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state__in", ["received", "taken", "working"])),
                fields=["estate_id", "urgency", "finish_due_at"],
                name="request_open",
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("looks_at__isnull", False)), fields=["looks_at"], name="request_to_look_at"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(
                condition=models.Q(("state", "answered")), fields=["lapses_at"], name="request_to_lapse"
            ),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["estate_id", "-came_at"], name="request_by_age"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["estate_id", "state", "-came_at"], name="request_by_state"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["estate_id", "asker_user_id"], name="request_by_asker"),
        ),
        migrations.AddIndex(
            model_name="request",
            index=models.Index(fields=["estate_id", "category", "-came_at"], name="request_by_category"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_request_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(fields=("estate_id", "number"), name="request_number_once"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.UniqueConstraint(fields=("estate_id", "client_id"), name="request_sent_once"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["repair", "complaint", "advice", "help"])), name="request_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(condition=models.Q(("urgency__range", (0, 3))), name="request_urgency"),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("level__in", ["p0", "p1", "p2", "p3", "reply"])), name="request_level"
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["app", "qr", "telephone", "counter", "visit", "open311", "chat"])),
                name="request_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_anonymous", False),
                    models.Q(
                        ("asker_name", ""),
                        ("asker_person_id__isnull", True),
                        ("asker_telephone", ""),
                        ("asker_user_id__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="request_anonymous",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_at__isnull", True),
                        ("finished_at__isnull", True),
                        ("state__in", ["received", "taken", "working"]),
                    ),
                    models.Q(
                        ("closed_at__isnull", True),
                        ("finished_at__isnull", False),
                        ("lapses_at__isnull", False),
                        ("state__in", ["answered"]),
                    ),
                    models.Q(("closed_at__isnull", False), ("finished_at__isnull", False), ("state__in", ["closed"])),
                    _connector="OR",
                ),
                name="request_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("closed_at__isnull", True), ("closed_by", "")),
                    models.Q(("closed_at__isnull", False), ("closed_by__in", ["asker", "said", "lapse"])),
                    _connector="OR",
                ),
                name="request_closed_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(("rating__isnull", True), ("rating__range", (1, 5)), _connector="OR"),
                name="request_rating",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_at__isnull", True),
                    models.Q(
                        ("paused_at__isnull", False),
                        ("state__in", ["received", "taken", "working"]),
                        models.Q(("paused_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="request_pause",
            ),
        ),
        migrations.AddConstraint(
            model_name="request",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("finished_at__isnull", True), ("finished_at__gte", models.F("came_at")), _connector="OR"
                ),
                name="request_times",
            ),
        ),
        migrations.AddIndex(
            model_name="requestentry",
            index=models.Index(fields=["estate_id", "request", "at"], name="request_entry_by_request"),
        ),
        migrations.AddConstraint(
            model_name="requestentry",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_requestentry_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="requestentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "came",
                            "taken",
                            "said",
                            "ordered",
                            "on_the_way",
                            "arrived",
                            "paused",
                            "resumed",
                            "answered",
                            "confirmed",
                            "reopened",
                            "lapsed",
                            "me_too",
                            "corrected",
                            "escalated",
                            "merged",
                            "followed_up",
                            "order_ended",
                            "opened",
                        ],
                    )
                ),
                name="request_entry_kind",
            ),
        ),
    ]
