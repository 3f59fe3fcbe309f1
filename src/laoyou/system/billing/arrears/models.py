"""The tables of arrears. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

STEPS = ["message", "call", "letter", "visit"]


class ReminderPolicy(EstateRow):
    """催缴规则 of an estate from a day on: the newest row that has begun holds. Append-only."""

    starts_on = models.DateField()
    message_after = models.SmallIntegerField()
    call_after = models.SmallIntegerField()
    letter_after = models.SmallIntegerField()
    visit_after = models.SmallIntegerField()
    days_between = models.SmallIntegerField()
    least_fen = models.BigIntegerField()
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    noon_from = models.TimeField()
    noon_until = models.TimeField()
    source = models.CharField(max_length=200)
    set_by = models.BigIntegerField(null=True)
    set_by_name = models.CharField(max_length=60)
    set_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_reminder_policy"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    message_after__gte=1,
                    call_after__gte=F("message_after"),
                    letter_after__gte=F("call_after"),
                    visit_after__gte=F("letter_after"),
                ),
                name="policy_climbs",
            ),
            models.CheckConstraint(condition=Q(days_between__gte=7, least_fen__gte=0), name="policy_is_gentle"),
        ]
        indexes = [models.Index(fields=["estate_id", "-starts_on", "-id"], name="policy_newest")]


class ReminderBatch(EstateRow):
    """One step of the ladder for many homes: proposed by the calendar, released or dropped by a person."""

    step = models.CharField(max_length=10)
    state = models.CharField(max_length=10, default="proposed")
    proposed_on = models.DateField()
    proposed_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_reminder_batch"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(step__in=STEPS), name="batch_step"),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["released", "dropped"], decided_at__isnull=False),
                name="batch_state",
            ),
            models.UniqueConstraint(
                fields=["estate_id", "step"], condition=Q(state="proposed"), name="batch_proposed_once"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "-proposed_at"], name="batch_by_time")]


class Reminder(EstateRow):
    """One step for one home, or that it was left out of a batch and why. Append-only."""

    batch = belongs_to("billing.ReminderBatch", related_name="reminders")
    home_id = models.BigIntegerField()
    step = models.CharField(max_length=10)
    day = models.DateField()
    amount_fen = models.BigIntegerField()
    bills = models.IntegerField()
    oldest_due_on = models.DateField()
    words = models.TextField(default="")
    left_out_reason = models.CharField(max_length=200, default="")
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_reminder"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(step__in=STEPS), name="reminder_step"),
            models.CheckConstraint(condition=Q(amount_fen__gt=0, bills__gt=0), name="reminder_of_something"),
            models.UniqueConstraint(fields=["estate_id", "batch", "home_id"], name="reminder_once_per_batch"),
        ]
        indexes = [models.Index(fields=["estate_id", "home_id", "-day"], name="reminder_by_home")]


class ReminderOutcome(EstateRow):
    """What came of a reminder: told by staff after a call or visit, or by the resident. Append-only."""

    reminder = belongs_to("billing.Reminder", related_name="outcomes")
    home_id = models.BigIntegerField()
    outcome = models.CharField(max_length=14)
    rests_until = models.DateField(null=True)
    note = models.CharField(max_length=200, default="")
    is_residents = models.BooleanField(default=False)
    actor = models.BigIntegerField(null=True)
    actor_name = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_reminder_outcome"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    outcome__in=[
                        *("reached", "promised", "not_reached", "disputed", "moved"),
                        *("already_paid", "needs_time"),
                    ]
                ),
                name="reminder_outcome",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "reminder"], name="outcome_by_reminder"),
            models.Index(fields=["estate_id", "home_id"], name="outcome_by_home"),
        ]


class HomeMark(EstateRow):
    """What stops or softens the ladder for a home until somebody closes it: gentle, dispute, hardship."""

    home_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    reason = models.CharField(max_length=200)
    is_residents = models.BooleanField(default=False)
    opened_by = models.BigIntegerField(null=True)
    opened_by_name = models.CharField(max_length=60)
    opened_at = models.DateTimeField()
    answer = models.CharField(max_length=200, default="")
    closed_by = models.BigIntegerField(null=True)
    closed_by_name = models.CharField(max_length=60, default="")
    closed_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_home_mark"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["gentle", "dispute", "hardship"]), name="home_mark_kind"),
            models.UniqueConstraint(
                fields=["estate_id", "home_id", "kind"], condition=Q(closed_at__isnull=True), name="home_mark_once"
            ),
        ]


class Plan(EstateRow):
    """分期: the overdue bills of a home in parts; asked by one person, decided by another.

    `is_former_owners`: all of it is owed by owners before those of today, who have asked for a plan of their own.
    """

    home_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="asked")
    total_fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    is_residents = models.BooleanField(default=False)
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="")
    is_former_owners = models.BooleanField(default=False)

    class Meta(EstateRow.Meta):
        db_table = "billing_plan"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(state__in=["asked", "running", "refused", "withdrawn", "kept", "missed"]),
                name="plan_state",
            ),
            models.CheckConstraint(condition=Q(total_fen__gt=0), name="plan_above_zero"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")), name="plan_needs_a_second_person"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["asked", "withdrawn"], decided_by__isnull=True)
                | Q(state__in=["running", "refused", "kept", "missed"], decided_by__isnull=False),
                name="plan_decided_by_somebody",
            ),
            models.UniqueConstraint(
                fields=["estate_id", "home_id"],
                condition=Q(state__in=["asked", "running"], is_former_owners=False),
                name="plan_one_at_a_time",
            ),
        ]


class PlanPart(EstateRow):
    """One part of a plan. Append-only."""

    plan = belongs_to("billing.Plan", related_name="parts")
    number = models.SmallIntegerField()
    due_on = models.DateField()
    amount_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_plan_part"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="plan_part_above_zero"),
            models.UniqueConstraint(fields=["estate_id", "plan", "number"], name="plan_part_once"),
        ]


class PlanBill(EstateRow):
    """A bill in a plan, and what was open on it when the plan was made. Append-only."""

    plan = belongs_to("billing.Plan", related_name="bills")
    bill = belongs_to("billing.Bill")
    open_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_plan_bill"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(open_fen__gt=0), name="plan_bill_above_zero"),
            models.UniqueConstraint(fields=["estate_id", "plan", "bill"], name="plan_bill_once"),
        ]
        indexes = [models.Index(fields=["estate_id", "bill"], name="plan_bill_by_bill")]


class WriteOff(EstateRow):
    """核销: what will never come in, taken off by the approval of a second person. Kept and shown for ever."""

    home_id = models.BigIntegerField()
    state = models.CharField(max_length=10, default="asked")
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    document = belongs_to("infra.StoredFile")
    asked_by = models.BigIntegerField()
    asked_by_name = models.CharField(max_length=60)
    asked_at = models.DateTimeField()
    decided_by = models.BigIntegerField(null=True)
    decided_by_name = models.CharField(max_length=60, default="")
    decided_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=200, default="")

    class Meta(EstateRow.Meta):
        db_table = "billing_write_off"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="write_off_above_zero"),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("asked_by")),
                name="write_off_needs_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(state="asked", decided_by__isnull=True, decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_by__isnull=False, decided_at__isnull=False),
                name="write_off_decided_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "-asked_at"], name="write_off_by_time"),
            models.Index(fields=["estate_id"], name="write_off_waits", condition=Q(state="asked")),
        ]


class WriteOffBill(EstateRow):
    """A bill of a write-off and what was open on it. Append-only."""

    write_off = belongs_to("billing.WriteOff", related_name="bills")
    bill = belongs_to("billing.Bill")
    amount_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_write_off_bill"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="write_off_bill_above_zero"),
            models.UniqueConstraint(fields=["estate_id", "write_off", "bill"], name="write_off_bill_once"),
        ]


class ArrearsMove(EstateRow):
    """One step in the life of a batch, a plan or a write-off: of exactly one of them. Append-only."""

    batch = belongs_to("billing.ReminderBatch", null=True)
    plan = belongs_to("billing.Plan", null=True)
    write_off = belongs_to("billing.WriteOff", null=True)
    from_state = models.CharField(max_length=10)
    to_state = models.CharField(max_length=10)
    reason = models.CharField(max_length=200, default="")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_arrears_move"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(batch__isnull=False, plan__isnull=True, write_off__isnull=True)
                | Q(batch__isnull=True, plan__isnull=False, write_off__isnull=True)
                | Q(batch__isnull=True, plan__isnull=True, write_off__isnull=False),
                name="arrears_move_of_one",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "plan"], name="arrears_move_by_plan")]
