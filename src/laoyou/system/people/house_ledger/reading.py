"""The kept file of an import, read anew: the refused rows, and the first rows of each sheet."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from laoyou.core.errors import NotFound
from laoyou.infra import files, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.house_ledger.rules.cells import Cell
from laoyou.system.people.house_ledger.rules.findings import Finding
from laoyou.system.people.models import ImportedSheet


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A refused row as it stands in the file, with its number and the findings."""

    sheet: str
    row: int
    findings: tuple[Finding, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class RefusedRows:
    titles: tuple[str, ...]
    rows: list[RefusedRow]


def refused_rows(*, actor: Actor, estate_id: int, sheet_id: int) -> RefusedRows:
    """Return the refused rows with their cells, read anew from the kept file, for correcting and handing in again."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    sheet = shown_sheet(estate_id, sheet_id)
    refused: dict[tuple[str, int], list[Finding]] = {}
    for found in (Finding(**kept) for kept in sheet.findings):
        if found.severity == "refused":
            refused.setdefault((found.sheet, found.row), []).append(found)
    tables = [table for table in sheet.summary.get("sheets", ()) if table["role"] == "homes"]
    titles = tuple(tables[0]["titles"]) if tables else ()
    with files.open_stored(estate_id=estate_id, file_id=sheet.file_id).content as content:
        rows = {read.name: read.rows for read in sheets.read(content)}  # type: ignore[arg-type]
    return RefusedRows(titles, list(_refused(refused, rows, len(titles))))


def _refused(
    refused: dict[tuple[str, int], list[Finding]], rows: dict[str, list[list[Cell]]], width: int
) -> Iterator[RefusedRow]:
    for (name, number), findings in sorted(refused.items()):
        cells = rows.get(name, [])[number - 1 : number]
        padded = [*(cells[0] if cells else []), *[""] * width][:width]
        yield RefusedRow(name, number, tuple(findings), tuple(padded))


def raw_sheets(*, actor: Actor, estate_id: int, sheet_id: int, most: int) -> dict[str, list[list[Cell]]]:
    """Return the first rows of each sheet as they stand, for setting its columns by hand."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    sheet = shown_sheet(estate_id, sheet_id)
    with files.open_stored(estate_id=estate_id, file_id=sheet.file_id).content as content:
        return {read.name: read.rows[:most] for read in sheets.read(content) if read.rows}  # type: ignore[arg-type]


def shown_sheet(estate_id: int, sheet_id: int) -> ImportedSheet:
    found = ImportedSheet.objects.select_related("file", "work").filter(estate_id=estate_id, id=sheet_id).first()
    if found is None or found.state == "dropped":
        raise NotFound
    return found
