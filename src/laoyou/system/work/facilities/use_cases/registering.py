"""The register: facilities entered, changed, taken out, and their certificates."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import connection
from django.db.models import Max

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.places import queries as places
from laoyou.system.work.facilities.errors import (
    CertificateUnclear,
    FacilityGone,
    FacilityUnclear,
    LocationUnclear,
    PictureNotKept,
    PlaceElsewhere,
    ReasonMissing,
)
from laoyou.system.work.facilities.models import Facility, FacilityCertificate
from laoyou.system.work.facilities.rules.kinds import KINDS, number_of

_LOCK = "SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))"


@dataclass(frozen=True, slots=True)
class About:
    """What is known of a facility. `place` says in words where it is, `location` are latitude and longitude."""

    name: str
    building_id: int | None = None
    entrance_id: int | None = None
    place: str = ""
    location: tuple[Decimal, Decimal] | None = None
    maker: str = ""
    model: str = ""
    serial: str = ""
    installed_on: date | None = None
    note: str = ""


def add_facility(*, actor: Actor, estate_id: int, kind: str, about: About, at: datetime) -> int:
    """Enter a facility and return its id. Raises: FacilityUnclear; PlaceElsewhere; LocationUnclear."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if kind not in KINDS:
            raise FacilityUnclear
        _refuse_unclear(estate_id, about)
        with connection.cursor() as cursor:
            cursor.execute(_LOCK, [f"work.facility:{estate_id}:{kind}"])
        newest = Facility.objects.filter(estate_id=estate_id, kind=kind).aggregate(newest=Max("sequence"))["newest"]
        row = Facility(estate_id=estate_id, kind=kind, sequence=(newest or 0) + 1, added_at=at)
        _write(row, about)
        row.save()
        _record("work.facility_added", row, actor, at)
        return int(row.pk)


def change_facility(*, actor: Actor, estate_id: int, facility_id: int, about: About, at: datetime) -> None:
    """Change what is known of a facility. Raises: NotFound; FacilityGone; as `add_facility`."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _standing(estate_id, facility_id)
        _refuse_unclear(estate_id, about)
        _write(row, about)
        row.save()
        _record("work.facility_changed", row, actor, at)


def remove_facility(
    *, actor: Actor, estate_id: int, facility_id: int, removed_on: date, reason: str, at: datetime
) -> None:
    """Take a facility out of the register from that day on; what was known of it stays.

    Raises: NotFound; FacilityGone; ReasonMissing.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if not reason.strip():
            raise ReasonMissing
        row = _standing(estate_id, facility_id)
        row.removed_on = removed_on
        row.save(update_fields=["removed_on"])
        _record("work.facility_removed", row, actor, at, reason=reason.strip()[:200], day=removed_on.isoformat())


def add_certificate(
    *,
    actor: Actor,
    estate_id: int,
    facility_id: int,
    name: str,
    valid_until: date,
    at: datetime,
    number: str = "",
    issued_on: date | None = None,
    file_id: int | None = None,
) -> int:
    """Enter a certificate and return its id. It takes the place of the one of the same name.

    Raises: NotFound; FacilityGone; CertificateUnclear; PictureNotKept.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = _standing(estate_id, facility_id)
        if not name.strip() or (issued_on is not None and valid_until <= issued_on):
            raise CertificateUnclear
        if file_id is not None and not files.are_kept(estate_id=estate_id, file_ids=[file_id], purpose="document"):
            raise PictureNotKept
        paper = FacilityCertificate.objects.create(
            estate_id=estate_id,
            facility=row,
            name=name.strip()[:60],
            number=number.strip()[:60],
            issued_on=issued_on,
            valid_until=valid_until,
            file_id=file_id,
            added_by_name=actor.name[:100],
            at=at,
        )
        _record("work.certificate_added", row, actor, at, paper=paper.name, day=valid_until.isoformat())
        return int(paper.pk)


def _standing(estate_id: int, facility_id: int) -> Facility:
    row = Facility.objects.select_for_update().filter(estate_id=estate_id, id=facility_id).first()
    if row is None:
        raise NotFound
    if row.removed_on is not None:
        raise FacilityGone
    return row


def _refuse_unclear(estate_id: int, about: About) -> None:
    if not about.name.strip() or (about.building_id is None and not about.place.strip()):
        raise FacilityUnclear
    looker = system("work.facilities")
    if about.entrance_id is not None:
        entrances = {id_: building for id_, _, building in places.entrance_names(actor=looker, estate_id=estate_id)}
        if entrances.get(about.entrance_id) is None or entrances[about.entrance_id] != about.building_id:
            raise PlaceElsewhere
    elif about.building_id not in {None, *dict(places.building_names(actor=looker, estate_id=estate_id))}:
        raise PlaceElsewhere
    if about.location is not None and not (abs(about.location[0]) <= 90 and abs(about.location[1]) <= 180):
        raise LocationUnclear


def _write(row: Facility, about: About) -> None:
    row.name, row.place, row.note = about.name.strip()[:60], about.place.strip()[:80], about.note.strip()[:300]
    row.building_id, row.entrance_id = about.building_id, about.entrance_id
    row.lat, row.lng = about.location or (None, None)
    row.maker, row.model, row.serial = about.maker.strip()[:60], about.model.strip()[:60], about.serial.strip()[:60]
    row.installed_on = about.installed_on


def _record(action: str, row: Facility, actor: Actor, at: datetime, *, reason: str = "", **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.facility",
        subject_id=row.pk,
        reason=reason,
        number=number_of(row.kind, row.sequence),
        name=row.name,
        **details,
    )
