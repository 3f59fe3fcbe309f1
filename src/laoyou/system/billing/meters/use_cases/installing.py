"""A meter is hung up at a home or in a common part, and one day replaced by another."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.meters.errors import (
    DialWrong,
    MeterIsGone,
    MeterNumberTaken,
    MeterUnclear,
    ReadingInTheFuture,
    ValueWrong,
)
from laoyou.system.billing.meters.models import Meter
from laoyou.system.billing.meters.rules.readings import MeterKind, SharedBy
from laoyou.system.billing.meters.use_cases.reading import enter_reading
from laoyou.system.mandates.rules.ladders import shown_units
from laoyou.system.places import queries as places


def add_meter(
    *,
    actor: Actor,
    estate_id: int,
    kind: str,
    number: str,
    item: str,
    installed_on: date,
    first_value: int | None,
    at: datetime,
    home_id: int | None = None,
    place: str = "",
    shared_by: str = "",
    building_id: int | None = None,
    main_id: int | None = None,
    digits: int = 5,
    factor: int = 1,
) -> int:
    """Enter a meter of a home, or with a place one of a common part, and return its id.

    Raises: MeterUnclear; MeterNumberTaken; DialWrong; ValueWrong; ReadingInTheFuture; NotFound for a strange home.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        if home_id is not None:
            place, shared_by, building_id = "", "", None
        meter = Meter(
            estate_id=estate_id,
            home_id=home_id,
            building_id=building_id,
            place=place.strip()[:80],
            kind=kind,
            number=number.strip()[:40],
            item=item.strip()[:30],
            digits=digits,
            factor=factor,
            shared_by=shared_by,
            main_id=main_id,
            installed_on=installed_on,
            first_value=-1 if first_value is None else first_value,
        )
        _hang(meter, actor, at)
        return int(meter.id)


def replace_meter(
    *,
    actor: Actor,
    estate_id: int,
    meter_id: int,
    last_value: int | None,
    number: str,
    first_value: int | None,
    replaced_on: date,
    at: datetime,
    digits: int | None = None,
) -> int:
    """Take a meter out with what it showed at last, hang another in its place, and return the new one's id.

    Its last value is a reading like any other, and is billed. Raises: as `add_meter` and `take_reading`; MeterIsGone.
    """
    with scope.estate(estate_id):
        actor.require(Right.PREPARE_BILLS, estate_id)
        old = Meter.objects.select_for_update().filter(estate_id=estate_id, id=meter_id).first()
        if old is None:
            raise NotFound
        if old.removed_on is not None:
            raise MeterIsGone
        if last_value is None:
            raise ValueWrong(text="")
        enter_reading(
            actor=actor,
            estate_id=estate_id,
            meter_id=meter_id,
            value=last_value,
            read_on=replaced_on,
            source="desk",
            is_rolled=False,
            file_id=None,
            at=at,
        )
        Meter.objects.filter(estate_id=estate_id, id=meter_id).update(removed_on=replaced_on)
        _record("billing.meter_removed", old, actor, at)
        new = Meter(
            estate_id=estate_id,
            home_id=old.home_id,
            building_id=old.building_id,
            place=old.place,
            kind=old.kind,
            number=number.strip()[:40],
            item=old.item,
            digits=digits or old.digits,
            factor=old.factor,
            shared_by=old.shared_by,
            main_id=old.main_id,
            replaces_id=old.id,
            installed_on=replaced_on,
            first_value=-1 if first_value is None else first_value,
        )
        _hang(new, actor, at)
        Meter.objects.filter(estate_id=estate_id, main_id=old.id, removed_on__isnull=True).update(main_id=new.id)
        return int(new.id)


def _hang(meter: Meter, actor: Actor, at: datetime) -> None:
    _check(meter, actor, city_day(at))
    meter.save(force_insert=True)
    _record("billing.meter_added", meter, actor, at)


def _check(meter: Meter, actor: Actor, today: date) -> None:
    has_kind = meter.kind in set(MeterKind) and meter.shared_by in set(SharedBy)
    if not has_kind or not meter.number or (meter.home_id is None) != bool(meter.place):
        raise MeterUnclear
    if not 3 <= meter.digits <= 8 or not 1 <= meter.factor <= 10_000:
        raise DialWrong
    if not 0 <= meter.first_value < 10**meter.digits * 100:
        raise ValueWrong(text="")
    if meter.installed_on > today:
        raise ReadingInTheFuture
    if meter.home_id is not None:
        places.home_for(actor=actor, estate_id=meter.estate_id, home_id=meter.home_id)
    mine = Meter.objects.filter(estate_id=meter.estate_id)
    if meter.main_id is not None and not mine.filter(id=meter.main_id, kind=meter.kind, home_id__isnull=True).exists():
        raise MeterUnclear
    if mine.filter(kind=meter.kind, number=meter.number, removed_on__isnull=True).exists():
        raise MeterNumberTaken(number=meter.number)


def place_of(meter: Meter) -> str:
    """Return where a meter hangs, as people say it."""
    if meter.home_id is None:
        return meter.place
    return places.home_labels(estate_id=meter.estate_id, home_ids=[meter.home_id]).get(meter.home_id, "–")


def _record(action: str, meter: Meter, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=meter.estate_id,
        at=at,
        subject="billing.meter",
        subject_id=meter.id,
        number=meter.number,
        place=place_of(meter),
        value=shown_units(meter.first_value),
    )
