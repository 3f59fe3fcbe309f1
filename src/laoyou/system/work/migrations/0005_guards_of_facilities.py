"""What the database holds about facilities and inspections: whose rows, which estate, which steps."""

from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    dependencies = [("work", "0004_facilities")]

    operations = [
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
