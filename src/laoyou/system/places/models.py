from typing import Any

from django.db import models
from django.db.models import F, Q

from laoyou.infra.decisions import AskedRow
from laoyou.infra.tables import EstateRow, belongs_to

LONGEST_NAME = 60


class Division(models.Model):
    """A city, district, street office (or town) or community. Reference table, the same for all."""

    code = models.CharField(max_length=12, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    level = models.CharField(max_length=16)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")

    class Meta:
        db_table = "places_division"
        constraints = [
            models.CheckConstraint(
                condition=Q(level__in=["city", "district", "street_office", "community"]), name="division_level"
            )
        ]


def division(*, null: bool = False) -> models.ForeignKey[Any, Any]:
    """Return a reference from an estate's row to a place of the reference tree, kept as a value (R2)."""
    return models.ForeignKey(
        Division, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, null=null, related_name="+"
    )


class Estate(models.Model):
    """The directory of estates; its id is every other table's `estate_id`. Holds nothing personal.

    The company that opened it may survey and negotiate there as long as nobody serves it.
    """

    code = models.CharField(max_length=20, unique=True)
    name = models.CharField(max_length=LONGEST_NAME)
    initials = models.CharField(max_length=LONGEST_NAME, default="")
    street_office = models.ForeignKey(Division, on_delete=models.PROTECT, related_name="+")
    community = models.ForeignKey(Division, on_delete=models.PROTECT, null=True, related_name="+")
    state = models.CharField(max_length=12, default="unmanaged")
    public_key = models.CharField(max_length=24, unique=True)
    address = models.CharField(max_length=200, default="")
    telephone = models.CharField(max_length=20, default="")
    year_built = models.IntegerField(null=True)
    households = models.IntegerField(null=True)
    lat = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    lng = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    opened_by_company_id = models.BigIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "places_estate"
        indexes = [models.Index(fields=["opened_by_company_id"], name="estate_by_opener")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["unmanaged", "survey", "negotiation", "mandated", "contracted"]),
                name="estate_state",
            )
        ]


class EstateMove(EstateRow):
    """One step of an estate's life from unmanaged to contracted. Append-only."""

    from_state = models.CharField(max_length=12)
    to_state = models.CharField(max_length=12)
    reason = models.TextField(default="")
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "places_estate_move"


class SupervisorCorrection(AskedRow):
    """更正监督单位: another street office or community for an estate, asked for by one person, decided by the bureau.

    `from_…` is what the estate had when it was asked. The community is named, and entered when it is approved.
    """

    from_street_office = division()
    from_community = division(null=True)
    to_street_office = division()
    to_community_name = models.CharField(max_length=LONGEST_NAME, default="")

    class Meta(AskedRow.Meta):
        abstract = False
        db_table = "places_supervisor_correction"
        constraints = [
            *AskedRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id"], condition=Q(state="asked"), name="one_supervisor_correction_waits"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "-asked_at"], name="supervisor_correction_by_day")]


class SupervisorMove(EstateRow):
    """One change of who supervises an estate, by a correction or before any mandate. Append-only."""

    correction = belongs_to("places.SupervisorCorrection", null=True)
    from_street_office = division()
    from_community = division(null=True)
    to_street_office = division()
    to_community = division(null=True)
    actor = models.CharField(max_length=40)
    at = models.DateTimeField()

    class Meta(EstateRow.Meta):
        db_table = "places_supervisor_move"
        indexes = [models.Index(fields=["estate_id", "-at"], name="supervisor_move_by_day")]


class Building(EstateRow):
    name = models.CharField(max_length=30)
    sort_key = models.CharField(max_length=40)

    class Meta(EstateRow.Meta):
        db_table = "places_building"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "name"], name="building_once"),
        ]


class Entrance(EstateRow):
    """单元: a stairwell of a building."""

    building = belongs_to("places.Building", related_name="entrances")
    name = models.CharField(max_length=30)
    sort_key = models.CharField(max_length=40)

    class Meta(EstateRow.Meta):
        db_table = "places_entrance"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "building", "name"], name="entrance_once"),
        ]


class Home(EstateRow):
    """房屋. `label` is how people say it (3栋2单元501); `sort_key` orders 2 before 10."""

    building = belongs_to("places.Building", related_name="homes")
    entrance = belongs_to("places.Entrance", null=True, related_name="homes")
    number = models.CharField(max_length=20)
    label = models.CharField(max_length=80)
    sort_key = models.CharField(max_length=80)
    floor = models.IntegerField(null=True)
    kind = models.CharField(max_length=12, default="residential")
    occupancy = models.CharField(max_length=12, default="unknown")
    paid_until = models.CharField(max_length=20, default="")
    moved_in = models.CharField(max_length=20, default="")
    note = models.TextField(default="")
    source_row = models.CharField(max_length=64, default="")

    class Meta(EstateRow.Meta):
        db_table = "places_home"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(
                fields=["estate_id", "building", "entrance", "number"], name="home_once", nulls_distinct=False
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["residential", "shop", "office", "garage", "storage", "other"]), name="home_kind"
            ),
            models.CheckConstraint(
                condition=Q(occupancy__in=["lived_in", "let", "vacant", "unsold", "unknown"]), name="home_occupancy"
            ),
        ]
        indexes = [
            models.Index(fields=["estate_id", "sort_key", "id"], name="home_in_order"),
            models.Index(fields=["estate_id", "label"], name="home_by_label"),
        ]


class HomeArea(EstateRow):
    """The exclusive area of a home from a day on, in hundredths of a m². Versions don't overlap. Law: JI-7-AREA."""

    home = belongs_to("places.Home", related_name="areas")
    centiares = models.IntegerField()
    source = models.CharField(max_length=16, default="ledger")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "places_home_area"
        constraints = [
            *EstateRow.Meta.constraints,
            models.CheckConstraint(condition=Q(centiares__gt=0), name="area_above_zero"),
            models.CheckConstraint(
                condition=Q(ends_before__isnull=True) | Q(ends_before__gt=F("starts_on")), name="area_period"
            ),
            models.CheckConstraint(
                condition=Q(source__in=["register", "survey", "contract", "ledger"]), name="area_source"
            ),
        ]
        indexes = [models.Index(fields=["estate_id", "home"], name="area_by_home")]


class ParkingSpace(EstateRow):
    """车位. On common ground its income is the owners' common income (CIVIL-275)."""

    number = models.CharField(max_length=20)
    kind = models.CharField(max_length=12, default="common")
    note = models.CharField(max_length=200, default="")

    class Meta(EstateRow.Meta):
        db_table = "places_parking_space"
        constraints = [
            *EstateRow.Meta.constraints,
            models.UniqueConstraint(fields=["estate_id", "number"], name="parking_once"),
            models.CheckConstraint(condition=Q(kind__in=["common", "owned", "visitor"]), name="parking_kind"),
        ]


class ParkingHolding(EstateRow):
    """Which home holds a parking space, from–to."""

    space = belongs_to("places.ParkingSpace", related_name="holdings")
    home = belongs_to("places.Home", related_name="parking")
    plate = models.CharField(max_length=12, default="")
    starts_on = models.DateField()
    ends_before = models.DateField(null=True)

    class Meta(EstateRow.Meta):
        db_table = "places_parking_holding"
