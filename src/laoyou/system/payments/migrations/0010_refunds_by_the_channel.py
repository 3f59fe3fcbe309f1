"""Money goes back by its channel: asked by one person, approved by another, never more than was paid."""

import django.db.models.deletion
from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

OF_A_REFUND = (
    *("state", "decided_by", "decided_by_name", "decided_at", "decision_reason"),
    *("stage", "channel_refund", "trouble", "given_up", "tries", "next_at"),
    *("held_on", "refunded_at", "refunded_on", "failed_on"),
)
KEEP = """
    CREATE OR REPLACE FUNCTION public.payments_payment_keep() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      IF to_jsonb(new) - '{%(kept)s}'::text[] IS DISTINCT FROM to_jsonb(old) - '{%(kept)s}'::text[] THEN
        RAISE 'issued: only %(said)s may change' USING ERRCODE = '42501';
      END IF; RETURN new; END $$
"""


def kept(*columns: str) -> str:
    return KEEP % {"kept": ",".join(columns), "said": ", ".join(columns)}


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0009_cash_entered_by_mistake"),
    ]

    operations = [
        migrations.CreateModel(
            name="Refund",
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
                ("home_id", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=10)),
                ("transaction", models.CharField(max_length=64)),
                ("order_number", models.CharField(max_length=32)),
                ("number", models.CharField(max_length=64)),
                ("amount_fen", models.BigIntegerField()),
                ("paid_fen", models.BigIntegerField()),
                ("from_place", models.CharField(max_length=10)),
                ("takes_credit", models.BooleanField()),
                ("reopens", models.JSONField(default=list)),
                ("made_outside", models.BooleanField(default=False)),
                ("stage", models.CharField(blank=True, default="", max_length=10)),
                ("channel_refund", models.CharField(default="", max_length=64)),
                ("trouble", models.CharField(default="", max_length=200)),
                ("given_up", models.CharField(default="", max_length=200)),
                ("tries", models.IntegerField(default=0)),
                ("next_at", models.DateTimeField(null=True)),
                ("held_on", models.DateField(null=True)),
                ("refunded_at", models.DateTimeField(null=True)),
                ("refunded_on", models.DateField(null=True)),
                ("failed_on", models.DateField(null=True)),
            ],
            options={
                "db_table": "payments_refund",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="RefundMove",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("from_stage", models.CharField(blank=True, max_length=10)),
                ("to_stage", models.CharField(max_length=10)),
                ("reason", models.CharField(default="", max_length=200)),
                ("actor", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
            ],
            options={
                "db_table": "payments_refund_move",
                "abstract": False,
            },
        ),
        migrations.AddField(
            model_name="payment",
            name="refund_parts",
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="payment",
            name="reserved_fen",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("reserved_fen__gte", 0), ("reserved_fen__lte", models.F("amount_fen"))),
                name="refunds_within_the_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=models.Q(("refund_parts__range", (0, 50))), name="refunds_in_so_many_parts"
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="payment",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="refunds",
                to="payments.payment",
            ),
        ),
        migrations.AddField(
            model_name="refundmove",
            name="refund",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="moves",
                to="payments.refund",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["estate_id", "state", "-asked_at"], name="refund_by_state"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["estate_id", "payment"], name="refund_by_payment"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["estate_id", "home_id"], name="refund_by_home"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(fields=["channel", "refunded_on"], name="refund_by_channel_day"),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("stage__in", ["abnormal", "ready", "sent"])),
                fields=["next_at"],
                name="refund_to_carry",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_refund_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["asked", "approved", "refused", "withdrawn"])),
                name="payments_refund_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
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
                name="payments_refund_decided",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
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
                name="payments_refund_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(fields=("estate_id", "number"), name="refund_number_once"),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("channel_refund", ""), _negated=True),
                fields=("estate_id", "channel", "channel_refund"),
                name="refunded_once_by_the_channel",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "asked")), fields=("estate_id", "payment"), name="one_refund_waits"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("amount_fen__lte", models.F("paid_fen"))),
                name="refund_within_the_payment",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["wechat", "alipay"])), name="refund_channel"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("from_place", "suspense"), ("home_id__isnull", True)),
                    models.Q(("from_place", "applied"), ("home_id__isnull", False)),
                    _connector="OR",
                ),
                name="refund_from_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("held_on__isnull", False),
                        ("stage__in", ["ready", "sent", "abnormal", "refunded", "failed"]),
                        ("state", "approved"),
                    ),
                    models.Q(models.Q(("state", "approved"), _negated=True), ("held_on__isnull", True), ("stage", "")),
                    _connector="OR",
                ),
                name="refund_goes_out_approved_only",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("refunded_at__isnull", False), ("refunded_on__isnull", False), ("stage", "refunded")),
                    models.Q(
                        models.Q(("stage", "refunded"), _negated=True),
                        ("refunded_at__isnull", True),
                        ("refunded_on__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="refunded_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("failed_on__isnull", False), ("stage", "failed")),
                    models.Q(models.Q(("stage", "failed"), _negated=True), ("failed_on__isnull", True)),
                    _connector="OR",
                ),
                name="refund_failed_on_a_day",
            ),
        ),
        migrations.AddIndex(
            model_name="refundmove",
            index=models.Index(fields=["estate_id", "refund"], name="refund_move_by_refund"),
        ),
        migrations.AddConstraint(
            model_name="refundmove",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="payments_refundmove_estate_row"),
        ),
        same_estate("payments_refund", "payment_id", "payments_payment"),
        same_estate("payments_refund", "home_id", "places_home"),
        same_estate("payments_refund_move", "refund_id", "payments_refund"),
        *estate_rows_only("payments_refund", "payments_refund_move"),
        *append_only("payments_refund_move"),
        *only_these_change("payments_refund", *OF_A_REFUND),
        migrations.RunSQL(
            kept("place", "trouble", "home_id", "reserved_fen", "refund_parts"), kept("place", "trouble", "home_id")
        ),
        migrations.RunSQL(
            """
            CREATE FUNCTION public.payments_refund_reserves() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE held bigint; before bigint := 0;
            BEGIN
              held := CASE WHEN new.stage IN ('ready', 'sent', 'abnormal', 'refunded') THEN new.amount_fen ELSE 0 END;
              IF TG_OP = 'UPDATE' THEN
                before := CASE WHEN old.stage IN ('ready', 'sent', 'abnormal', 'refunded')
                               THEN old.amount_fen ELSE 0 END;
              END IF;
              IF held <> before THEN
                UPDATE public.payments_payment
                  SET reserved_fen = reserved_fen + held - before, refund_parts = refund_parts + (held > before)::int
                  WHERE (estate_id, id) = (new.estate_id, new.payment_id);
              END IF; RETURN null;
            END $$
            """,
            "DROP FUNCTION public.payments_refund_reserves()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER reserves AFTER INSERT OR UPDATE ON payments_refund FOR EACH ROW"
            " EXECUTE FUNCTION public.payments_refund_reserves()",
            "DROP TRIGGER reserves ON payments_refund",
        ),
    ]
