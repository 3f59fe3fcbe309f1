"""Shifts from a sheet: looked at first, row by row; then all of it or nothing, unless refused rows are left out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO, cast

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import audit, files, scope, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.crews.errors import CrewUnknown, DayUnclear, RosterUnclear, RowTwice, ShiftUnclear
from laoyou.system.work.crews.models import Crew, Shift
from laoyou.system.work.crews.rules.roster import RosterRow, rows_of
from laoyou.system.work.crews.rules.shifts import Hours

CENTRE = 0


@dataclass(frozen=True, slots=True)
class NewShift:
    crew_id: int
    crew: str
    day: date
    hours: Hours
    is_standby: bool


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row: int
    text: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Roster:
    """What a sheet would set, and which of its rows can't be taken."""

    shifts: tuple[NewShift, ...]
    refused: tuple[RefusedRow, ...]

    @property
    def crews(self) -> int:
        return len({shift.crew_id for shift in self.shifts})

    @property
    def first(self) -> date | None:
        return min((shift.day for shift in self.shifts), default=None)

    @property
    def last(self) -> date | None:
        return max((shift.day for shift in self.shifts), default=None)


def keep_roster(*, actor: Actor, name: str, content: BinaryIO, at: datetime) -> int:
    """Keep the sheet for looking at it and taking it, and return the file. Raises: what `infra.files` refuses."""
    with scope.estate(CENTRE):
        actor.require(Right.MANAGE_CREWS, CENTRE)
        return files.store(estate_id=CENTRE, name=name, content=content, purpose="sheet", actor=actor, at=at)


def look_at_roster(*, actor: Actor, file_id: int) -> Roster:
    """Return what a kept sheet would set. Raises: RosterUnclear; NotFound; what `infra.sheets` refuses."""
    with scope.estate(CENTRE):
        actor.require(Right.MANAGE_CREWS, CENTRE)
        return _read(actor, file_id)


def take_roster(*, actor: Actor, file_id: int, leave_out: bool, at: datetime) -> Roster:
    """Set the shifts of a kept sheet; what was set for those crews and days before is replaced.

    With refused rows nothing is set, unless they are left out. Raises: as `look_at_roster`.
    """
    with scope.estate(CENTRE):
        actor.require(Right.MANAGE_CREWS, CENTRE)
        roster = _read(actor, file_id)
        if (roster.refused and not leave_out) or not roster.shifts:
            return roster
        for crew_id in sorted({shift.crew_id for shift in roster.shifts}):
            for is_standby in (False, True):
                days = [each.day for each in roster.shifts if (each.crew_id, each.is_standby) == (crew_id, is_standby)]
                old = Shift.objects.filter(estate_id=CENTRE, crew_id=crew_id, day__in=days, is_standby=is_standby)
                old.delete()
        Shift.objects.bulk_create(
            [
                Shift(
                    estate_id=CENTRE,
                    crew_id=each.crew_id,
                    day=each.day,
                    starts=each.hours.starts,
                    ends=each.hours.ends,
                    break_starts=each.hours.break_starts,
                    break_ends=each.hours.break_ends,
                    is_standby=each.is_standby,
                )
                for each in roster.shifts
            ],
            batch_size=1000,
        )
        audit.record(
            "work.roster_taken",
            actor=actor,
            estate_id=CENTRE,
            at=at,
            subject="organisation",
            subject_id=actor.organisation_id,
            shifts=len(roster.shifts),
            crews=roster.crews,
        )
        return roster


def _read(actor: Actor, file_id: int) -> Roster:
    if not files.is_stored_by(actor=actor, estate_id=CENTRE, file_id=file_id, purpose="sheet"):
        raise NotFound
    opened = files.open_stored(estate_id=CENTRE, file_id=file_id)
    with opened.content as content:
        read = (rows_of(sheet.rows) for sheet in sheets.read(cast(BinaryIO, content)))
        rows = next((found for found in read if found is not None), None)
    if rows is None:
        raise RosterUnclear
    ours = Crew.objects.filter(
        estate_id=CENTRE, organisation_id=actor.organisation_id or 0, ends_before=None
    ).values_list("name", "id")
    known, seen = dict(ours), set[tuple[int, date, bool]]()
    shifts: list[NewShift] = []
    refused: list[RefusedRow] = []
    for row in rows:
        try:
            shift = _shift(row, known)
            key = (shift.crew_id, shift.day, shift.is_standby)
            if key in seen:
                raise RowTwice
        except Refusal as refusal:
            refused.append(RefusedRow(row.row, f"{row.crew} {row.text}".strip(), refusal))
            continue
        seen.add(key)
        shifts.append(shift)
    return Roster(tuple(shifts), tuple(refused))


def _shift(row: RosterRow, known: dict[str, int]) -> NewShift:
    if row.crew not in known:
        raise CrewUnknown(name=row.crew)
    if row.day is None:
        raise DayUnclear
    if row.hours is None:
        raise ShiftUnclear
    return NewShift(known[row.crew], row.crew, row.day, row.hours, row.is_standby)
