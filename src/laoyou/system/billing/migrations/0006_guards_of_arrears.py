from django.db import migrations, models

from laoyou.infra.schema import append_only, estate_rows_only, only_these_change, same_estate

_DECIDED = ("state", "decided_by", "decided_by_name", "decided_at")


class Migration(migrations.Migration):
    dependencies = [("billing", "0005_arrears"), ("infra", "0002_guards")]

    operations = [
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["estate_id", "home_id", "-day"], name="reminder_by_home"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_reminder_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("step__in", ["message", "call", "letter", "visit"])), name="reminder_step"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0), ("bills__gt", 0)), name="reminder_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("estate_id", "batch", "home_id"), name="reminder_once_per_batch"
            ),
        ),
        migrations.AddIndex(
            model_name="reminderoutcome",
            index=models.Index(fields=["estate_id", "reminder"], name="outcome_by_reminder"),
        ),
        migrations.AddIndex(
            model_name="reminderoutcome",
            index=models.Index(fields=["estate_id", "home_id"], name="outcome_by_home"),
        ),
        migrations.AddConstraint(
            model_name="reminderoutcome",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_reminderoutcome_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="reminderoutcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "outcome__in",
                        ["reached", "promised", "not_reached", "disputed", "moved", "already_paid", "needs_time"],
                    )
                ),
                name="reminder_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="writeoff",
            index=models.Index(fields=["estate_id", "-asked_at"], name="write_off_by_time"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_writeoff_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="write_off_above_zero"),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_by__isnull", True),
                    models.Q(("decided_by", models.F("asked_by")), _negated=True),
                    _connector="OR",
                ),
                name="write_off_needs_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoff",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("decided_by__isnull", True), ("state", "asked")),
                    models.Q(
                        ("decided_at__isnull", False),
                        ("decided_by__isnull", False),
                        ("state__in", ["approved", "refused"]),
                    ),
                    _connector="OR",
                ),
                name="write_off_decided_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="arrearsmove",
            index=models.Index(fields=["estate_id", "plan"], name="arrears_move_by_plan"),
        ),
        migrations.AddConstraint(
            model_name="arrearsmove",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_arrearsmove_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="arrearsmove",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("batch__isnull", False), ("plan__isnull", True), ("write_off__isnull", True)),
                    models.Q(("batch__isnull", True), ("plan__isnull", False), ("write_off__isnull", True)),
                    models.Q(("batch__isnull", True), ("plan__isnull", True), ("write_off__isnull", False)),
                    _connector="OR",
                ),
                name="arrears_move_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoffbill",
            constraint=models.UniqueConstraint(fields=("estate_id", "id"), name="billing_writeoffbill_estate_row"),
        ),
        migrations.AddConstraint(
            model_name="writeoffbill",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gt", 0)), name="write_off_bill_above_zero"
            ),
        ),
        migrations.AddConstraint(
            model_name="writeoffbill",
            constraint=models.UniqueConstraint(fields=("estate_id", "write_off", "bill"), name="write_off_bill_once"),
        ),
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
