"""What the database holds about facilities and inspections: whose rows, which estate, which steps."""

from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    dependencies = [("work", "0005_facilities")]

    operations = [
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_facility_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.UniqueConstraint(fields=("estate_id", "kind", "sequence"), name="facility_number_once"),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "lift",
                            "pump_room",
                            "hydrant",
                            "extinguisher",
                            "fire_alarm",
                            "lighting",
                            "gate",
                            "camera",
                            "playground",
                            "transformer",
                            "septic_tank",
                            "roof",
                            "charging",
                            "other",
                        ],
                    )
                ),
                name="facility_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="facility",
            constraint=models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="facility_named"),
        ),
        migrations.AddIndex(
            model_name="facilitycertificate",
            index=models.Index(fields=["estate_id", "facility"], name="certificate_by_facility"),
        ),
        migrations.AddIndex(
            model_name="facilitycertificate",
            index=models.Index(fields=["estate_id", "valid_until"], name="certificate_by_day"),
        ),
        migrations.AddConstraint(
            model_name="facilitycertificate",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_facilitycertificate_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="facilitycertificate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("issued_on__isnull", True), ("valid_until__gt", models.F("issued_on")), _connector="OR"
                ),
                name="certificate_period",
            ),
        ),
        migrations.AddIndex(
            model_name="failedstep",
            index=models.Index(fields=["estate_id", "facility", "step"], name="failed_step_by_facility"),
        ),
        migrations.AddConstraint(
            model_name="failedstep",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_failedstep_estate_row"),
        ),
        migrations.AddIndex(
            model_name="inspectionplan",
            index=models.Index(fields=["estate_id", "kind"], name="inspection_plan_by_kind"),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_inspectionplan_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "lift",
                            "pump_room",
                            "hydrant",
                            "extinguisher",
                            "fire_alarm",
                            "lighting",
                            "gate",
                            "camera",
                            "playground",
                            "transformer",
                            "septic_tank",
                            "roof",
                            "charging",
                            "other",
                        ],
                    )
                ),
                name="inspection_plan_kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("unit__in", ["day", "week", "month"])), name="inspection_plan_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionplan",
            constraint=models.CheckConstraint(
                condition=models.Q(("every__range", (1, 366)), ("minutes__range", (1, 480))),
                name="inspection_plan_size",
            ),
        ),
        migrations.AddIndex(
            model_name="inspectionround",
            index=models.Index(fields=["estate_id", "state", "due_on"], name="inspection_round_by_day"),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_inspectionround_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.UniqueConstraint(fields=("estate_id", "plan", "due_on"), name="inspection_round_once"),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "due")), fields=("estate_id", "plan"), name="one_round_of_a_plan_is_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="inspectionround",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state", "due")),
                    models.Q(("ended_at__isnull", False), ("state__in", ["done", "dropped"])),
                    _connector="OR",
                ),
                name="inspection_round_state",
            ),
        ),
        migrations.AddIndex(
            model_name="facilitycheck",
            index=models.Index(fields=["estate_id", "facility", "-checked_at"], name="facility_check_by_facility"),
        ),
        migrations.AddConstraint(
            model_name="facilitycheck",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_facilitycheck_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="facilitycheck",
            constraint=models.UniqueConstraint(fields=("estate_id", "round", "facility"), name="facility_check_once"),
        ),
        migrations.AddConstraint(
            model_name="facilitycheck",
            constraint=models.CheckConstraint(condition=models.Q(("failures__gte", 0)), name="facility_check_failures"),
        ),
        same_estate("work_facility", "building_id", "places_building"),
        same_estate("work_facility", "entrance_id", "places_entrance"),
        same_estate("work_facility_certificate", "facility_id", "work_facility"),
        same_estate("work_facility_certificate", "file_id", "infra_file"),
        same_estate("work_facility_certificate", "order_id", "work_order"),
        same_estate("work_inspection_plan", "facility_id", "work_facility"),
        same_estate("work_inspection_round", "plan_id", "work_inspection_plan"),
        same_estate("work_inspection_round", "order_id", "work_order"),
        same_estate("work_facility_check", "round_id", "work_inspection_round"),
        same_estate("work_facility_check", "facility_id", "work_facility"),
        same_estate("work_failed_step", "check_row_id", "work_facility_check"),
        same_estate("work_failed_step", "facility_id", "work_facility"),
        same_estate("work_failed_step", "file_id", "infra_file"),
        same_estate("work_failed_step", "order_id", "work_order"),
        *estate_rows_only(
            "work_facility",
            "work_facility_certificate",
            "work_inspection_plan",
            "work_inspection_round",
            "work_facility_check",
            "work_failed_step",
        ),
        *append_only("work_failed_step"),
        *only_these_change("work_facility_certificate", "order_id"),
        *only_these_change("work_inspection_plan", "ends_before"),
        *state_moves("work_inspection_round", {"due": "done dropped"}),
    ]
