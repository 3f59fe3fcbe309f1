import django.db.models.deletion
from django.db import migrations, models


def _id() -> models.BigAutoField:
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _to(model: str, related_name: str, *, null: bool = False) -> models.ForeignKey:
    return models.ForeignKey(
        db_constraint=False,
        db_index=False,
        null=null,
        on_delete=django.db.models.deletion.DO_NOTHING,
        related_name=related_name,
        to=model,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("billing", "0004_bills_issued_after_their_month"),
        ("infra", "0002_guards"),
    ]

    operations = [
        migrations.CreateModel(
            name="HomeMark",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("kind", models.CharField(max_length=10)),
                ("reason", models.CharField(max_length=200)),
                ("is_residents", models.BooleanField(default=False)),
                ("opened_by", models.BigIntegerField(null=True)),
                ("opened_by_name", models.CharField(max_length=60)),
                ("opened_at", models.DateTimeField()),
                ("answer", models.CharField(default="", max_length=200)),
                ("closed_by", models.BigIntegerField(null=True)),
                ("closed_by_name", models.CharField(default="", max_length=60)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "billing_home_mark",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_homemark_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["gentle", "dispute", "hardship"])), name="home_mark_kind"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=("estate_id", "home_id", "kind"),
                        name="home_mark_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Plan",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("total_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("is_residents", models.BooleanField(default=False)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(default="", max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(default="", max_length=200)),
            ],
            options={
                "db_table": "billing_plan",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_plan_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["asked", "running", "refused", "withdrawn", "kept", "missed"])
                        ),
                        name="plan_state",
                    ),
                    models.CheckConstraint(condition=models.Q(("total_fen__gt", 0)), name="plan_above_zero"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("decided_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="plan_needs_a_second_person",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_by__isnull", True), ("state__in", ["asked", "withdrawn"])),
                            models.Q(
                                ("decided_by__isnull", False), ("state__in", ["running", "refused", "kept", "missed"])
                            ),
                            _connector="OR",
                        ),
                        name="plan_decided_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["asked", "running"])),
                        fields=("estate_id", "home_id"),
                        name="plan_one_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReminderBatch",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("step", models.CharField(max_length=10)),
                ("state", models.CharField(default="proposed", max_length=10)),
                ("proposed_on", models.DateField()),
                ("proposed_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(default="", max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "billing_reminder_batch",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-proposed_at"], name="batch_by_time")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_reminderbatch_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(("step__in", ["message", "call", "letter", "visit"])), name="batch_step"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("decided_at__isnull", True), ("state", "proposed")),
                            models.Q(("decided_at__isnull", False), ("state__in", ["released", "dropped"])),
                            _connector="OR",
                        ),
                        name="batch_state",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "proposed")),
                        fields=("estate_id", "step"),
                        name="batch_proposed_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("step", models.CharField(max_length=10)),
                ("day", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("bills", models.IntegerField()),
                ("oldest_due_on", models.DateField()),
                ("words", models.TextField(default="")),
                ("left_out_reason", models.CharField(default="", max_length=200)),
                ("actor", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("batch", _to("billing.reminderbatch", "reminders")),
            ],
            options={
                "db_table": "billing_reminder",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReminderOutcome",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("outcome", models.CharField(max_length=14)),
                ("rests_until", models.DateField(null=True)),
                ("note", models.CharField(default="", max_length=200)),
                ("is_residents", models.BooleanField(default=False)),
                ("actor", models.BigIntegerField(null=True)),
                ("actor_name", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("reminder", _to("billing.reminder", "outcomes")),
            ],
            options={
                "db_table": "billing_reminder_outcome",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ReminderPolicy",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("starts_on", models.DateField()),
                ("message_after", models.SmallIntegerField()),
                ("call_after", models.SmallIntegerField()),
                ("letter_after", models.SmallIntegerField()),
                ("visit_after", models.SmallIntegerField()),
                ("days_between", models.SmallIntegerField()),
                ("least_fen", models.BigIntegerField()),
                ("quiet_from", models.TimeField()),
                ("quiet_until", models.TimeField()),
                ("noon_from", models.TimeField()),
                ("noon_until", models.TimeField()),
                ("source", models.CharField(max_length=200)),
                ("set_by", models.BigIntegerField(null=True)),
                ("set_by_name", models.CharField(max_length=60)),
                ("set_at", models.DateTimeField()),
            ],
            options={
                "db_table": "billing_reminder_policy",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "-starts_on", "-id"], name="policy_newest")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_reminderpolicy_estate_row"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("call_after__gte", models.F("message_after")),
                            ("letter_after__gte", models.F("call_after")),
                            ("message_after__gte", 1),
                            ("visit_after__gte", models.F("letter_after")),
                        ),
                        name="policy_climbs",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("days_between__gte", 7), ("least_fen__gte", 0)), name="policy_is_gentle"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WriteOff",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("home_id", models.BigIntegerField()),
                ("state", models.CharField(default="asked", max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=200)),
                ("asked_by", models.BigIntegerField()),
                ("asked_by_name", models.CharField(max_length=60)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.BigIntegerField(null=True)),
                ("decided_by_name", models.CharField(default="", max_length=60)),
                ("decided_at", models.DateTimeField(null=True)),
                ("note", models.CharField(default="", max_length=200)),
                ("document", _to("infra.storedfile", "+")),
            ],
            options={
                "db_table": "billing_write_off",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="ArrearsMove",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("from_state", models.CharField(max_length=10)),
                ("to_state", models.CharField(max_length=10)),
                ("reason", models.CharField(default="", max_length=200)),
                ("actor", models.CharField(max_length=40)),
                ("at", models.DateTimeField()),
                ("plan", _to("billing.plan", "+", null=True)),
                ("batch", _to("billing.reminderbatch", "+", null=True)),
                ("write_off", _to("billing.writeoff", "+", null=True)),
            ],
            options={
                "db_table": "billing_arrears_move",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WriteOffBill",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("bill", _to("billing.bill", "+")),
                ("write_off", _to("billing.writeoff", "bills")),
            ],
            options={
                "db_table": "billing_write_off_bill",
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanBill",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("open_fen", models.BigIntegerField()),
                ("bill", _to("billing.bill", "+")),
                ("plan", _to("billing.plan", "bills")),
            ],
            options={
                "db_table": "billing_plan_bill",
                "abstract": False,
                "indexes": [models.Index(fields=["estate_id", "bill"], name="plan_bill_by_bill")],
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_planbill_estate_row"),
                    models.CheckConstraint(condition=models.Q(("open_fen__gt", 0)), name="plan_bill_above_zero"),
                    models.UniqueConstraint(fields=("estate_id", "plan", "bill"), name="plan_bill_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanPart",
            fields=[
                ("id", _id()),
                ("estate_id", models.BigIntegerField()),
                ("number", models.SmallIntegerField()),
                ("due_on", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("plan", _to("billing.plan", "parts")),
            ],
            options={
                "db_table": "billing_plan_part",
                "abstract": False,
                "constraints": [
                    models.UniqueConstraint(fields=("estate_id", "id"), name="billing_planpart_estate_row"),
                    models.CheckConstraint(condition=models.Q(("amount_fen__gt", 0)), name="plan_part_above_zero"),
                    models.UniqueConstraint(fields=("estate_id", "plan", "number"), name="plan_part_once"),
                ],
            },
        ),
    ]
