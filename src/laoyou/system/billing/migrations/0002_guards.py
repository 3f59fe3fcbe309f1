from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate


class Migration(migrations.Migration):
    dependencies = [("billing", "0001_tables"), ("infra", "0002_guards")]

    operations = [
        same_estate("billing_credit_note", "bill_id", "billing_bill"),
        same_estate("billing_allocation", "bill_id", "billing_bill"),
        *estate_rows_only(
            *("billing_run", "billing_bill", "billing_credit_note", "billing_waiver"),
            *("billing_allocation", "billing_home_credit", "billing_month_figures"),
        ),
        *append_only("billing_run", "billing_credit_note", "billing_allocation"),
        *only_these_change("billing_bill", "paid_fen", "credited_fen"),
        *only_these_change("billing_waiver", "state", "decided_by", "decided_at"),
    ]
