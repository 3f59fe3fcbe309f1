from django.db import migrations

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

_DECIDED = ("state", "decided_by", "decided_by_name", "decided_at")


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_arrears"), ("infra", "0002_guards")]

    operations = [
        same_estate("billing_reminder", "batch_id", "billing_reminder_batch"),
        same_estate("billing_reminder_outcome", "reminder_id", "billing_reminder"),
        same_estate("billing_plan_part", "plan_id", "billing_plan"),
        same_estate("billing_plan_bill", "plan_id", "billing_plan"),
        same_estate("billing_plan_bill", "bill_id", "billing_bill"),
        same_estate("billing_write_off", "document_id", "infra_file"),
        same_estate("billing_write_off_bill", "write_off_id", "billing_write_off"),
        same_estate("billing_write_off_bill", "bill_id", "billing_bill"),
        same_estate("billing_arrears_move", "batch_id", "billing_reminder_batch"),
        same_estate("billing_arrears_move", "plan_id", "billing_plan"),
        same_estate("billing_arrears_move", "write_off_id", "billing_write_off"),
        *estate_rows_only(
            *("billing_reminder_policy", "billing_reminder_batch", "billing_reminder", "billing_reminder_outcome"),
            *("billing_home_mark", "billing_plan", "billing_plan_part", "billing_plan_bill"),
            *("billing_write_off", "billing_write_off_bill", "billing_arrears_move"),
        ),
        *append_only(
            *("billing_reminder_policy", "billing_reminder", "billing_reminder_outcome", "billing_plan_part"),
            *("billing_plan_bill", "billing_write_off_bill", "billing_arrears_move"),
        ),
        *only_these_change("billing_reminder_batch", *_DECIDED),
        *only_these_change("billing_plan", *_DECIDED, "note"),
        *only_these_change("billing_write_off", *_DECIDED, "note"),
        *only_these_change("billing_home_mark", "answer", "closed_by", "closed_by_name", "closed_at"),
    ]
