from django.db import migrations, models
from django.db.models import Q

from laoyou.infra.schema import estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [("payments", "0002_guards"), ("places", "0001_tables")]

    operations = [
        migrations.CreateModel(
            name="ReceiptCounter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("estate_id", models.BigIntegerField()),
                ("year", models.SmallIntegerField()),
                ("last", models.IntegerField()),
            ],
            options={
                "db_table": "payments_receipt_counter",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="payments_receiptcounter_estate_row"),
                    models.UniqueConstraint(fields=("estate_id", "year"), name="receipt_counter_once"),
                    models.CheckConstraint(condition=Q(("last__gt", 0)), name="receipt_counter_above_zero"),
                ],
            },
        ),
        *estate_rows_only("payments_receipt_counter"),
        migrations.RemoveConstraint(model_name="payment", name="payment_place"),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=Q(("place__in", ["applied", "suspense", "moved"])), name="payment_place"
            ),
        ),
        migrations.RemoveConstraint(model_name="payment", name="applied_payment_has_a_home"),
        migrations.AddConstraint(
            model_name="payment",
            constraint=models.CheckConstraint(
                condition=Q(Q(("place", "applied"), _negated=True), ("home_id__isnull", False), _connector="OR"),
                name="applied_payment_has_a_home",
            ),
        ),
        migrations.AddIndex(
            model_name="payment",
            index=models.Index(fields=["estate_id"], name="payment_in_suspense", condition=Q(("place", "suspense"))),
        ),
        migrations.AddIndex(
            model_name="notification",
            index=models.Index(fields=["estate_id", "received_at"], name="notification_by_time"),
        ),
        same_estate("payments_order", "home_id", "places_home"),
        same_estate("payments_payment", "home_id", "places_home"),
        *only_these_change("payments_order", "state", "prepay", "trouble", "next_query_at", "queries"),
        migrations.RunSQL(
            """
            CREATE FUNCTION public.payments_receipt_counter_step() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              IF (new.estate_id, new.year, new.last) IS DISTINCT FROM (old.estate_id, old.year, old.last + 1) THEN
                RAISE 'receipts are numbered one by one' USING ERRCODE = '42501';
              END IF; RETURN new;
            END $$
            """,
            "DROP FUNCTION public.payments_receipt_counter_step()",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER step BEFORE UPDATE ON payments_receipt_counter FOR EACH ROW"
            " EXECUTE FUNCTION public.payments_receipt_counter_step()",
            "DROP TRIGGER step ON payments_receipt_counter",
        ),
        migrations.RunSQL(
            "CREATE TRIGGER keep_rows BEFORE DELETE OR TRUNCATE ON payments_receipt_counter"
            " FOR EACH STATEMENT EXECUTE FUNCTION public.refuse_change()",
            "DROP TRIGGER keep_rows ON payments_receipt_counter",
        ),
    ]
