"""A reading is taken: by the crew, at the desk, or by a resident with a picture of the dial."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.billing.meters.errors import (
    MeterIsGone,
    PhotoMissing,
    ReadingBeyondDial,
    ReadingInTheFuture,
    ReadingLower,
    ReadingNotLater,
    ReadingWaits,
    ValueWrong,
)
from laoyou.system.billing.meters.models import Meter, Reading
from laoyou.system.billing.meters.registers import Standing, past_of, source_of, standings_of
from laoyou.system.billing.meters.rules.readings import (
    HUNDREDTHS,
    Doubt,
    Past,
    ReadingState,
    Source,
    doubt_about,
    usage_to,
)
from laoyou.system.billing.meters.unsettled import last_missing
from laoyou.system.mandates.rules.ladders import shown_units


def take_reading(
    *,
    actor: Actor,
    estate_id: int,
    meter_id: int,
    value: int | None,
    read_on: date,
    at: datetime,
    said_source: str = "",
    is_rolled: bool = False,
    file_id: int | None = None,
) -> int:
    """Write down what a meter shows, in hundredths, and return the reading's id.

    What staff read counts at once, unless it is improbable; a resident's waits until the desk has seen its picture.
    Of a meter that was taken out only its last day is taken, and only where what was entered then has been refused.

    Raises: NotFound; ValueWrong; PhotoMissing; MeterIsGone; ReadingInTheFuture; ReadingNotLater; ReadingWaits;
    ReadingLower; ReadingBeyondDial.
    """
    with scope.estate(estate_id):
        meter = Meter.objects.select_for_update().filter(estate_id=estate_id, id=meter_id).first()
        is_resident = actor.kind is ActorKind.RESIDENT
        if is_resident:
            actor.require_home(estate_id, (meter.home_id if meter else None) or 0)
        else:
            actor.require(Right.TAKE_CASH, estate_id)
        if meter is None:
            raise NotFound
        if value is None:
            raise ValueWrong(text="")
        if meter.removed_on is not None and (is_resident or not _is_last(meter, read_on)):
            raise MeterIsGone
        if file_id is not None and not files.are_kept(estate_id=estate_id, file_ids=[file_id], purpose="photo"):
            raise NotFound
        if is_resident and file_id is None:
            raise PhotoMissing
        return enter_reading(
            actor=actor,
            estate_id=estate_id,
            meter_id=meter_id,
            value=value,
            read_on=read_on,
            source=source_of(is_resident, said_source),
            is_rolled=is_rolled,
            file_id=file_id,
            at=at,
        )


def _is_last(meter: Meter, read_on: date) -> bool:
    return read_on == meter.removed_on and bool(last_missing(estate_id=meter.estate_id, meter_id=meter.id))


def enter_reading(
    *,
    actor: Actor,
    estate_id: int,
    meter_id: int,
    value: int,
    read_on: date,
    source: str,
    is_rolled: bool,
    file_id: int | None,
    at: datetime,
) -> int:
    """Judge a reading and write it down, inside the caller's transaction; the caller holds the meter."""
    standing = standings_of(estate_id, [meter_id])[meter_id]
    past = past_of(estate_id, [meter_id]).get(meter_id, [])
    doubt = judge(standing, past, value=value, read_on=read_on, is_rolled=is_rolled, today=city_day(at))
    counts = not doubt and source != Source.RESIDENT
    if actor.user_id is None:
        raise NotAllowed
    row = Reading.objects.create(
        estate_id=estate_id,
        meter_id=meter_id,
        read_on=read_on,
        value=value,
        is_rolled=is_rolled,
        source=source,
        file_id=file_id,
        doubt=doubt.value,
        taken_by=actor.user_id,
        taken_by_name=actor.name[:100],
        taken_at=at,
        **(checked_now(actor, at) if counts else {}),
    )
    record("billing.reading_taken", row, standing, actor, at)
    return int(row.id)


def judge(standing: Standing, past: list[Past], *, value: int, read_on: date, is_rolled: bool, today: date) -> Doubt:
    """Return whether somebody else has to look at the reading. Raises: what is no reading at all."""
    last = standing.register
    if read_on > today:
        raise ReadingInTheFuture
    if standing.waits:
        raise ReadingWaits
    if read_on <= last.read_on:
        raise ReadingNotLater(day=last.read_on.isoformat())
    if not 0 <= value < 10**last.digits * HUNDREDTHS:
        raise ReadingBeyondDial(digits=last.digits)
    usage = usage_to(last, value, is_rolled=is_rolled)
    if usage is None:
        raise ReadingLower(last=shown_units(last.value), day=last.read_on.isoformat())
    return doubt_about(usage, (read_on - last.read_on).days, past, is_rolled=is_rolled)


def checked_now(actor: Actor, at: datetime) -> dict[str, object]:
    return {
        "state": ReadingState.CHECKED.value,
        "checked_by": actor.user_id,
        "checked_by_name": actor.name[:100],
        "checked_at": at,
    }


def record(action: str, row: Reading, standing: Standing, actor: Actor, at: datetime, *, reason: str = "") -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="billing.meter",
        subject_id=row.meter_id,
        reason=reason,
        number=standing.number,
        place=standing.place,
        day=row.read_on.isoformat(),
        value=shown_units(row.value),
    )
