"""The tables of requests. They belong to work, whose `models` loads them."""

from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

OPEN = ["received", "taken", "working"]


class RequestCounter(EstateRow):
    """The last request number of an estate's year."""

    year = models.SmallIntegerField()
    last = models.IntegerField()

    class Meta(EstateRow.Meta):
        db_table = "work_request_counter"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "year"], name="request_counter_year"),
        ]


class Request(EstateRow):
    """诉求. `client_id` is the name that the sender's device gave it: sent twice, it is entered once.

    An anonymous one names no asker. `place` says in words where, `is_public_place` that it is no home's affair. The
    clocks: `…_due_at` by the promise of the day it came in (moved by pauses), `…_at` when it was so. `began_at` is when
    this round began: coming in, or being reopened; `rounds` counts those. `looks_at` is when the calendar looks at it
    next. `suggested` keeps what the rules said first.
    """

    number = models.CharField(max_length=16)
    client_id = models.CharField(max_length=40)
    kind = models.CharField(max_length=10)
    category = models.CharField(max_length=20)
    urgency = models.SmallIntegerField()
    level = models.CharField(max_length=6)
    skill = models.CharField(max_length=12, default="")
    minutes = models.SmallIntegerField(default=30)
    suggested = models.JSONField(default=dict)
    text = models.CharField(max_length=2000, default="")
    home_id = models.BigIntegerField(null=True)
    facility_id = models.BigIntegerField(null=True)
    place = models.CharField(max_length=80, default="")
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    is_public_place = models.BooleanField(default=False)
    at_home = models.CharField(max_length=80, default="")
    channel = models.CharField(max_length=10)
    is_anonymous = models.BooleanField(default=False)
    asker_user_id = models.BigIntegerField(null=True)
    asker_person_id = models.BigIntegerField(null=True)
    asker_name = models.CharField(max_length=60, default="")
    asker_telephone = models.CharField(max_length=20, default="")
    about_company = models.BooleanField(default=False)
    state = models.CharField(max_length=10, default="received")
    came_at = models.DateTimeField()
    began_at = models.DateTimeField()
    rounds = models.SmallIntegerField(default=0)
    taken_by = models.BigIntegerField(null=True)
    taken_by_name = models.CharField(max_length=100, default="")
    answer_due_at = models.DateTimeField(null=True)
    arrive_due_at = models.DateTimeField(null=True)
    finish_due_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    arrived_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.CharField(max_length=200, default="")
    paused_seconds = models.IntegerField(default=0)
    escalated = models.SmallIntegerField(default=0)
    looks_at = models.DateTimeField(null=True)
    lapses_at = models.DateTimeField(null=True)
    rating = models.SmallIntegerField(null=True)
    rating_text = models.CharField(max_length=500, default="")
    closed_at = models.DateTimeField(null=True)
    closed_by = models.CharField(max_length=6, default="")
    followed_up_at = models.DateTimeField(null=True)
    same_as = belongs_to("work.Request", null=True)
    changed_at = models.DateTimeField()
    version = models.IntegerField(default=1)

    class Meta(EstateRow.Meta):
        db_table = "work_request"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="request_number_once"),
            models.UniqueConstraint(fields=["estate_id", "client_id"], name="request_sent_once"),
            models.CheckConstraint(
                condition=Q(kind__in=["repair", "complaint", "advice", "help"]), name="request_kind"
            ),
            models.CheckConstraint(condition=Q(urgency__range=(0, 3)), name="request_urgency"),
            models.CheckConstraint(condition=Q(level__in=["p0", "p1", "p2", "p3", "reply"]), name="request_level"),
            models.CheckConstraint(
                condition=Q(channel__in=["app", "qr", "telephone", "counter", "visit", "open311", "chat"]),
                name="request_channel",
            ),
            models.CheckConstraint(
                condition=Q(is_anonymous=False)
                | Q(asker_user_id__isnull=True, asker_person_id__isnull=True, asker_name="", asker_telephone=""),
                name="request_anonymous",
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=["received", "taken", "working"], finished_at__isnull=True, closed_at__isnull=True
                )
                | Q(state__in=["answered"], finished_at__isnull=False, lapses_at__isnull=False, closed_at__isnull=True)
                | Q(state__in=["closed"], finished_at__isnull=False, closed_at__isnull=False),
                name="request_state",
            ),
            models.CheckConstraint(
                condition=Q(closed_by="", closed_at__isnull=True)
                | Q(closed_by__in=["asker", "said", "lapse"], closed_at__isnull=False),
                name="request_closed_by",
            ),
            models.CheckConstraint(condition=Q(rating__isnull=True) | Q(rating__range=(1, 5)), name="request_rating"),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(state__in=OPEN, paused_at__isnull=False) & ~Q(paused_reason=""),
                name="request_pause",
            ),
            models.CheckConstraint(
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("came_at")), name="request_times"
            ),
        ]
        indexes = [
            models.Index(
                "urgency",
                F("finish_due_at").asc(nulls_first=True),
                "id",
                name="request_open",
                condition=Q(state__in=OPEN),
            ),
            models.Index(fields=["-came_at", "-id"], name="request_by_coming"),
            models.Index(fields=["taken_by"], name="request_of_somebody", condition=Q(state__in=OPEN)),
            models.Index(fields=["estate_id"], name="request_climbed", condition=Q(state__in=OPEN, escalated__gte=1)),
            models.Index(
                fields=["estate_id"],
                name="request_to_ask_after",
                condition=Q(state="closed", followed_up_at__isnull=True),
            ),
            models.Index(fields=["looks_at"], name="request_to_look_at", condition=Q(looks_at__isnull=False)),
            models.Index(fields=["lapses_at"], name="request_to_lapse", condition=Q(state="answered")),
            models.Index(fields=["estate_id", "-came_at"], name="request_by_age"),
            models.Index(fields=["estate_id", "state", "-came_at"], name="request_by_state"),
            models.Index(fields=["estate_id", "asker_user_id"], name="request_by_asker"),
            models.Index(fields=["estate_id", "category", "-came_at"], name="request_by_category"),
        ]


