from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to
from laoyou.system.billing.arrears import models as arrears_models  # noqa: F401 its tables are this package's
from laoyou.system.billing.bookings import models as booking_models  # noqa: F401 so are these
from laoyou.system.billing.deposits import models as deposit_models  # noqa: F401 its tables too
from laoyou.system.billing.endings import models as ending_models  # noqa: F401 and these
from laoyou.system.billing.invoices import models as invoice_models  # noqa: F401 and these
from laoyou.system.billing.meters import models as meter_models  # noqa: F401 and these

GIVEN_BACK_BY = ("cash", "bank")


class Run(EstateRow):
    """One issue of an estate's bills of a month. A second run of the month inserts what was missing: mostly nothing."""

    month = models.DateField()
    work = belongs_to("infra.Work", null=True)
    issued_by = models.BigIntegerField(null=True)
    issued_at = models.DateTimeField()
    bills = models.IntegerField()
    amount_fen = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "billing_run"
        indexes = [models.Index(fields=["estate_id", "month"], name="run_by_month")]


class Bill(EstateRow):
    """账单. What was computed, from what, never changes; only `paid_fen` and `credited_fen` move.

    `quantity` is hundredths of a m² (by_area) or of what a meter counted, 1 (fixed) or a count; `rate` is yuan. Of an
    ordered service (by_order) `tariff_id` is the offer, of agreed work the work order, of a late penalty (penalty) the
    bill that was paid late; there `quantity` is the fen that were late and `rate` percent a day. `full_fen` is the
    amount before a waiver of `waived_percent`; `amount_fen` is due. Where price, area or waiver changed within the
    month, `parts` has a row for each stretch of days (`rules.lines.Part`), and the columns here show the last one.
    """

    run = belongs_to("billing.Run", related_name="+")
    home_id = models.BigIntegerField()
    month = models.DateField()
    item = models.CharField(max_length=30)
    item_name = models.CharField(max_length=60)
    fund = models.CharField(max_length=20)
    tariff_id = models.BigIntegerField()
    method = models.CharField(max_length=10)
    quantity = models.IntegerField()
    rate = models.DecimalField(max_digits=12, decimal_places=4)
    served_days = models.SmallIntegerField()
    month_days = models.SmallIntegerField()
    full_fen = models.BigIntegerField()
    waived_percent = models.SmallIntegerField(default=0)
    waiver_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField()
    paid_fen = models.BigIntegerField(default=0)
    credited_fen = models.BigIntegerField(default=0)
    due_on = models.DateField()
    issued_at = models.DateTimeField()
    parts = models.JSONField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_bill"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "home_id", "month", "item"], name="bill_once"),
            models.UniqueConstraint(
                fields=["estate_id", "tariff_id"], condition=Q(method="penalty"), name="bill_penalised_once"
            ),
            models.CheckConstraint(
                condition=Q(paid_fen__gte=0, credited_fen__gte=0)
                & Q(amount_fen__gte=F("paid_fen") + F("credited_fen")),
                name="bill_never_overpaid",
            ),
            models.CheckConstraint(condition=Q(waived_percent__range=(0, 100)), name="bill_waived_percent"),
            models.CheckConstraint(condition=Q(full_fen__gte=F("amount_fen"), amount_fen__gte=0), name="bill_amounts"),
            models.CheckConstraint(condition=Q(served_days__gt=0, month_days__gte=F("served_days")), name="bill_days"),
        ]
        indexes = [
            models.Index(
                fields=["estate_id", "home_id"],
                name="bill_open",
                condition=Q(amount_fen__gt=F("paid_fen") + F("credited_fen")),
            ),
            models.Index(fields=["estate_id", "month"], name="bill_by_month"),
        ]


class Correction(AskedRow):
    """A credit note that somebody asks for and another person decides; approved, it is written at once.

    `is_overestimate`: a meter's reading asks for it; `repeats` is the refused one that it asks for anew.
    """

    bill = belongs_to("billing.Bill", related_name="corrections")
    amount_fen = models.BigIntegerField()
    is_overestimate = models.BooleanField(default=False)
    repeats = belongs_to("billing.Correction", null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_correction"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "bill"], condition=Q(state="asked"), name="one_correction_waits"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="correction_above_zero"),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "-asked_at"], name="correction_by_state")]


class CreditNote(EstateRow):
    """红字更正: takes off part of an issued bill, with the reason. Append-only.

    Each rests on a correction or a write-off that two people agreed on; the database refuses one without.
    """

    bill = belongs_to("billing.Bill", related_name="credit_notes")
    correction = belongs_to("billing.Correction", null=True)
    write_off = belongs_to("billing.WriteOff", null=True)
    amount_fen = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    written_by = models.BigIntegerField(null=True)
    written_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_credit_note"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="credit_note_above_zero"),
            models.UniqueConstraint(
                fields=["estate_id", "correction"], condition=Q(correction__isnull=False), name="corrected_once"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "bill"], name="credit_note_by_bill")]


