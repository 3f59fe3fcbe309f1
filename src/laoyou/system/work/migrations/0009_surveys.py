"""Surveys with what was found, and campaigns with what they changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("infra", "0003_steps_of_states"),
        ("places", "0006_supervisors_corrected_by_two"),
        ("work", "0008_waiting_orders"),
    ]

    operations = [
        migrations.CreateModel(
            name="Campaign",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("goals", models.CharField(max_length=500)),
                ("places", models.CharField(default="", max_length=200)),
                ("starts_on", models.DateField()),
                ("last_day", models.DateField()),
                ("cost_fen", models.BigIntegerField(default=0)),
                ("cost_note", models.CharField(default="", max_length=200)),
                ("result", models.CharField(default="", max_length=500)),
                ("thanks", models.CharField(default="", max_length=500)),
                ("state", models.CharField(default="planned", max_length=10)),
                ("planned_by_name", models.CharField(max_length=100)),
                ("planned_at", models.DateTimeField()),
            ],
            options={
                "db_table": "work_campaign",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-starts_on"], name="campaign_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_campaign_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("starts_on"))), name="campaign_days"
                    ),
                    models.CheckConstraint(condition=models.Q(("cost_fen__gte", 0)), name="campaign_cost"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "going", "done", "cancelled"])),
                        name="campaign_state",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Survey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=60)),
                ("starts_on", models.DateField()),
                ("last_day", models.DateField()),
                ("points", models.JSONField()),
                ("state", models.CharField(default="going", max_length=8)),
                ("started_by_name", models.CharField(max_length=100)),
                ("started_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "work_survey",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-starts_on"], name="survey_by_day")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_survey_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("last_day__gte", models.F("starts_on"))), name="survey_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["going", "done", "adopted"])), name="survey_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SurveyPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("part", models.CharField(max_length=8)),
                ("label", models.CharField(max_length=80)),
                ("position", models.IntegerField()),
                ("surveyor_id", models.BigIntegerField(null=True)),
                ("surveyor_name", models.CharField(default="", max_length=100)),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by_name", models.CharField(default="", max_length=100)),
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
                (
                    "survey",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="parts",
                        to="work.survey",
                    ),
                ),
            ],
            options={
                "db_table": "work_survey_part",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Finding",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("number", models.IntegerField()),
                ("point", models.CharField(default="", max_length=80)),
                ("severity", models.SmallIntegerField()),
                ("place", models.CharField(default="", max_length=80)),
                ("text", models.CharField(max_length=500)),
                ("state", models.CharField(default="open", max_length=12)),
                ("order_id", models.BigIntegerField(null=True)),
                ("budget_id", models.BigIntegerField(null=True)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("reason", models.CharField(default="", max_length=200)),
                ("found_by", models.BigIntegerField(null=True)),
                ("found_by_name", models.CharField(max_length=100)),
                ("found_at", models.DateTimeField()),
                ("client_id", models.CharField(max_length=40, null=True)),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="findings",
                        to="work.campaign",
                    ),
                ),
                (
                    "survey",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="findings",
                        to="work.survey",
                    ),
                ),
                (
                    "part",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="findings",
                        to="work.surveypart",
                    ),
                ),
            ],
            options={
                "db_table": "work_finding",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="SurveyTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("organisation_id", models.BigIntegerField()),
                ("points", models.JSONField()),
                ("changed_by_name", models.CharField(max_length=100)),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "work_survey_template",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_surveytemplate_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "organisation_id"), name="survey_template_once"),
                    models.CheckConstraint(condition=models.Q(("estate_id", 0)), name="survey_template_of_the_centre"),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignPair",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("place", models.CharField(max_length=80)),
                ("at", models.DateTimeField()),
                (
                    "after",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="infra.storedfile",
                    ),
                ),
                (
                    "before",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="infra.storedfile",
                    ),
                ),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="pairs",
                        to="work.campaign",
                    ),
                ),
            ],
            options={
                "db_table": "work_campaign_pair",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "campaign"], name="campaign_pair_by_campaign")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_campaignpair_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("before__isnull", False), ("after__isnull", False), _connector="OR"),
                        name="campaign_pair_has_a_picture",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CampaignPerson",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("name", models.CharField(max_length=40)),
                ("is_volunteer", models.BooleanField(default=False)),
                ("people", models.SmallIntegerField(default=1)),
                ("minutes", models.IntegerField()),
                ("at", models.DateTimeField()),
                (
                    "campaign",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="people",
                        to="work.campaign",
                    ),
                ),
            ],
            options={
                "db_table": "work_campaign_person",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "campaign"], name="campaign_person_by_campaign")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_campaignperson_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gt", 0), ("people__gt", 0)), name="campaign_person_time"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="FindingPhoto",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
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
                    "finding",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="photos",
                        to="work.finding",
                    ),
                ),
            ],
            options={
                "db_table": "work_finding_photo",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "finding"], name="finding_photo_by_finding")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="work_findingphoto_estate_row")
                ],
            },
        ),
    ]
