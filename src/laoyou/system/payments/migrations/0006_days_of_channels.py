import django.db.models.deletion
import django.db.models.expressions
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_two_people_assign_money"),
    ]

    operations = [
        migrations.CreateModel(
            name="BillLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("line_number", models.IntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("transaction", models.CharField(max_length=64)),
                ("refund", models.CharField(default="", max_length=64)),
                ("order_number", models.CharField(max_length=64)),
                ("home_estate_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("fee_fen", models.BigIntegerField()),
                ("agreed_fee_fen", models.BigIntegerField(null=True)),
                ("happened_at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_bill_line",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ChannelDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("channel", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("state", models.CharField(default="expected", max_length=10)),
                ("ours_count", models.IntegerField(default=0)),
                ("ours_fen", models.BigIntegerField(default=0)),
                ("billed_count", models.IntegerField(default=0)),
                ("billed_fen", models.BigIntegerField(default=0)),
                ("refunded_fen", models.BigIntegerField(default=0)),
                ("fee_fen", models.BigIntegerField(default=0)),
                ("paid_out_fen", models.BigIntegerField(default=0)),
                ("books_explained_fen", models.BigIntegerField(default=0)),
                ("bank_explained_fen", models.BigIntegerField(default=0)),
                ("file_id", models.BigIntegerField(null=True)),
                ("file_sha256", models.CharField(default="", max_length=64)),
                ("trouble", models.CharField(default="", max_length=200)),
                ("asked_at", models.DateTimeField(null=True)),
                ("fetched_at", models.DateTimeField(null=True)),
                ("compared_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_by_name", models.CharField(default="", max_length=80)),
            ],
            options={
                "db_table": "payments_channel_day",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DayDifference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("what", models.CharField(max_length=20)),
                ("kind", models.CharField(default="", max_length=10)),
                ("transaction", models.CharField(default="", max_length=64)),
                ("refund", models.CharField(default="", max_length=64)),
                ("order_number", models.CharField(default="", max_length=64)),
                ("ours_fen", models.BigIntegerField()),
                ("theirs_fen", models.BigIntegerField()),
                ("books_fen", models.BigIntegerField(default=0)),
                ("bank_fen", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="open", max_length=10)),
                ("meaning", models.CharField(default="", max_length=20)),
                ("reason", models.CharField(default="", max_length=200)),
                ("found_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.BigIntegerField(null=True)),
                ("ended_by_name", models.CharField(default="", max_length=80)),
            ],
            options={
                "db_table": "payments_day_difference",
                "abstract": False,
            },
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["channel", "paid_on"], name="payment_by_channel_day"),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_channelday_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.UniqueConstraint(fields=("estate_id", "channel", "day"), name="channel_day_once"),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ("wechat", "alipay"))), name="channel_day_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["expected", "open", "closed"])), name="channel_day_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    (
                        "ours_fen",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("billed_fen"), "-", models.F("refunded_fen")
                            ),
                            "-",
                            models.F("books_explained_fen"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="closed_day_equals_the_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    (
                        "paid_out_fen",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                django.db.models.expressions.CombinedExpression(
                                    models.F("billed_fen"), "-", models.F("refunded_fen")
                                ),
                                "-",
                                models.F("fee_fen"),
                            ),
                            "-",
                            models.F("bank_explained_fen"),
                        ),
                    ),
                    _connector="OR",
                ),
                name="closed_day_equals_the_bank",
            ),
        ),
        migrations.AddConstraint(
            model_name="channelday",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "closed"), _negated=True),
                    models.Q(("closed_at__isnull", False), ("closed_by__isnull", False), ("fetched_at__isnull", False)),
                    _connector="OR",
                ),
                name="closed_day_says_by_whom",
            ),
        ),
        migrations.AddField(
            model_name="billline",
            name="day",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="bill_lines",
                to="payments.channelday",
            ),
        ),
        migrations.AddField(
            model_name="daydifference",
            name="day",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="differences",
                to="payments.channelday",
            ),
        ),
        migrations.AddIndex(
            model_name="billline",
            index=models.Index(fields=["estate_id", "transaction"], name="bill_line_by_transaction"),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_billline_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.UniqueConstraint(fields=("estate_id", "day", "line_number"), name="bill_line_once"),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "day", "kind", "transaction", "refund"), name="billed_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["payment", "refund"])), name="bill_line_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="billline",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="bill_line_above_zero"),
        ),
        migrations.AddIndex(
            model_name="daydifference",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["estate_id", "found_at"], name="day_difference_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="daydifference",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_daydifference_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="daydifference",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "day", "what", "kind", "transaction", "refund"), name="day_difference_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="daydifference",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "gone", "explained"])), name="day_difference_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="daydifference",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "explained"), _negated=True),
                    models.Q(
                        models.Q(("reason", ""), _negated=True),
                        ("ended_at__isnull", False),
                        ("ended_by__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="explained_difference_has_its_reason",
            ),
        ),
    ]