class Waiver(AskedRow):
    """减免 for a vacant home or for hardship, from–to. Approved, only its end may still come nearer (`WaiverEnd`)."""

    home_id = models.BigIntegerField()
    kind = models.CharField(max_length=10)
    percent = models.SmallIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField()

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_waiver"
        constraints = [
            *AskedRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["vacancy", "hardship"]), name="waiver_kind"),
            models.CheckConstraint(condition=Q(percent__range=(1, 100)), name="waiver_percent"),
            models.CheckConstraint(condition=Q(ends_before__gte=F("starts_on")), name="waiver_period"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "home_id"], name="waiver_by_home"),
            models.Index(fields=["estate_id"], name="waiver_waits", condition=Q(state="asked")),
        ]


class WaiverEnd(AskedRow):
    """An approved waiver that one person asks to end earlier, and another one ends: `ends_before` is the new end."""

    waiver = belongs_to("billing.Waiver", related_name="ends")
    ends_before = models.DateField()

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_waiver_end"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "waiver"], condition=Q(state="asked"), name="one_waiver_end_waits"
            ),
        ]


class Allocation(EstateRow):
    """What part of which money paid which bill. Append-only.

    `payment_id` is empty when the home's credit was used. Below zero: a credit note released what was paid beyond the
    corrected amount, or a payment was taken back that had been entered by mistake.
    """

    bill = belongs_to("billing.Bill", related_name="allocations")
    payment_id = models.BigIntegerField(null=True)
    amount_fen = models.BigIntegerField()
    allocated_on = models.DateField()
    allocated_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_allocation"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=~Q(amount_fen=0), name="allocation_adds_or_releases"),
        ]
        indexes = [
            models.Index(fields=["estate_id", "bill"], name="allocation_by_bill"),
            models.Index(fields=["estate_id", "payment_id"], name="allocation_by_payment"),
            models.Index(fields=["estate_id", "allocated_on"], name="allocation_by_day"),
        ]


class HomeCredit(EstateRow):
    """预存款: what a home paid beyond its bills. Never below zero; the journal's lines sum to it."""

    home_id = models.BigIntegerField()
    balance_fen = models.BigIntegerField(default=0)

    class Meta(EstateRow.Meta):
        db_table = "billing_home_credit"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "home_id"], name="home_credit_once"),
            models.CheckConstraint(condition=Q(balance_fen__gte=0), name="home_credit_not_negative"),
        ]


class GiveBack(AskedRow):
    """退还预存款: a home's credit, or a part of it, paid out to the payer; asked by one person, approved by another.

    `is_former_owners`: it is the part that the owners of before had left.
    """

    home_id = models.BigIntegerField()
    amount_fen = models.BigIntegerField()
    way = models.CharField(max_length=10)
    receiver = models.CharField(max_length=80)
    is_former_owners = models.BooleanField(default=False)
    given_on = models.DateField(null=True)

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "billing_give_back"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "home_id"], condition=Q(state="asked"), name="one_give_back_waits"
            ),
            models.CheckConstraint(condition=Q(amount_fen__gt=0), name="give_back_above_zero"),
            models.CheckConstraint(condition=Q(way__in=GIVEN_BACK_BY), name="give_back_way"),
            models.CheckConstraint(
                condition=Q(state="approved", given_on__isnull=False)
                | (~Q(state="approved") & Q(given_on__isnull=True)),
                name="given_back_on_a_day",
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "state", "-asked_at"], name="give_back_by_state"),
            models.Index(fields=["estate_id", "home_id"], name="give_back_by_home"),
        ]


class MonthFigures(EstateRow):
    """An estate's figures of a month, kept for the city's pages (R5). Recomputed from bills and allocations."""

    month = models.DateField()
    homes_billed = models.IntegerField()
    homes_clear = models.IntegerField()
    due_fen = models.BigIntegerField()
    collected_fen = models.BigIntegerField()
    opening_arrears_fen = models.BigIntegerField()
    recovered_fen = models.BigIntegerField()
    of_earlier_fen = models.BigIntegerField(default=0)
    billed_later_fen = models.BigIntegerField(default=0)
    as_of = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "billing_month_figures"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "month"], name="figures_once"),
        ]
