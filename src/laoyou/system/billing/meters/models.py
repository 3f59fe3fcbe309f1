"""The tables of meters. They belong to billing, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to


class Meter(EstateRow):
    """A meter of a home, or of a common part. What it shows are hundredths of a m³ or kWh, times `factor`.

    `item` is the price by meter that its usage is billed at; none for a main meter that is only looked at. A common
    meter with `shared_by` divides what no meter under it (`main`) counted among the homes of `building`, or of all the
    estate. One that is replaced stays, with the day it was taken out.
    """

    home_id = models.BigIntegerField(null=True)
    building_id = models.BigIntegerField(null=True)
    place = models.CharField(max_length=80, default="")
    kind = models.CharField(max_length=12)
    number = models.CharField(max_length=40)
    item = models.CharField(max_length=30, default="")
    digits = models.SmallIntegerField(default=5)
    factor = models.IntegerField(default=1)
    shared_by = models.CharField(max_length=10, default="")
    main = belongs_to("billing.Meter", null=True, related_name="subs")
    replaces = belongs_to("billing.Meter", null=True)
    installed_on = models.DateField()
    first_value = models.BigIntegerField()
    removed_on = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "billing_meter"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["water", "electricity", "gas", "heat"]), name="meter_kind"),
            models.CheckConstraint(
                condition=Q(home_id__isnull=False, place="", shared_by="", building_id__isnull=True)
                | (Q(home_id__isnull=True) & ~Q(place="") & Q(shared_by__in=["", "area", "homes"])),
                name="meter_of_home_or_common",
            ),
            models.CheckConstraint(
                condition=Q(digits__range=(3, 8), factor__range=(1, 10_000), first_value__gte=0), name="meter_dial"
            ),
            models.CheckConstraint(
                condition=Q(removed_on__isnull=True) | Q(removed_on__gte=F("installed_on")), name="meter_period"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "kind", "number"], condition=Q(removed_on__isnull=True), name="meter_once"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "item", "id"], name="meter_by_item"),
            models.Index(fields=["estate_id", "home_id"], name="meter_by_home"),
        ]


class Reading(EstateRow):
    """抄表: what a meter showed on a day, and who says so. Only a checked one makes a bill."""

    meter = belongs_to("billing.Meter", related_name="readings")
    read_on = models.DateField()
    value = models.BigIntegerField()
    is_rolled = models.BooleanField(default=False)
    source = models.CharField(max_length=10)
    file_id = models.BigIntegerField(null=True)
    doubt = models.CharField(max_length=10, default="")
    state = models.CharField(max_length=10, default="taken")
    taken_by = models.BigIntegerField()
    taken_by_name = models.CharField(max_length=100)
    taken_at = models.DateTimeField()
    checked_by = models.BigIntegerField(null=True)
    checked_by_name = models.CharField(max_length=100, default="")
    checked_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, default="")

    class Meta(EstateRow.Meta):
        db_table = "billing_reading"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(state__in=["taken", "checked", "refused"]), name="reading_state"),
            models.CheckConstraint(
                condition=Q(state="taken", checked_by__isnull=True, checked_at__isnull=True)
                | (~Q(state="taken") & Q(checked_by__isnull=False, checked_at__isnull=False)),
                name="reading_checked",
            ),
            # What is improbable counts only when a second person has looked at it.
            models.CheckConstraint(
                condition=Q(doubt="") | ~Q(state="checked") | ~Q(checked_by=F("taken_by")), name="reading_second_look"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["crew", "desk", "resident", "sheet", "estimate"], value__gte=0),
                name="reading_source",
            ),
            models.UniqueConstraint(
                fields=["estate_id", "meter", "read_on"], condition=~Q(state="refused"), name="reading_once"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "read_on"], name="reading_by_state")]


class MeterCharge(EstateRow):
    """What was used up to a reading, and the bill that asks for it: each reading is billed once. Append-only.

    `usage` is below zero where an estimate had been too high; then there is no bill but a request for a credit note.
    `stretches` are the rows of `rules.stretches`, by which a ladder counts on. Of a shared meter `subs` was counted by
    the meters under it, `carried` lessens the next sharing.
    """

    run = belongs_to("billing.Run", null=True)
    bill = belongs_to("billing.Bill", null=True)
    meter = belongs_to("billing.Meter", related_name="charges")
    reading = belongs_to("billing.Reading")
    month = models.DateField()
    starts_on = models.DateField()
    ends_before = models.DateField()
    usage = models.BigIntegerField()
    is_estimate = models.BooleanField(default=False)
    stretches = models.JSONField()
    subs = models.BigIntegerField(default=0)
    carried = models.BigIntegerField(default=0)

    class Meta(EstateRow.Meta):
        db_table = "billing_meter_charge"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "reading"], name="reading_billed_once"),
            models.CheckConstraint(condition=Q(ends_before__gt=F("starts_on")), name="meter_charge_period"),
            models.CheckConstraint(condition=Q(carried__lte=0, subs__gte=0), name="meter_charge_shared"),
        ]
        indexes = [models.Index(fields=["estate_id", "meter", "-ends_before"], name="meter_charge_by_meter")]
