import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0006_days_of_channels"),
    ]

    operations = [
        migrations.CreateModel(
            name="Statement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("account", models.CharField(default="", max_length=60)),
                ("file_name", models.CharField(max_length=120)),
                ("file_id", models.BigIntegerField()),
                ("state", models.CharField(default="read", max_length=10)),
                ("layout", models.JSONField(default=dict)),
                ("new_lines", models.IntegerField(default=0)),
                ("known_lines", models.IntegerField(default=0)),
                ("handed_in_at", models.DateTimeField()),
                ("handed_in_by", models.BigIntegerField(null=True)),
                ("handed_in_by_name", models.CharField(default="", max_length=80)),
                ("entered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "payments_statement",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="payments_statement_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["read", "entered", "dropped"])), name="statement_state"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("line_number", models.IntegerField()),
                ("account", models.CharField(max_length=60)),
                ("booked_on", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("counterpart", models.CharField(default="", max_length=200)),
                ("text", models.CharField(default="", max_length=400)),
                ("reference", models.CharField(default="", max_length=100)),
                ("balance_fen", models.BigIntegerField(null=True)),
                ("fingerprint", models.CharField(max_length=64)),
                ("channel", models.CharField(default="", max_length=10)),
                ("state", models.CharField(default="open", max_length=10)),
                ("paid_out_fen", models.BigIntegerField(default=0)),
                ("meaning", models.CharField(default="", max_length=20)),
                ("reason", models.CharField(default="", max_length=200)),
                ("worked_off_by", models.BigIntegerField(null=True)),
                ("worked_off_by_name", models.CharField(default="", max_length=80)),
                ("worked_off_at", models.DateTimeField(null=True)),
                (
                    "statement",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="lines",
                        to="payments.statement",
                    ),
                ),
            ],
            options={
                "db_table": "payments_bank_line",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PayoutPart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("made_by", models.BigIntegerField(null=True)),
                ("made_by_name", models.CharField(default="", max_length=80)),
                ("made_at", models.DateTimeField()),
                (
                    "bank_line",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="payouts",
                        to="payments.bankline",
                    ),
                ),
                (
                    "day",
                    models.ForeignKey(
                        db_constraint=False,
                        db_index=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="payouts",
                        to="payments.channelday",
                    ),
                ),
            ],
            options={
                "db_table": "payments_payout_part",
                "abstract": False,
                "indexes": [
                    models.Index(fields=["estate_id", "day"], name="payout_part_by_day"),
                    models.Index(fields=["estate_id", "bank_line"], name="payout_part_by_line"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="payments_payoutpart_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True), name="payout_part_moves_money"
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(fields=["estate_id", "booked_on"], name="bank_line_by_day"),
        ),
        migrations.AddIndex(
            model_name="bankline",
            index=models.Index(
                condition=models.Q(("state", "open")), fields=["estate_id", "booked_on"], name="bank_line_open"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_bankline_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.UniqueConstraint(fields=("estate_id", "account", "fingerprint"), name="bank_line_once"),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen", 0), _negated=True), name="bank_line_moves_money"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["open", "paid_out", "assigned", "explained"])), name="bank_line_state"
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("amount_fen__gt", 0), ("paid_out_fen__gte", 0), ("paid_out_fen__lte", models.F("amount_fen"))
                    ),
                    models.Q(
                        ("amount_fen__lt", 0), ("paid_out_fen__gte", models.F("amount_fen")), ("paid_out_fen__lte", 0)
                    ),
                    _connector="OR",
                ),
                name="bank_line_pays_out_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "paid_out"), _negated=True),
                    ("paid_out_fen", models.F("amount_fen")),
                    _connector="OR",
                ),
                name="bank_line_paid_out_in_full",
            ),
        ),
        migrations.AddConstraint(
            model_name="bankline",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["assigned", "explained"]), _negated=True),
                    models.Q(("worked_off_at__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="bank_line_has_its_reason",
            ),
        ),
    ]
