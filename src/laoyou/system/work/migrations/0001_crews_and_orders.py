"""Crews with their shifts; work orders with their steps, evidence, price and hours."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    initial = True

    dependencies = [("places", "0001_tables"), ("billing", "0001_tables"), ("infra", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="Crew",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                (
                    "skills",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=12), size=None),
                ),
                ("mode", models.CharField(max_length=8)),
                ("base_name", models.CharField(default="", max_length=60)),
                ("base_lat", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("base_lng", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("telephone", models.CharField(default="", max_length=20)),
                ("is_standby", models.BooleanField(default=False)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
            ],
            options={
                "db_table": "work_crew",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_crew_estate_row"),
                    models.CheckConstraint(condition=models.Q(("estate_id", 0)), name="crew_of_the_centre"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "skills__contained_by",
                                [
                                    "plumbing",
                                    "electrical",
                                    "cleaning",
                                    "care",
                                    "gardening",
                                    "lift",
                                    "carpentry",
                                    "guard",
                                ],
                            ),
                            ("skills__len__gt", 0),
                        ),
                        name="crew_skills",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("mode__in", ["foot", "ebike", "car"])), name="crew_mode"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ends_before__isnull", True), ("ends_before__gte", models.F("starts_on")), _connector="OR"
                        ),
                        name="crew_period",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ends_before__isnull", True)),
                        fields=("estate_id", "organisation_id", "name"),
                        name="crew_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CrewMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("user_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=60)),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField(null=True)),
                (
                    "crew",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="members",
                        to="work.crew",
                    ),
                ),
            ],
            options={
                "db_table": "work_crew_member",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("ends_before", models.DateField()),
                ("reason", models.CharField(max_length=100)),
                (
                    "crew",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="absences",
                        to="work.crew",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="absences",
                        to="work.crewmember",
                    ),
                ),
            ],
            options={
                "db_table": "work_absence",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
            ],
            options={
                "db_table": "work_order_counter",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_ordercounter_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "year"), name="order_counter_year"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Shift",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("starts", models.TimeField()),
                ("ends", models.TimeField()),
                ("break_starts", models.TimeField(null=True)),
                ("break_ends", models.TimeField(null=True)),
                ("is_standby", models.BooleanField(default=False)),
                (
                    "crew",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="shifts",
                        to="work.crew",
                    ),
                ),
            ],
            options={
                "db_table": "work_shift",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkOrder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("number", models.CharField(max_length=16)),
                ("source", models.CharField(max_length=12)),
                ("source_id", models.BigIntegerField(null=True)),
                ("title", models.CharField(max_length=80)),
                ("text", models.CharField(default="", max_length=1000)),
                ("skill", models.CharField(max_length=12)),
                ("priority", models.SmallIntegerField(default=2)),
                ("home_id", models.BigIntegerField(null=True)),
                ("place", models.CharField(default="", max_length=80)),
                ("lat", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("lng", models.DecimalField(decimal_places=6, max_digits=9, null=True)),
                ("minutes", models.SmallIntegerField()),
                ("window_starts", models.DateTimeField(null=True)),
                ("window_ends", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("people", models.SmallIntegerField(default=1)),
                ("evidence", models.CharField(default="photo", max_length=16)),
                ("contact_name", models.CharField(default="", max_length=60)),
                ("contact_telephone", models.CharField(default="", max_length=20)),
                ("price_fen", models.BigIntegerField(null=True)),
                ("price_state", models.CharField(default="none", max_length=10)),
                ("bill_id", models.BigIntegerField(null=True)),
                ("crew_id", models.BigIntegerField(null=True)),
                ("second_crew_id", models.BigIntegerField(null=True)),
                ("contractor", models.CharField(default="", max_length=60)),
                ("planned_starts", models.DateTimeField(null=True)),
                ("planned_ends", models.DateTimeField(null=True)),
                ("is_locked", models.BooleanField(default=False)),
                ("state", models.CharField(default="open", max_length=12)),
                ("help_asked_at", models.DateTimeField(null=True)),
                ("help_text", models.CharField(default="", max_length=200)),
                ("opened_by", models.BigIntegerField(null=True)),
                ("opened_by_name", models.CharField(max_length=100)),
                ("opened_at", models.DateTimeField()),
                ("travel_at", models.DateTimeField(null=True)),
                ("arrived_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("version", models.IntegerField(default=1)),
                (
                    "after",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_order",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderQuote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("price_fen", models.BigIntegerField()),
                ("text", models.CharField(max_length=300)),
                ("quoted_by_name", models.CharField(max_length=100)),
                ("quoted_at", models.DateTimeField()),
                ("answer", models.CharField(default="", max_length=10)),
                ("consent", models.CharField(default="", max_length=10)),
                ("answer_reason", models.CharField(default="", max_length=200)),
                ("answered_by", models.BigIntegerField(null=True)),
                ("answered_by_name", models.CharField(default="", max_length=100)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="quotes",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_order_quote",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("moment", models.CharField(max_length=8)),
                ("taken_by_name", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
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
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="photos",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_order_photo",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OrderMaterial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("material_id", models.BigIntegerField(null=True)),
                ("name", models.CharField(max_length=60)),
                ("unit", models.CharField(max_length=10)),
                ("quantity", models.DecimalField(decimal_places=2, max_digits=8)),
                ("cost_fen", models.BigIntegerField()),
                ("noted_by_name", models.CharField(max_length=100)),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="materials",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_order_material",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FieldAct",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("client_id", models.CharField(max_length=40)),
                ("kind", models.CharField(max_length=16)),
                ("user_id", models.BigIntegerField(null=True)),
                ("acted_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_field_act",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WorkSpan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("crew_id", models.BigIntegerField(null=True)),
                ("kind", models.CharField(max_length=8)),
                ("people", models.SmallIntegerField(default=1)),
                ("starts_at", models.DateTimeField()),
                ("ends_at", models.DateTimeField(null=True)),
                (
                    "order",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="spans",
                        to="work.workorder",
                    ),
                ),
            ],
            options={
                "db_table": "work_span",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="CrewEstate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("served_estate_id", models.BigIntegerField()),
                (
                    "crew",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="estates",
                        to="work.crew",
                    ),
                ),
            ],
            options={
                "db_table": "work_crew_estate",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_crewestate_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "crew", "served_estate_id"), name="crew_estate_once"),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="crewmember",
            index=models.Index(fields=["estate_id", "user_id"], name="crew_member_by_user"),
        ),
        migrations.AddConstraint(
            model_name="crewmember",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_crewmember_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="crewmember",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ends_before__isnull", True), ("ends_before__gte", models.F("starts_on")), _connector="OR"
                ),
                name="crew_member_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="crewmember",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_before__isnull", True)),
                fields=("estate_id", "crew", "name"),
                name="crew_member_once",
            ),
        ),
        migrations.AddIndex(
            model_name="absence",
            index=models.Index(fields=["estate_id", "crew", "starts_on"], name="absence_by_crew"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_absence_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="absence",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gte", models.F("starts_on"))), name="absence_period"
            ),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_shift_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.UniqueConstraint(fields=("estate_id", "day", "crew", "is_standby"), name="shift_once"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(condition=models.Q(("ends__gt", models.F("starts"))), name="shift_hours"),
        ),
        migrations.AddConstraint(
            model_name="shift",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("break_ends__isnull", True), ("break_starts__isnull", True)),
                    models.Q(
                        ("break_ends__gt", models.F("break_starts")),
                        ("break_starts__gt", models.F("starts")),
                        ("ends__gt", models.F("break_ends")),
                    ),
                    _connector="OR",
                ),
                name="shift_rest",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(
                condition=models.Q(("state__in", ["open", "assigned", "travelling", "working", "paused"])),
                fields=["estate_id", "due_at"],
                name="work_order_to_do",
            ),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["estate_id", "state", "-opened_at"], name="work_order_by_state"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["estate_id", "-opened_at"], name="work_order_by_age"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["estate_id", "source", "source_id"], name="work_order_by_source"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["crew_id", "planned_starts"], name="work_order_by_crew"),
        ),
        migrations.AddIndex(
            model_name="workorder",
            index=models.Index(fields=["estate_id", "home_id"], name="work_order_by_home"),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_workorder_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.UniqueConstraint(fields=("estate_id", "number"), name="work_order_number_once"),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("source__in", ["request", "inspection", "survey", "campaign", "alarm", "plan", "care", "desk"])
                ),
                name="work_order_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "skill__in",
                        ["plumbing", "electrical", "cleaning", "care", "gardening", "lift", "carpentry", "guard"],
                    )
                ),
                name="work_order_skill",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("priority__range", (0, 3))), name="work_order_priority"
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("minutes__range", (1, 1440)), ("people__range", (1, 2))), name="work_order_size"
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(("evidence__in", ["none", "photo", "before_and_after"])), name="work_order_evidence"
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("window_ends__isnull", True), ("window_starts__isnull", True)),
                    ("window_ends__gt", models.F("window_starts")),
                    _connector="OR",
                ),
                name="work_order_window",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("price_fen__isnull", True), ("price_state__in", ["none"])),
                    models.Q(
                        ("home_id__isnull", False),
                        ("price_fen__gt", 0),
                        ("price_state__in", ["quoted", "agreed", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="work_order_price",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "paused", "done", "checked", "cancelled"]),
                    models.Q(
                        ("state__in", ["assigned", "travelling", "working"]),
                        models.Q(
                            ("crew_id__isnull", False), models.Q(("contractor", ""), _negated=True), _connector="OR"
                        ),
                    ),
                    _connector="OR",
                ),
                name="work_order_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="workorder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["done", "checked"]), _negated=True),
                    ("finished_at__isnull", False),
                    _connector="OR",
                ),
                name="work_order_finished",
            ),
        ),
        migrations.AddIndex(
            model_name="orderquote",
            index=models.Index(fields=["estate_id", "order"], name="order_quote_by_order"),
        ),
        migrations.AddConstraint(
            model_name="orderquote",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_orderquote_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="orderquote",
            constraint=models.CheckConstraint(condition=models.Q(("price_fen__gt", 0)), name="order_quote_price"),
        ),
        migrations.AddConstraint(
            model_name="orderquote",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_at__isnull", True)),
                    models.Q(("answer__in", ["agreed", "refused"]), ("answered_at__isnull", False)),
                    _connector="OR",
                ),
                name="order_quote_answer",
            ),
        ),
        migrations.AddConstraint(
            model_name="orderquote",
            constraint=models.CheckConstraint(
                condition=models.Q(("consent__in", ["", "app", "telephone", "counter", "visit"])),
                name="order_quote_consent",
            ),
        ),
        migrations.AddIndex(
            model_name="orderphoto",
            index=models.Index(fields=["estate_id", "order"], name="order_photo_by_order"),
        ),
        migrations.AddConstraint(
            model_name="orderphoto",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_orderphoto_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="orderphoto",
            constraint=models.CheckConstraint(
                condition=models.Q(("moment__in", ["before", "after"])), name="order_photo_moment"
            ),
        ),
        migrations.AddIndex(
            model_name="ordermaterial",
            index=models.Index(fields=["estate_id", "order"], name="order_material_by_order"),
        ),
        migrations.AddConstraint(
            model_name="ordermaterial",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_ordermaterial_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="ordermaterial",
            constraint=models.CheckConstraint(
                condition=models.Q(("cost_fen__gte", 0), ("quantity__gt", 0)), name="order_material_amount"
            ),
        ),
        migrations.AddConstraint(
            model_name="fieldact",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_fieldact_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="fieldact",
            constraint=models.UniqueConstraint(fields=("estate_id", "client_id"), name="field_act_once"),
        ),
        migrations.AddIndex(
            model_name="workspan",
            index=models.Index(fields=["estate_id", "starts_at"], name="work_span_by_time"),
        ),
        migrations.AddConstraint(
            model_name="workspan",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_workspan_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="workspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["travel", "work"])), name="work_span_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="workspan",
            constraint=models.CheckConstraint(condition=models.Q(("people__range", (1, 20))), name="work_span_people"),
        ),
        migrations.AddConstraint(
            model_name="workspan",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__isnull", True), ("ends_at__gte", models.F("starts_at")), _connector="OR"),
                name="work_span_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="workspan",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ends_at__isnull", True)), fields=("estate_id", "order"), name="one_running_span"
            ),
        ),
        same_estate("work_crew_estate", "crew_id", "work_crew"),
        same_estate("work_crew_member", "crew_id", "work_crew"),
        same_estate("work_shift", "crew_id", "work_crew"),
        same_estate("work_absence", "crew_id", "work_crew"),
        same_estate("work_absence", "member_id", "work_crew_member"),
        same_estate("work_order", "home_id", "places_home"),
        same_estate("work_order", "bill_id", "billing_bill"),
        same_estate("work_order", "after_id", "work_order"),
        same_estate("work_order_photo", "order_id", "work_order"),
        same_estate("work_order_photo", "file_id", "infra_file"),
        same_estate("work_order_material", "order_id", "work_order"),
        same_estate("work_order_quote", "order_id", "work_order"),
        same_estate("work_span", "order_id", "work_order"),
        same_estate("work_field_act", "order_id", "work_order"),
        *estate_rows_only(
            "work_crew",
            "work_crew_estate",
            "work_crew_member",
            "work_shift",
            "work_absence",
            "work_order_counter",
            "work_order",
            "work_order_photo",
            "work_order_material",
            "work_order_quote",
            "work_span",
            "work_field_act",
        ),
        *append_only("work_order_photo", "work_order_material", "work_field_act"),
        *only_these_change("work_span", "ends_at"),
        *only_these_change(
            "work_order_quote",
            "answer",
            "consent",
            "answer_reason",
            "answered_by",
            "answered_by_name",
            "answered_at",
        ),
        *state_moves(
            "work_order",
            {
                "open": "assigned cancelled",
                "assigned": "open travelling cancelled",
                "travelling": "working paused cancelled",
                "working": "done paused cancelled",
                "paused": "assigned open cancelled",
                "done": "checked",
            },
        ),
        *state_moves(
            "work_order",
            {"none": "quoted", "quoted": "agreed refused", "agreed": "quoted"},
            column="price_state",
        ),
    ]
