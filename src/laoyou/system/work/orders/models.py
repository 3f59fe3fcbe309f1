"""The tables of work orders. They belong to work, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

STILL_TO_DO = Q(state__in=["open", "assigned", "travelling", "working", "paused"])


class OrderCounter(EstateRow):
    """The last order number of an estate's year."""

    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta(EstateRow.Meta):
        db_table = "work_order_counter"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "year"], name="order_counter_year"),
        ]


class WorkOrder(EstateRow):
    """工单. `crew_id` names a crew of the centre by plain number, or an outside `contractor` does it.

    `window` is a time agreed with somebody, `due_at` the moment by which it should be finished, `planned` when the crew
    is to come; `is_locked`: a person said so, and no plan moves it. `after` has to be finished first. `version` counts
    the steps, so that a plan sees what moved. The contractor's link opens until `contractor_until`.
    """

    number = models.CharField(max_length=16)
    source = models.CharField(max_length=12)
    source_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=80)
    text = models.CharField(max_length=1000, default="")
    skill = models.CharField(max_length=12)
    priority = models.SmallIntegerField(default=2)
    home_id = models.BigIntegerField(null=True)
    place = models.CharField(max_length=80, default="")
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    minutes = models.SmallIntegerField()
    window_starts = models.DateTimeField(null=True)
    window_ends = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    people = models.SmallIntegerField(default=1)
    after = belongs_to("work.WorkOrder", null=True)
    evidence = models.CharField(max_length=16, default="photo")
    contact_name = models.CharField(max_length=60, default="")
    contact_telephone = models.CharField(max_length=20, default="")
    price_fen = models.BigIntegerField(null=True)
    price_state = models.CharField(max_length=10, default="none")
    bill_id = models.BigIntegerField(null=True)
    crew_id = models.BigIntegerField(null=True)
    second_crew_id = models.BigIntegerField(null=True)
    contractor = models.CharField(max_length=60, default="")
    contractor_until = models.DateTimeField(null=True)
    planned_starts = models.DateTimeField(null=True)
    planned_ends = models.DateTimeField(null=True)
    is_locked = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="open")
    help_asked_at = models.DateTimeField(null=True)
    help_text = models.CharField(max_length=200, default="")
    opened_by = models.BigIntegerField(null=True)
    opened_by_name = models.CharField(max_length=100)
    opened_at = models.DateTimeField()
    travel_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)

    class Meta(EstateRow.Meta):
        db_table = "work_order"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="work_order_number_once"),
            models.CheckConstraint(
                condition=Q(
                    source__in=["request", "inspection", "survey", "campaign", "alarm", "plan", "care", "desk"]
                ),
                name="work_order_source",
            ),
            models.CheckConstraint(
                condition=Q(
                    skill__in=[
                        *("plumbing", "electrical", "cleaning", "care"),
                        *("gardening", "lift", "carpentry", "guard"),
                    ]
                ),
                name="work_order_skill",
            ),
            models.CheckConstraint(condition=Q(priority__range=(0, 3)), name="work_order_priority"),
            models.CheckConstraint(condition=Q(minutes__range=(1, 1440), people__range=(1, 2)), name="work_order_size"),
            models.CheckConstraint(
                condition=Q(evidence__in=["none", "photo", "before_and_after"]), name="work_order_evidence"
            ),
            models.CheckConstraint(
                condition=Q(window_starts__isnull=True, window_ends__isnull=True)
                | Q(window_ends__gt=F("window_starts")),
                name="work_order_window",
            ),
            models.CheckConstraint(
                condition=Q(price_state__in=["none"], price_fen__isnull=True)
                | Q(price_state__in=["quoted", "agreed", "refused"], price_fen__gt=0, home_id__isnull=False),
                name="work_order_price",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "paused", "done", "checked", "cancelled"])
                | (Q(state__in=["assigned", "travelling", "working"]) & (Q(crew_id__isnull=False) | ~Q(contractor=""))),
                name="work_order_state",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["done", "checked"]) | Q(finished_at__isnull=False), name="work_order_finished"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "due_at"], name="work_order_to_do", condition=STILL_TO_DO),
            models.Index(fields=["priority", "due_at", "id"], name="work_order_urgent", condition=STILL_TO_DO),
            models.Index(fields=["-opened_at", "-id"], name="work_order_newest"),
            models.Index(fields=["estate_id", "state", "-opened_at"], name="work_order_by_state"),
            models.Index(fields=["estate_id", "-opened_at"], name="work_order_by_age"),
            models.Index(fields=["estate_id", "source", "source_id"], name="work_order_by_source"),
            models.Index(fields=["crew_id", "planned_starts"], name="work_order_by_crew"),
            models.Index(fields=["estate_id", "home_id"], name="work_order_by_home"),
            models.Index(fields=["priority", "due_at", "id"], name="work_order_waiting", condition=Q(state="open")),
        ]


