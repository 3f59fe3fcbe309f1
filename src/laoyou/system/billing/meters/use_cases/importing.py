"""Readings from a sheet: all of it or nothing, unless the person leaves the refused rows out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import BinaryIO

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotAllowed, Refusal
from laoyou.infra import audit, files, scope, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.billing.meters.errors import MeterUnclear, ReadingNotLater, SheetUnclear, ValueWrong
from laoyou.system.billing.meters.models import Reading
from laoyou.system.billing.meters.registers import Standing, past_of, standings_of
from laoyou.system.billing.meters.rules.readings import Source
from laoyou.system.billing.meters.rules.sheets import SheetRow, find_columns, rows_of
from laoyou.system.billing.meters.use_cases.reading import checked_now, judge


@dataclass(frozen=True, slots=True)
class RefusedRow:
    row: int
    text: str
    refusal: Refusal


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of a sheet: how many readings were taken, how many of them wait for a second look, what was not."""

    taken: int
    doubtful: int
    refused: tuple[RefusedRow, ...]


def import_readings(
    *,
    actor: Actor,
    estate_id: int,
    kind: str,
    name: str,
    content: BinaryIO,
    read_on: date,
    leave_out: bool,
    at: datetime,
) -> Imported:
    """Take the readings of a sheet by meter number, or by home; rows without a day are of `read_on`.

    With refused rows nothing is taken, unless they are left out. The same sheet again takes nothing.
    Raises: SheetUnclear; what `infra.sheets` refuses.
    """
    with scope.estate(estate_id):
        actor.require(Right.TAKE_CASH, estate_id)
        if actor.user_id is None:
            raise NotAllowed
        content.seek(0)
        for sheet in sheets.read(content):
            columns = find_columns(sheet.rows)
            if columns is not None:
                written = rows_of(sheet.rows, columns)
                break
        else:
            raise SheetUnclear
        known = _Known([each for each in standings_of(estate_id).values() if each.kind == kind])
        past = past_of(estate_id, [each.meter_id for each in known.standings])
        rows: list[Reading] = []
        refused: list[RefusedRow] = []
        seen: set[int] = set()
        for row in written:
            try:
                standing = known.meter_of(row)
                if row.value is None:
                    raise ValueWrong(text=row.text)
                day = row.read_on or read_on
                last = standing.register
                if (last.read_on, last.value) == (day, row.value):
                    continue
                if standing.meter_id in seen:
                    raise ReadingNotLater(day=day.isoformat())
                before = past.get(standing.meter_id, [])
                doubt = judge(standing, before, value=row.value, read_on=day, is_rolled=False, today=city_day(at))
            except Refusal as refusal:
                refused.append(RefusedRow(row.row, f"{row.home} {row.number}".strip(), refusal))
                continue
            seen.add(standing.meter_id)
            rows.append(
                Reading(
                    estate_id=estate_id,
                    meter_id=standing.meter_id,
                    read_on=day,
                    value=row.value,
                    source=Source.SHEET.value,
                    doubt=doubt.value,
                    taken_by=actor.user_id,
                    taken_by_name=actor.name[:100],
                    taken_at=at,
                    **({} if doubt else checked_now(actor, at)),
                )
            )
        if refused and not leave_out:
            return Imported(0, 0, tuple(refused))
        Reading.objects.bulk_create(rows, batch_size=1000)
        if rows:
            audit.record(
                "billing.readings_imported",
                actor=actor,
                estate_id=estate_id,
                at=at,
                subject="estate",
                subject_id=estate_id,
                count=len(rows),
                file=files.safe_name(name),
            )
        return Imported(len(rows), sum(bool(row.doubt) for row in rows), tuple(refused))


class _Known:
    """The meters of a kind, found by number or by what their place is called."""

    def __init__(self, standings: list[Standing]) -> None:
        self.standings = standings
        self._by_number = {each.number: each for each in standings}
        self._by_place: dict[str, list[Standing]] = {}
        for each in standings:
            self._by_place.setdefault(each.place, []).append(each)

    def meter_of(self, row: SheetRow) -> Standing:
        """Raises: MeterUnclear for no meter, or for a home with several and no number."""
        found = self._by_number.get(row.number)
        if found is None and not row.number:
            there = self._by_place.get(row.home, [])
            found = there[0] if len(there) == 1 else None
        if found is None:
            raise MeterUnclear
        return found
