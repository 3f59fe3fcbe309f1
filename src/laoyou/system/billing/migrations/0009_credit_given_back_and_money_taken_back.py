"""Credit goes back to its payer by two people; money entered by mistake comes off the bills it had paid."""

from django.db import migrations, models

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("places", "0001_tables"),
        ("billing", "0008_notes_that_rest_on_a_write_off"),
    ]

    operations = [
        migrations.CreateModel(
            name="GiveBack",
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
                ("home_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("receiver", models.CharField(max_length=80)),
                ("given_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "billing_give_back",
                "abstract": False,
            },
        ),
        migrations.RemoveConstraint(
            model_name="allocation",
            name="allocation_adds_or_releases",
        ),
        migrations.AddConstraint(
            model_name="allocation",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", 0), _negated=True), name="allocation_adds_or_releases"
            ),
        ),
        migrations.AddIndex(
            model_name="giveback",
            index=models.Index(fields=["estate_id", "state", "-asked_at"], name="give_back_by_state"),
        ),
        migrations.AddIndex(
            model_name="giveback",
            index=models.Index(fields=["estate_id", "home_id"], name="give_back_by_home"),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_giveback_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="billing_giveback_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="giveback",
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
                name="billing_giveback_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="giveback",
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
                name="billing_giveback_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id", "home_id"), name="one_give_back_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="give_back_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.CheckConstraint(condition=models.Q(("way__in", ("cash", "bank"))), name="give_back_way"),
        ),
        migrations.AddConstraint(
            model_name="giveback",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("given_on__isnull", False), ("state", "approved")),
                    models.Q(models.Q(("state", "approved"), _negated=True), ("given_on__isnull", True)),
                    _connector="OR",
                ),
                name="given_back_on_a_day",
            ),
        ),
        same_estate("billing_give_back", "home_id", "places_home"),
        *estate_rows_only("billing_give_back"),
        *only_these_change(
            "billing_give_back",
            *("state", "decided_by", "decided_by_name", "decided_at", "decision_reason", "given_on"),
        ),
    ]
