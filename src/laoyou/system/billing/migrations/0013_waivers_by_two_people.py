"""A waiver is decided as all requests are: refused with the reason, taken back by who asked, ended early by two."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate

DECIDED = ("state", "decided_by", "decided_by_name", "decided_at", "decision_reason")


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0012_what_waits_is_found_at_once"),
        ("people", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="WaiverEnd",
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
                ("ends_before", models.DateField()),
            ],
            options={
                "db_table": "billing_waiver_end",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="waiver",
            name="waiver_period",
        ),
        migrations.RemoveConstraint(
            model_name="waiver",
            name="waiver_state",
        ),
        migrations.RemoveConstraint(
            model_name="waiver",
            name="waiver_needs_a_second_person",
        ),
        migrations.RemoveConstraint(
            model_name="waiver",
            name="waiver_decided_by_somebody",
        ),
        migrations.AddField(
            model_name="waiver",
            name="asked_by_name",
            field=models.CharField(default="", max_length=100),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="waiver",
            name="decided_by_name",
            field=models.CharField(default="", max_length=100),
        ),
        migrations.AddField(
            model_name="waiver",
            name="decision_reason",
            field=models.CharField(default="", max_length=200),
        ),
        # The guard that lets nothing but the decision change makes room for the names, and for an earlier end.
        migrations.RunSQL("DROP TRIGGER keep ON billing_waiver", migrations.RunSQL.noop),
        migrations.RunSQL("DROP TRIGGER keep_rows ON billing_waiver", migrations.RunSQL.noop),
        migrations.RunSQL("DROP FUNCTION public.billing_waiver_keep()", migrations.RunSQL.noop),
        migrations.RunSQL(
            [
                "SET CONSTRAINTS ALL IMMEDIATE",
                "ALTER TABLE billing_waiver NO FORCE ROW LEVEL SECURITY",
                "UPDATE billing_waiver SET asked_by_name = coalesce("
                "(SELECT name FROM people_user WHERE id = asked_by), ''), decided_by_name = coalesce("
                "(SELECT name FROM people_user WHERE id = decided_by), '')",
                "ALTER TABLE billing_waiver FORCE ROW LEVEL SECURITY",
            ],
            migrations.RunSQL.noop,
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="billing_waiver_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
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
                name="billing_waiver_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
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
                name="billing_waiver_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiver",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_before__gte", models.F("starts_on"))), name="waiver_period"
            ),
        ),
        migrations.AddField(
            model_name="waiverend",
            name="waiver",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="ends",
                to="billing.waiver",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiverend",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_waiverend_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="waiverend",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="billing_waiverend_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiverend",
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
                name="billing_waiverend_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiverend",
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
                name="billing_waiverend_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="waiverend",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id", "waiver"), name="one_waiver_end_waits"
            ),
        ),
        same_estate("billing_waiver_end", "waiver_id", "billing_waiver"),
        *estate_rows_only("billing_waiver_end"),
        *only_these_change("billing_waiver_end", *DECIDED),
        *only_these_change("billing_waiver", *DECIDED, "ends_before"),
    ]
