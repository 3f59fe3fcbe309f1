from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_tables"), ("infra", "0002_guards")]

    operations = [
        same_estate("payments_order_line", "order_id", "payments_order"),
        same_estate("payments_order_move", "order_id", "payments_order"),
        same_estate("payments_payment", "order_id", "payments_order"),
        same_estate("payments_receipt", "payment_id", "payments_payment"),
        *estate_rows_only(
            *("payments_order", "payments_order_line", "payments_order_move", "payments_payment"),
            *("payments_receipt", "payments_notification"),
        ),
        *append_only(
            *("payments_order_line", "payments_order_move", "payments_channel_claim"),
            *("payments_receipt", "payments_notification"),
        ),
        *only_these_change("payments_payment", "place", "trouble", "home_id"),
    ]
