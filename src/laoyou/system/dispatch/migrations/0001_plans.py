"""Proposed days of crews, and what they say of each order."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, same_estate, state_moves


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="DayPlan",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("day", models.DateField()),
                ("state", models.CharField(default="proposed", max_length=12)),
                ("cause", models.CharField(max_length=12)),
                ("cause_estate_id", models.BigIntegerField(null=True)),
                ("cause_order_id", models.BigIntegerField(null=True)),
                ("planned_from", models.DateTimeField()),
                ("made_at", models.DateTimeField()),
                ("made_by_name", models.CharField(default="", max_length=100)),
                ("seconds", models.DecimalField(decimal_places=2, max_digits=6)),
                ("seed", models.IntegerField()),
                ("figures", models.JSONField(default=dict)),
                ("moved", models.JSONField(default=list)),
            ],
            options={
                "db_table": "dispatch_day_plan",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["estate_id", "organisation_id", "-made_at"], name="day_plan_by_company")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="dispatch_dayplan_estate_row"),
                    models.CheckConstraint(condition=models.Q(("estate_id", 0)), name="day_plan_of_the_centre"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["proposed", "accepted", "refused", "superseded"])),
                        name="day_plan_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("cause__in", ["asked", "urgent", "cancelled"])), name="day_plan_cause"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("estate_id", "organisation_id", "day"),
                        name="one_proposal_of_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanStop",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("served_estate_id", models.BigIntegerField()),
                ("order_id", models.BigIntegerField()),
                ("order_version", models.IntegerField()),
                ("crew_id", models.BigIntegerField(null=True)),
                ("second_crew_id", models.BigIntegerField(null=True)),
                ("starts_at", models.DateTimeField(null=True)),
                ("ends_at", models.DateTimeField(null=True)),
                ("was_crew_id", models.BigIntegerField(null=True)),
                ("was_starts_at", models.DateTimeField(null=True)),
                ("why", models.CharField(default="", max_length=16)),
                (
                    "plan",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="stops",
                        to="dispatch.dayplan",
                    ),
                ),
            ],
            options={
                "db_table": "dispatch_plan_stop",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="dispatch_planstop_estate_row"),
                    models.UniqueConstraint(
                        fields=("estate_id", "plan", "served_estate_id", "order_id"), name="order_once_in_a_plan"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("crew_id__isnull", True), ("ends_at__isnull", True), ("starts_at__isnull", True)),
                            models.Q(
                                ("crew_id__isnull", False),
                                ("ends_at__gt", models.F("starts_at")),
                                ("starts_at__isnull", False),
                                ("why", ""),
                            ),
                            _connector="OR",
                        ),
                        name="plan_stop_has_crew_or_reason",
                    ),
                ],
            },
        ),
        same_estate("dispatch_plan_stop", "plan_id", "dispatch_day_plan"),
        *estate_rows_only("dispatch_day_plan", "dispatch_plan_stop"),
        *append_only("dispatch_plan_stop"),
        *state_moves("dispatch_day_plan", {"proposed": "accepted refused superseded"}),
    ]
