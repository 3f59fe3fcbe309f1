"""Handing in a ledger file, and dropping it again before it was entered."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, BinaryIO

from django.db.models import Q

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope, sheets, states
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.errors import ReasonTooShort
from laoyou.system.people.house_ledger.errors import SheetMovedOn
from laoyou.system.people.house_ledger.reading import RefusedRows, raw_sheets, refused_rows
from laoyou.system.people.house_ledger.rules.cells import Cell
from laoyou.system.people.house_ledger.rules.states import MAY_BE_CHECKED, MOVES, SheetState
from laoyou.system.people.models import ImportedSheet

KEPT_WHEN_DONE, KEPT_WHEN_LEFT = timedelta(days=7), timedelta(days=30)
MOST_AT_ONCE = 500
SHORTEST_REASON = 4


def read_sheet(*, actor: Actor, estate_id: int, name: str, content: BinaryIO, at: datetime) -> int:
    """Keep a ledger file and return the import's id. What is unsafe is refused at once, unopened and unkept.

    Raises: the refusals of `infra.sheets`.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheets.refuse_unsafe(content)
        return int(kept_sheet(actor=actor, estate_id=estate_id, name=name, content=content, at=at).pk)


def kept_sheet(*, actor: Actor, estate_id: int, name: str, content: BinaryIO, at: datetime) -> ImportedSheet:
    """Keep a file that was found safe, and return its import; inside the caller's scope and rights."""
    content.seek(0)
    file_id = files.store(estate_id=estate_id, name=name, content=content, purpose="house_ledger", actor=actor, at=at)
    sheet = ImportedSheet.objects.create(estate_id=estate_id, file_id=file_id, created_by=actor.user_id, created_at=at)
    write_down("people.ledger_handed_in", sheet, actor, at, file=files.safe_name(name))
    return sheet


def drop_sheet(*, actor: Actor, estate_id: int, sheet_id: int, at: datetime) -> None:
    """Give up an import that was not entered. Raises: SheetMovedOn when it was, or is being entered."""
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state not in MAY_BE_CHECKED:
            raise SheetMovedOn
        move_sheet(sheet, SheetState.DROPPED, actor=actor, at=at)
        write_down("people.ledger_dropped", sheet, actor, at)


def delete_old_files(*, at: datetime) -> int:
    """Delete the files of ledgers that were entered or given up a week ago, or left a month ago, and return how many.

    They hold names, telephones and identity numbers; what they said is in the estate's own rows. For the calendar.
    """
    with scope.everything():
        old = ImportedSheet.objects.filter(file_deleted_at__isnull=True).filter(
            Q(state="committed", committed_at__lt=at - KEPT_WHEN_DONE)
            | Q(state="dropped", created_at__lt=at - KEPT_WHEN_DONE)
            | Q(state__in=["read", "checked", "failed"], created_at__lt=at - KEPT_WHEN_LEFT)
        )
        found = list(old.order_by("estate_id", "id").values_list("estate_id", "id", "file_id")[:MOST_AT_ONCE])
    for estate_id, sheet_id, file_id in found:
        with scope.estate(estate_id):
            files.delete_bytes(estate_id=estate_id, file_id=file_id)
            ImportedSheet.objects.filter(estate_id=estate_id, id=sheet_id).update(file_deleted_at=at)
    return len(found)


def take_refused_rows(*, actor: Actor, estate_id: int, sheet_id: int, at: datetime) -> RefusedRows:
    """Hand out the refused rows as they stand in the file, with the persons in clear, and write down who took them.

    Raises: NotFound, also when the file is deleted.
    """
    with scope.estate(estate_id):
        rows = refused_rows(actor=actor, estate_id=estate_id, sheet_id=sheet_id)
        write_down("people.ledger_rows_taken", locked_sheet(estate_id, sheet_id), actor, at, rows=len(rows.rows))
        return rows


def open_raw_sheets(
    *, actor: Actor, estate_id: int, sheet_id: int, most: int, reason: str, at: datetime
) -> dict[str, list[list[Cell]]]:
    """Return the first rows of each sheet in clear, and write down who looked and why. Raises: ReasonTooShort."""
    why = " ".join(reason.split())[:200]
    if len(why) < SHORTEST_REASON:
        raise ReasonTooShort
    with scope.estate(estate_id):
        actor.require(Right.OPEN_PERSONAL_DATA, estate_id)
        found = raw_sheets(actor=actor, estate_id=estate_id, sheet_id=sheet_id, most=most)
        write_down("people.ledger_opened", locked_sheet(estate_id, sheet_id), actor, at, reason=why)
        return found


def locked_sheet(estate_id: int, sheet_id: int) -> ImportedSheet:
    """Return the import, locked for change. Raises: NotFound."""
    sheet = ImportedSheet.objects.select_for_update().filter(estate_id=estate_id, id=sheet_id).first()
    if sheet is None:
        raise NotFound
    return sheet


def move_sheet(
    sheet: ImportedSheet, to: SheetState, *, actor: Actor, at: datetime, reason: str = "", also: Iterable[str] = ()
) -> None:
    """Move a locked import with the columns that the caller changed; one that is checked anew stays where it is."""
    if sheet.state == to.value:
        sheet.save(update_fields=[*also])
    else:
        states.move(sheet, to, MOVES, actor=actor, at=at, reason=reason, also=also)


def write_down(action: str, sheet: ImportedSheet, actor: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=sheet.estate_id,
        at=at,
        subject="imported_sheet",
        subject_id=sheet.pk,
        **details,
    )
