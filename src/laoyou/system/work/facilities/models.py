"""The tables of facilities and inspections. They belong to work, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

KINDS = [
    *("lift", "pump_room", "hydrant", "extinguisher", "fire_alarm", "lighting", "gate"),
    *("camera", "playground", "transformer", "septic_tank", "roof", "charging", "other"),
]


class Facility(EstateRow):
    """设施. `sequence` counts within estate and kind and stands in its number. `removed_on`: no longer there."""

    kind = models.CharField(max_length=16)
    sequence = models.IntegerField()
    name = models.CharField(max_length=60)
    building = belongs_to("places.Building", null=True)
    entrance = belongs_to("places.Entrance", null=True)
    place = models.CharField(max_length=80, default="")
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    maker = models.CharField(max_length=60, default="")
    model = models.CharField(max_length=60, default="")
    serial = models.CharField(max_length=60, default="")
    installed_on = models.DateField(null=True)
    removed_on = models.DateField(null=True)
    note = models.CharField(max_length=300, default="")
    added_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_facility"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "kind", "sequence"], name="facility_number_once"),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="facility_kind"),
            models.CheckConstraint(condition=~Q(name=""), name="facility_named"),
        ]


class FacilityCertificate(EstateRow):
    """A paper with a last good day. The newest of a name counts; those of before stay. Append-only but for its order.

    `order_id` is the work order that asks for the next one.
    """

    facility = belongs_to("work.Facility", related_name="certificates")
    name = models.CharField(max_length=60)
    number = models.CharField(max_length=60, default="")
    issued_on = models.DateField(null=True)
    valid_until = models.DateField()
    file = belongs_to("infra.StoredFile", null=True)
    order_id = models.BigIntegerField(null=True)
    added_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_facility_certificate"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(issued_on__isnull=True) | Q(valid_until__gt=F("issued_on")), name="certificate_period"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "facility"], name="certificate_by_facility"),
            models.Index(fields=["estate_id", "valid_until"], name="certificate_by_day"),
        ]


class InspectionPlan(EstateRow):
    """巡检计划: these steps every so often, at one facility or at all of a kind. A change is a new plan."""

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=16)
    facility = belongs_to("work.Facility", null=True)
    every = models.SmallIntegerField()
    unit = models.CharField(max_length=8)
    steps = models.JSONField()
    skill = models.CharField(max_length=12)
    minutes = models.SmallIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)
    set_by_name = models.CharField(max_length=100)
    set_at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_inspection_plan"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="inspection_plan_kind"),
            models.CheckConstraint(condition=Q(unit__in=["day", "week", "month"]), name="inspection_plan_unit"),
            models.CheckConstraint(
                condition=Q(every__range=(1, 366), minutes__range=(1, 480)), name="inspection_plan_size"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "kind"], name="inspection_plan_by_kind")]


class InspectionRound(EstateRow):
    """One round of a plan, with its work order."""

    plan = belongs_to("work.InspectionPlan", related_name="rounds")
    due_on = models.DateField()
    state = models.CharField(max_length=8, default="due")
    order_id = models.BigIntegerField(null=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_inspection_round"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "plan", "due_on"], name="inspection_round_once"),
            models.UniqueConstraint(
                fields=["estate_id", "plan"], condition=Q(state="due"), name="one_round_of_a_plan_is_due"
            ),
            models.CheckConstraint(
                condition=Q(state="due", ended_at__isnull=True)
                | Q(state__in=["done", "dropped"], ended_at__isnull=False),
                name="inspection_round_state",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "state", "due_on"], name="inspection_round_by_day")]


class FacilityCheck(EstateRow):
    """A facility looked at, or still to be looked at, in a round. `ticks` are the answers in the order of the steps."""

    round = belongs_to("work.InspectionRound", related_name="checks")
    facility = belongs_to("work.Facility", related_name="checks")
    ticks = models.JSONField(default=list)
    failures = models.SmallIntegerField(default=0)
    checked_by = models.BigIntegerField(null=True)
    checked_by_name = models.CharField(max_length=100, default="")
    checked_at = models.DateTimeField(null=True)
    client_id = models.CharField(max_length=40, default="")

    class Meta(EstateRow.Meta):
        db_table = "work_facility_check"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "round", "facility"], name="facility_check_once"),
            models.CheckConstraint(condition=Q(failures__gte=0), name="facility_check_failures"),
        ]
        indexes = [models.Index(fields=["estate_id", "facility", "-checked_at"], name="facility_check_by_facility")]


class FailedStep(EstateRow):
    """A step that was not in order, with the work order that puts it right. Append-only."""

    check_row = belongs_to("work.FacilityCheck", related_name="failed")
    facility = belongs_to("work.Facility", related_name="failed")
    step = models.CharField(max_length=200)
    note = models.CharField(max_length=300)
    file = belongs_to("infra.StoredFile", null=True)
    order_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_failed_step"
        indexes = [models.Index(fields=["estate_id", "facility", "step"], name="failed_step_by_facility")]
