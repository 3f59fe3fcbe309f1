"""Handing in a ledger file, and dropping it again before it was entered."""

from __future__ import annotations

from datetime import datetime
from typing import Any, BinaryIO

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.house_ledger.errors import SheetMovedOn
from laoyou.system.people.models import ImportedSheet


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
    file_id = files.store(estate_id=estate_id, name=name, content=content, purpose="sheet", actor=actor, at=at)
    sheet = ImportedSheet.objects.create(
        estate_id=estate_id, file_id=file_id, state="read", created_by=actor.user_id, created_at=at
    )
    write_down("people.ledger_handed_in", sheet, actor, at, file=files.safe_name(name))
    return sheet


def drop_sheet(*, actor: Actor, estate_id: int, sheet_id: int, at: datetime) -> None:
    """Give up an import that was not entered. Raises: SheetMovedOn when it was, or is being entered."""
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        sheet = locked_sheet(estate_id, sheet_id)
        if sheet.state not in ("read", "checked", "failed"):
            raise SheetMovedOn
        sheet.state = "dropped"
        sheet.save(update_fields=["state"])
        write_down("people.ledger_dropped", sheet, actor, at)


def locked_sheet(estate_id: int, sheet_id: int) -> ImportedSheet:
    """Return the import, locked for change. Raises: NotFound."""
    sheet = ImportedSheet.objects.select_for_update().filter(estate_id=estate_id, id=sheet_id).first()
    if sheet is None:
        raise NotFound
    return sheet


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
