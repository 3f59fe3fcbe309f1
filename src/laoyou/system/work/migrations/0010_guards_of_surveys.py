"""What the database holds about surveys and campaigns: whose rows, which estate, which steps."""

from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate, state_moves


class Migration(migrations.Migration):
    dependencies = [("ledger", "0007_budgets"), ("work", "0009_surveys")]

    operations = [
        migrations.AddConstraint(
            model_name="surveypart",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_surveypart_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="surveypart",
            constraint=models.UniqueConstraint(fields=("estate_id", "survey", "position"), name="survey_part_position"),
        ),
        migrations.AddConstraint(
            model_name="surveypart",
            constraint=models.CheckConstraint(
                condition=models.Q(("part__in", ["estate", "building", "entrance", "facility"])),
                name="survey_part_kind",
            ),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["estate_id", "survey", "severity"], name="finding_worst_first"),
        ),
        migrations.AddIndex(
            model_name="finding",
            index=models.Index(fields=["estate_id", "order_id"], name="finding_by_order"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="work_finding_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("estate_id", "survey", "number"), name="finding_number_once"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.UniqueConstraint(fields=("estate_id", "client_id"), name="finding_once"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(condition=models.Q(("severity__range", (1, 4))), name="finding_severity"),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["open", "ordered", "in_campaign", "in_budget", "accepted", "solved"])
                ),
                name="finding_state",
            ),
        ),
        same_estate("work_survey_part", "survey_id", "work_survey"),
        same_estate("work_survey_part", "building_id", "places_building"),
        same_estate("work_survey_part", "entrance_id", "places_entrance"),
        same_estate("work_survey_part", "facility_id", "work_facility"),
        same_estate("work_campaign_person", "campaign_id", "work_campaign"),
        same_estate("work_campaign_pair", "campaign_id", "work_campaign"),
        same_estate("work_campaign_pair", "before_id", "infra_file"),
        same_estate("work_campaign_pair", "after_id", "infra_file"),
        same_estate("work_finding", "survey_id", "work_survey"),
        same_estate("work_finding", "part_id", "work_survey_part"),
        same_estate("work_finding", "order_id", "work_order"),
        same_estate("work_finding", "campaign_id", "work_campaign"),
        same_estate("work_finding", "budget_id", "ledger_budget"),
        same_estate("work_finding_photo", "finding_id", "work_finding"),
        same_estate("work_finding_photo", "file_id", "infra_file"),
        *estate_rows_only(
            "work_survey_template",
            "work_survey",
            "work_survey_part",
            "work_campaign",
            "work_campaign_person",
            "work_campaign_pair",
            "work_finding",
            "work_finding_photo",
        ),
        *append_only("work_finding_photo", "work_campaign_person"),
        *only_these_change(
            "work_finding", "state", "order_id", "campaign_id", "budget_id", "amount_fen", "reason", "severity"
        ),
        *state_moves("work_survey", {"going": "done", "done": "going adopted"}),
        *state_moves("work_campaign", {"planned": "going cancelled", "going": "done cancelled"}),
        *state_moves(
            "work_finding",
            {
                "open": "ordered in_campaign in_budget accepted",
                "ordered": "solved open",
                "in_campaign": "solved open",
                "in_budget": "solved open",
                "accepted": "open",
                "solved": "open",
            },
        ),
    ]
