"""Looking at what a ledger would change: a dry run that writes nothing but its own result."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple, cast

from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import Refusal, mark
from laoyou.infra import files, scope, work
from laoyou.infra.actor import Actor, Right, system
from laoyou.infra.jobs import app
from laoyou.system.people.house_ledger.comparing import STEPS, Compared, Tell, compare, silent
from laoyou.system.people.house_ledger.errors import ColumnsNotEnough, ColumnUsedTwice, SheetMovedOn
from laoyou.system.people.house_ledger.rules.columns import COLUMN_NAMES, Column
from laoyou.system.people.house_ledger.rules.states import MAY_BE_CHECKED, SheetState
from laoyou.system.people.house_ledger.rules.tables import Correction
from laoyou.system.people.house_ledger.summary import findings_of, summary_of
from laoyou.system.people.house_ledger.use_cases.handing_in import locked_sheet, move_sheet
from laoyou.system.people.models import ImportedSheet

CHECK_TASK = "people.check_house_ledger"
CHECK_TITLE = mark("Read %(file)s")


class SheetCorrection(NamedTuple):
    """What a person says of one sheet: in which row its titles stand (0: it holds no homes), what each column is."""

    sheet: str
    header_row: int
    columns: Sequence[tuple[int, str]]


def check_sheet(
    *,
    actor: Actor,
    estate_id: int,
    sheet_id: int,
    at: datetime,
    corrections: Sequence[SheetCorrection] | None = None,
    starts_on: date | None = None,
    tell: Tell = silent,
) -> None:
    """Read the file and keep findings, differences and a sample with the import. None keeps what was said before.

    Raises: SheetMovedOn, ColumnUsedTwice, ColumnsNotEnough, NoHomesFound, the refusals of `infra.sheets`.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state not in MAY_BE_CHECKED:
            raise SheetMovedOn
        sheet.mapping = _mapping(sheet, corrections, starts_on)
        said_day = date.fromisoformat(sheet.mapping["starts_on"]) if sheet.mapping.get("starts_on") else None
        seen = compare_kept(actor=actor, sheet=sheet, at=at, starts_on=said_day, tell=tell)
        sheet.summary, sheet.findings = summary_of(seen) | {"digest": seen.digest}, findings_of(seen)
        move_sheet(sheet, SheetState.CHECKED, actor=actor, at=at, also=["mapping", "summary", "findings"])


def start_check(
    *,
    actor: Actor,
    estate_id: int,
    sheet_id: int,
    at: datetime,
    corrections: Sequence[SheetCorrection] | None = None,
    starts_on: date | None = None,
) -> int:
    """Queue the check of a large file and return the work's id.

    Raises: SheetMovedOn, ColumnUsedTwice, ColumnsNotEnough.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state not in MAY_BE_CHECKED:
            raise SheetMovedOn
        sheet.mapping = _mapping(sheet, corrections, starts_on)
        title = gettext(CHECK_TITLE) % {"file": sheet.file.name}
        begun = work.begin(kind=CHECK_TASK, title=title, estate_id=estate_id, actor=actor, total=STEPS, at=at)
        sheet.work_id, sheet.summary, sheet.findings = begun.pk, {}, []
        kept = ["mapping", "work_id", "summary", "findings"]
        move_sheet(sheet, SheetState.READ, actor=actor, at=at, also=kept)
        app.configure_task(CHECK_TASK).defer(estate_id=estate_id, sheet_id=sheet_id, work_id=begun.pk)
        return int(begun.pk)


def check_for_work(*, estate_id: int, sheet_id: int, work_id: int, at: datetime, tell: Tell) -> None:
    """Do a queued check, once, and write down how it went."""
    actor = system("people.house_ledger")
    with scope.estate(estate_id):
        begun = work.find(estate_id=estate_id, work_id=work_id)
        if begun.state in ("done", "failed"):
            return
        work.advance(begun, done=0, at=at)
    try:
        with scope.estate(estate_id):
            check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=at, tell=tell)
            work.finish(begun, at=at)
    except Refusal as refusal:
        with scope.estate(estate_id):
            why = gettext(refusal.sentence) % refusal.params
            sheet = locked_sheet(estate_id, sheet_id)
            if sheet.state == SheetState.READ:
                move_sheet(sheet, SheetState.FAILED, actor=actor, at=at, reason=why)
            work.fail(begun, at=at, message=why)


def compare_kept(
    *, actor: Actor, sheet: ImportedSheet, at: datetime, starts_on: date | None, tell: Tell = silent
) -> Compared:
    """Return the kept file beside the estate as of the day, with what a person said about its columns."""
    said = cast(dict[str, Any], sheet.mapping)
    opened = files.open_stored(estate_id=sheet.estate_id, file_id=sheet.file_id)
    with opened.content as content:
        return compare(
            actor=actor,
            estate_id=sheet.estate_id,
            content=cast(Any, content),
            corrections=corrections_of(said.get("sheets", {})),
            starts_on=starts_on,
            today=city_day(at),
            tell=tell,
        )


def corrections_of(said: Mapping[str, Any]) -> dict[str, Correction]:
    """Return the corrections as the rules want them, from what is kept with the import."""
    return {
        name: Correction(int(of_sheet["header_row"]), {Column(key): int(at) for key, at in of_sheet["columns"].items()})
        for name, of_sheet in said.items()
    }


def _mapping(
    sheet: ImportedSheet, corrections: Sequence[SheetCorrection] | None, starts_on: date | None
) -> dict[str, Any]:
    mapping = dict(sheet.mapping)
    if corrections is not None:
        mapping["sheets"] = _checked(corrections)
    if starts_on is not None:
        mapping["starts_on"] = starts_on.isoformat()
    return mapping


def _checked(corrections: Sequence[SheetCorrection]) -> dict[str, Any]:
    checked: dict[str, Any] = {}
    for said in corrections:
        columns: dict[str, int] = {}
        for place, name in said.columns:
            column = Column(name)
            if column.value in columns:
                raise ColumnUsedTwice(column=gettext(COLUMN_NAMES[column]))
            columns[column.value] = place
        if said.header_row and not (
            {Column.NUMBER, Column.LABEL} & columns.keys()
            and {Column.AREA, Column.OWNER, Column.OWNER_NUMBER} & columns.keys()
        ):
            raise ColumnsNotEnough
        checked[said.sheet] = {"header_row": said.header_row, "columns": columns if said.header_row else {}}
    return checked
