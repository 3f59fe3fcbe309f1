"""The tables of crews, all with estate_id 0: a crew serves many estates. The models of `work` load them."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q

from laoyou.infra.tables import EstateRow, belongs_to

SKILLS = ["plumbing", "electrical", "cleaning", "care", "gardening", "lift", "carpentry", "guard"]
ENDS_LATER = Q(ends_before__isnull=True) | Q(ends_before__gte=F("starts_on"))


class Crew(EstateRow):
    """班组 of a company: what it can do, how it gets about, where it sets out.

    It may serve the estates of its company's live mandates; rows of `CrewEstate` narrow that.
    """

    organisation_id = models.BigIntegerField()
    name = models.CharField(max_length=40)
    skills = ArrayField(models.CharField(max_length=12))
    mode = models.CharField(max_length=8)
    base_name = models.CharField(max_length=60, default="")
    base_lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    base_lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    telephone = models.CharField(max_length=20, default="")
    is_standby = models.BooleanField(default=False)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_crew"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(estate_id=0), name="crew_of_the_centre"),
            models.CheckConstraint(condition=Q(skills__contained_by=SKILLS, skills__len__gt=0), name="crew_skills"),
            models.CheckConstraint(condition=Q(mode__in=["foot", "ebike", "car"]), name="crew_mode"),
            models.CheckConstraint(condition=ENDS_LATER, name="crew_period"),
            models.UniqueConstraint(
                fields=["estate_id", "organisation_id", "name"],
                condition=Q(ends_before__isnull=True),
                name="crew_name_once",
            ),
        ]


class CrewEstate(EstateRow):
    """One of the estates to which a crew is kept. A crew without such rows serves all of its company's."""

    crew = belongs_to("work.Crew", related_name="estates")
    served_estate_id = models.BigIntegerField()

    class Meta(EstateRow.Meta):
        db_table = "work_crew_estate"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "crew", "served_estate_id"], name="crew_estate_once"),
        ]


class CrewMember(EstateRow):
    """Who belongs to a crew, from–to. Without a login they do jobs together with somebody who has one."""

    crew = belongs_to("work.Crew", related_name="members")
    user_id = models.BigIntegerField(null=True)
    name = models.CharField(max_length=60)
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "work_crew_member"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=ENDS_LATER, name="crew_member_period"),
            models.UniqueConstraint(
                fields=["estate_id", "crew", "name"], condition=Q(ends_before__isnull=True), name="crew_member_once"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "user_id"], name="crew_member_by_user")]


class Shift(EstateRow):
    """班次: when a crew works on a day, and its rest. `is_standby`: it waits for what can't wait."""

    crew = belongs_to("work.Crew", related_name="shifts")
    day = models.DateField()
    starts = models.TimeField()
    ends = models.TimeField()
    break_starts = models.TimeField(null=True)
    break_ends = models.TimeField(null=True)
    is_standby = models.BooleanField(default=False)

    class Meta(EstateRow.Meta):
        db_table = "work_shift"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "day", "crew", "is_standby"], name="shift_once"),
            models.CheckConstraint(condition=Q(ends__gt=F("starts")), name="shift_hours"),
            models.CheckConstraint(
                condition=Q(break_starts__isnull=True, break_ends__isnull=True)
                | Q(break_starts__gt=F("starts"), break_ends__gt=F("break_starts"), ends__gt=F("break_ends")),
                name="shift_rest",
            ),
        ]


class Absence(EstateRow):
    """Days on which a member, or (no member) the whole crew, is away."""

    crew = belongs_to("work.Crew", related_name="absences")
    member = belongs_to("work.CrewMember", null=True, related_name="absences")
    starts_on = models.DateField()
    ends_before = models.DateField()
    reason = models.CharField(max_length=100)

    class Meta(EstateRow.Meta):
        db_table = "work_absence"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(ends_before__gte=F("starts_on")), name="absence_period"),
        ]
        indexes = [models.Index(fields=["estate_id", "crew", "starts_on"], name="absence_by_crew")]
