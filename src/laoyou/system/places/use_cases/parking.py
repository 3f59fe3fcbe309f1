"""Parking spaces and who holds them, from–to."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.places.errors import (
    NumberMissing,
    ParkingNumberTaken,
    SpaceIsFree,
    SpaceIsHeld,
    TooLong,
    UnknownChoice,
    VisitorsOnly,
)
from laoyou.system.places.models import Home, ParkingHolding, ParkingSpace
from laoyou.system.places.rules.words import PARKING_KINDS


def add_parking_space(
    *, actor: Actor, estate_id: int, number: str, at: datetime, kind: str = "common", note: str = ""
) -> int:
    """Add a parking space and return its id. On common ground its income is the owners' (CIVIL-275)."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        number, note = _checked(estate_id, number, kind, note)
        space = ParkingSpace.objects.create(estate_id=estate_id, number=number, kind=kind, note=note)
        _record("places.parking_added", actor, estate_id, at, space.id, number=number)
    return space.id


def edit_parking_space(
    *, actor: Actor, estate_id: int, space_id: int, number: str, kind: str, note: str, at: datetime
) -> None:
    """Correct a parking space."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        space = _locked(estate_id, space_id)
        number, note = _checked(estate_id, number, kind, note, but=space_id)
        if (space.number, space.kind, space.note) == (number, kind, note):
            return
        ParkingSpace.objects.filter(estate_id=estate_id, id=space_id).update(number=number, kind=kind, note=note)
        _record("places.parking_edited", actor, estate_id, at, space_id, number=number)


def hold_parking_space(
    *, actor: Actor, estate_id: int, space_id: int, home_id: int, starts_on: date, at: datetime, plate: str = ""
) -> int:
    """Give a parking space to a home from a day on, and return the holding's id.

    Raises: SpaceIsHeld while somebody holds it then or will later, VisitorsOnly.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        space = _locked(estate_id, space_id)
        home = Home.objects.filter(estate_id=estate_id, id=home_id).first()
        if home is None:
            raise NotFound
        if space.kind == "visitor":
            raise VisitorsOnly
        plate = plate.strip().upper().replace("·", "").replace(" ", "")
        if len(plate) > 12:
            raise TooLong(field="plate", text=plate, most=12)
        held = ParkingHolding.objects.select_related("home").filter(estate_id=estate_id, space_id=space_id)
        other = held.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=starts_on)).first()
        if other is not None:
            raise SpaceIsHeld(number=space.number, label=other.home.label)
        holding = ParkingHolding.objects.create(
            estate_id=estate_id, space_id=space_id, home_id=home_id, plate=plate, starts_on=starts_on
        )
        _record(
            *("places.parking_held", actor, estate_id, at, space_id),
            number=space.number,
            label=home.label,
            day=starts_on.isoformat(),
        )
    return holding.id


def release_parking_space(*, actor: Actor, estate_id: int, space_id: int, ends_before: date, at: datetime) -> None:
    """End the holding of a parking space: from that day on it is free. Raises: SpaceIsFree."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        space = _locked(estate_id, space_id)
        holding = ParkingHolding.objects.filter(
            estate_id=estate_id, space_id=space_id, ends_before__isnull=True, starts_on__lt=ends_before
        ).first()
        if holding is None:
            raise SpaceIsFree
        ParkingHolding.objects.filter(estate_id=estate_id, id=holding.id).update(ends_before=ends_before)
        _record(
            *("places.parking_released", actor, estate_id, at, space_id),
            number=space.number,
            day=ends_before.isoformat(),
        )


def _checked(estate_id: int, number: str, kind: str, note: str, but: int = 0) -> tuple[str, str]:
    number, note = number.strip().upper(), note.strip()
    if not number:
        raise NumberMissing
    for field, text, most in (("number", number, 20), ("note", note, 200)):
        if len(text) > most:
            raise TooLong(field=field, text=text, most=most)
    if kind not in PARKING_KINDS:
        raise UnknownChoice(field="kind")
    if ParkingSpace.objects.filter(estate_id=estate_id, number=number).exclude(id=but).exists():
        raise ParkingNumberTaken(number=number)
    return number, note


def _locked(estate_id: int, space_id: int) -> ParkingSpace:
    space = ParkingSpace.objects.select_for_update().filter(estate_id=estate_id, id=space_id).first()
    if space is None:
        raise NotFound
    return space


def _record(action: str, actor: Actor, estate_id: int, at: datetime, space_id: int, **details: str) -> None:
    audit.record(
        action, actor=actor, estate_id=estate_id, at=at, subject="parking_space", subject_id=space_id, **details
    )