class RequestEntry(EstateRow):
    """One line of a request's timeline: what happened, or what somebody said. `is_inside`: not for the asker.

    Append-only. `details` are the parameters of the line's sentence.
    """

    request = belongs_to("work.Request", related_name="entries")
    kind = models.CharField(max_length=12)
    text = models.CharField(max_length=2000, default="")
    details = models.JSONField(default=dict)
    is_inside = models.BooleanField(default=False)
    is_asker = models.BooleanField(default=False)
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=100, default="")
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_request_entry"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        *("came", "taken", "said", "ordered", "on_the_way", "arrived", "paused", "resumed"),
                        *("answered", "confirmed", "reopened", "lapsed", "me_too", "corrected", "escalated", "merged"),
                        *("followed_up", "order_ended", "opened"),
                    ]
                ),
                name="request_entry_kind",
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "request", "at"], name="request_entry_by_request")]


class RequestFile(EstateRow):
    """A photo or a voice note that came with a line of the timeline. Append-only."""

    entry = belongs_to("work.RequestEntry", related_name="files")
    file = belongs_to("infra.StoredFile")
    kind = models.CharField(max_length=6)

    class Meta(EstateRow.Meta):
        db_table = "work_request_file"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(kind__in=["photo", "voice"]), name="request_file_kind"),
        ]
        indexes = [models.Index(fields=["estate_id", "entry"], name="request_file_by_entry")]


class RequestSupporter(EstateRow):
    """Who said “me too”. They hear of it as the asker does. Append-only."""

    request = belongs_to("work.Request", related_name="supporters")
    user_id = models.BigIntegerField()
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_request_supporter"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "request", "user_id"], name="request_supporter_once"),
        ]


class RequestStep(EstateRow):
    """A step of the ladder that was taken, once in each round of a request. Append-only."""

    request = belongs_to("work.Request", related_name="steps")
    round = models.SmallIntegerField()
    step = models.SmallIntegerField()
    clock = models.CharField(max_length=7)
    due_at = models.DateTimeField()
    receiver = models.CharField(max_length=60)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_request_step"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "request", "round", "step"], name="request_step_once"),
            models.CheckConstraint(condition=Q(step__range=(0, 5)), name="request_step_number"),
            models.CheckConstraint(condition=Q(clock__in=["answer", "arrive", "finish"]), name="request_step_clock"),
        ]


class ServicePromise(EstateRow):
    """The service levels of an estate from a day on, with where they stand written. Append-only; `times` by level."""

    starts_on = models.DateField()
    opens = models.TimeField()
    closes = models.TimeField()
    times = models.JSONField()
    source = models.CharField(max_length=200)
    set_by = models.BigIntegerField(null=True)
    set_by_name = models.CharField(max_length=100)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "work_service_promise"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(opens__lt=F("closes")), name="service_promise_hours"),
        ]
        indexes = [models.Index(fields=["estate_id", "-starts_on", "-id"], name="service_promise_by_day")]


class ApiKey(EstateRow):
    """A key by which another city system enters requests (Open311). Only its hash is kept; the centre's, estate 0."""

    name = models.CharField(max_length=60)
    telephone = models.CharField(max_length=20, default="")
    digest = models.BinaryField(max_length=32)
    hint = models.CharField(max_length=8)
    made_by = models.BigIntegerField(null=True)
    made_by_name = models.CharField(max_length=100)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_api_key"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "digest"], name="api_key_once"),
        ]
