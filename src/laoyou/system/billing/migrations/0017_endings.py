"""Endings: what goes back to homes when a mandate ends, agreed on by two people and worked off home by home."""

import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0016_bookings"),
        ("mandates", "0007_prices_by_formula"),
        ("payments", "0010_refunds_by_the_channel"),
        ("places", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ending",
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
                ("mandate_id", models.BigIntegerField()),
                ("ends_before", models.DateField()),
                ("with_deposits", models.BooleanField(default=True)),
                ("homes", models.IntegerField()),
                ("notes_fen", models.BigIntegerField()),
                ("back_fen", models.BigIntegerField()),
                ("work_id", models.BigIntegerField(null=True)),
            ],
            options={
                "db_table": "billing_ending",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "state", "-asked_at"], name="ending_by_state")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_ending_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                        name="billing_ending_state",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("decided_by__isnull", False),
                                models.Q(("state", "asked"), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billing_ending_decided",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "asked"),
                            models.Q(("decided_by", models.F("asked_by")), ("state", "withdrawn")),
                            models.Q(
                                ("state__in", ["approved", "refused"]),
                                models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="billing_ending_two_people",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "asked")),
                        fields=("estate_id", "mandate_id"),
                        name="one_ending_waits",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("back_fen__gte", 0), ("homes__gt", 0), ("notes_fen__gte", 0)),
                        name="ending_sums",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EndingHome",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("state", models.CharField(default="waiting", max_length=8)),
                ("notes_fen", models.BigIntegerField()),
                ("deposits_fen", models.BigIntegerField()),
                ("set_off_fen", models.BigIntegerField()),
                ("back_fen", models.BigIntegerField()),
                ("keeps", models.BooleanField(default=False)),
                ("word_of", models.CharField(default="", max_length=100)),
                ("word_at", models.DateTimeField(null=True)),
                ("word_taken_by", models.BigIntegerField(null=True)),
                ("channel_fen", models.BigIntegerField(default=0)),
                ("desk_fen", models.BigIntegerField(default=0)),
                ("former_fen", models.BigIntegerField(default=0)),
                ("kept_fen", models.BigIntegerField(default=0)),
                ("settled_on", models.DateField(null=True)),
                ("trouble", models.CharField(default="", max_length=300)),
                ("paid_out_fen", models.BigIntegerField(default=0)),
                (
                    "ending",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="rows",
                        to="billing.ending",
                    ),
                ),
            ],
            options={
                "db_table": "billing_ending_home",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EndingPayout",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("way", models.CharField(max_length=10)),
                ("receiver", models.CharField(max_length=80)),
                ("paid_on", models.DateField()),
                ("paid_by", models.BigIntegerField()),
                ("paid_by_name", models.CharField(max_length=100)),
                ("paid_at", models.DateTimeField()),
                (
                    "ending_home",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="payouts",
                        to="billing.endinghome",
                    ),
                ),
            ],
            options={
                "db_table": "billing_ending_payout",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EndingRefund",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("refund_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                (
                    "ending_home",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="refunds",
                        to="billing.endinghome",
                    ),
                ),
            ],
            options={
                "db_table": "billing_ending_refund",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="endinghome",
            index=models.Index(fields=["estate_id", "home_id"], name="ending_by_home"),
        ),
        migrations.AddIndex(
            model_name="endinghome",
            index=models.Index(fields=["estate_id", "ending", "state"], name="ending_home_by_state"),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_endinghome_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.UniqueConstraint(fields=("estate_id", "ending", "home_id"), name="ending_home_once"),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "done", "failed"])), name="ending_home_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("channel_fen__gte", 0),
                    ("desk_fen__gte", 0),
                    ("former_fen__gte", 0),
                    ("kept_fen__gte", 0),
                    (
                        "back_fen__gte",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("channel_fen"), "+", models.F("desk_fen")
                            ),
                            "+",
                            models.F("kept_fen"),
                        ),
                    ),
                    ("desk_fen__gte", models.F("former_fen")),
                ),
                name="ending_home_gives_back_what_was_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("keeps", False),
                    models.Q(models.Q(("word_of", ""), _negated=True), ("word_at__isnull", False)),
                    _connector="OR",
                ),
                name="ending_home_word",
            ),
        ),
        migrations.AddConstraint(
            model_name="endinghome",
            constraint=models.CheckConstraint(
                condition=models.Q(("desk_fen__gte", models.F("paid_out_fen")), ("paid_out_fen__gte", 0)),
                name="ending_home_paid_out",
            ),
        ),
        migrations.AddIndex(
            model_name="endingpayout",
            index=models.Index(fields=["estate_id", "ending_home"], name="ending_payout_by_home"),
        ),
        migrations.AddConstraint(
            model_name="endingpayout",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_endingpayout_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="endingpayout",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("way__in", ("cash", "bank"))), name="ending_payout_way"
            ),
        ),
        migrations.AddConstraint(
            model_name="endingrefund",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_endingrefund_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="endingrefund",
            constraint=models.UniqueConstraint(fields=("estate_id", "refund_id"), name="ending_refund_once"),
        ),
        migrations.AddConstraint(
            model_name="endingrefund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="ending_refund_above_zero"
            ),
        ),
        same_estate("billing_ending", "mandate_id", "mandates_mandate"),
        same_estate("billing_ending_home", "ending_id", "billing_ending"),
        same_estate("billing_ending_home", "home_id", "places_home"),
        same_estate("billing_ending_refund", "ending_home_id", "billing_ending_home"),
        same_estate("billing_ending_refund", "refund_id", "payments_refund"),
        same_estate("billing_ending_payout", "ending_home_id", "billing_ending_home"),
        *estate_rows_only("billing_ending", "billing_ending_home", "billing_ending_refund", "billing_ending_payout"),
        *only_these_change(
            "billing_ending", "state", "decided_by", "decided_by_name", "decided_at", "decision_reason", "work_id"
        ),
        *only_these_change(
            "billing_ending_home",
            *("state", "keeps", "word_of", "word_at", "word_taken_by", "channel_fen", "desk_fen", "former_fen"),
            *("kept_fen", "settled_on", "paid_out_fen", "trouble"),
        ),
        *append_only("billing_ending_refund", "billing_ending_payout"),
    ]