class OrderPhoto(EstateRow):
    """A photo of the place, before or after the work. Append-only."""

    order = belongs_to("work.WorkOrder", related_name="photos")
    moment = models.CharField(max_length=8)
    file = belongs_to("infra.StoredFile")
    taken_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_order_photo"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(moment__in=["before", "after"]), name="order_photo_moment"),
        ]
        indexes = [models.Index(fields=["estate_id", "order"], name="order_photo_by_order")]


class Material(EstateRow):
    """What a company keeps in stock (estate 0), and what one unit costs. A new cost is a new row from a day on."""

    organisation_id = models.BigIntegerField()
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    cost_fen = models.BigIntegerField()
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_material"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(estate_id=0), name="material_of_the_centre"),
            models.CheckConstraint(condition=Q(cost_fen__gte=0), name="material_cost"),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on")), name="material_period"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "organisation_id", "name"],
                condition=Q(ends_before__isnull=True),
                name="material_once",
            ),
        ]


class OrderMaterial(EstateRow):
    """What a job used, and what it cost. `material_id` names it in the company's list. Append-only."""

    order = belongs_to("work.WorkOrder", related_name="materials")
    material_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    unit = models.CharField(max_length=10)
    quantity = models.DecimalField(max_digits=8, decimal_places=2)
    cost_fen = models.BigIntegerField()
    noted_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_order_material"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(quantity__gt=0, cost_fen__gte=0), name="order_material_amount"),
        ]
        indexes = [models.Index(fields=["estate_id", "order"], name="order_material_by_order")]


class OrderQuote(EstateRow):
    """A price that somebody was asked to agree to, and their word. A new price is a new row."""

    order = belongs_to("work.WorkOrder", related_name="quotes")
    price_fen = models.BigIntegerField()
    text = models.CharField(max_length=300)
    quoted_by_name = models.CharField(max_length=100)
    quoted_at = models.DateTimeField()
    answer = models.CharField(max_length=10, default="")
    consent = models.CharField(max_length=10, default="")
    answer_reason = models.CharField(max_length=200, default="")
    answered_by = models.BigIntegerField(null=True)
    answered_by_name = models.CharField(max_length=100, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_order_quote"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(price_fen__gt=0), name="order_quote_price"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True)
                | Q(answer__in=["agreed", "refused"], answered_at__isnull=False),
                name="order_quote_answer",
            ),
            models.CheckConstraint(
                condition=Q(consent__in=["", "app", "telephone", "counter", "visit"]), name="order_quote_consent"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "order"], name="order_quote_by_order")]


class WorkSpan(EstateRow):
    """Time that people spent on an order: on the way, or at work. Hours are shared out by these rows."""

    order = belongs_to("work.WorkOrder", related_name="spans")
    crew_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=8)
    people = models.SmallIntegerField(default=1)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_span"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["travel", "work"]), name="work_span_kind"),
            models.CheckConstraint(condition=Q(people__range=(1, 20)), name="work_span_people"),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="work_span_period"
            ),
            models.UniqueConstraint(
                fields=["estate_id", "order"], condition=Q(ends_at__isnull=True), name="one_running_span"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "starts_at"], name="work_span_by_time")]


class FieldAct(EstateRow):
    """An act that a telephone sent, by the name which it gave it: sent twice, it is done once. Append-only."""

    client_id = models.CharField(max_length=40)
    order = belongs_to("work.WorkOrder")
    kind = models.CharField(max_length=16)
    user_id = models.BigIntegerField(null=True)
    acted_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_field_act"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "client_id"], name="field_act_once"),
        ]
