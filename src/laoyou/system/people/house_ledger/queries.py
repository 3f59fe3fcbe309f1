"""All reads of imported ledgers, for the pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.core.errors import NotFound
from laoyou.infra import files, sheets
from laoyou.infra.actor import Actor, Right
from laoyou.infra.work import Work
from laoyou.system.people.house_ledger.rules.cells import Cell
from laoyou.system.people.house_ledger.rules.findings import Finding, FindingGroup, grouped
from laoyou.system.people.house_ledger.rules.tables import Correction
from laoyou.system.people.house_ledger.use_cases.checking import corrections_of
from laoyou.system.people.house_ledger.use_cases.entering import has_new_rates
from laoyou.system.people.models import ImportedSheet, User

SHOWN_IMPORTS = 30
MOST_BYTES = sheets.MOST_BYTES


@dataclass(frozen=True, slots=True)
class ImportRow:
    """One import in the list of an estate's imports."""

    id: int
    file: str
    state: str
    by: str
    at: datetime
    homes: int
    new: int
    changed: int


@dataclass(frozen=True, slots=True)
class ImportView:
    """An import with everything its page shows. `summary` is empty until the file was read."""

    id: int
    file: str
    size: int
    state: str
    by: str
    created_at: datetime
    committed_at: datetime | None
    leave_out_refused: bool
    summary: dict[str, Any]
    groups: list[FindingGroup]
    findings_cut: int
    starts_on: date | None
    has_new_rates: bool
    work: Work | None
    corrections: dict[str, Correction]

    @property
    def is_open(self) -> bool:
        return self.state in ("read", "checked", "failed")

    @property
    def has_news(self) -> bool:
        return bool(self.summary and (self.summary["new"] or self.summary["changed"] or self.has_new_rates))


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


def imports_for(*, actor: Actor, estate_id: int) -> list[ImportRow]:
    """Return the estate's latest imports, the newest first, without those that were dropped."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    rows = ImportedSheet.objects.filter(estate_id=estate_id).exclude(state="dropped").select_related("file")
    found = list(rows.order_by("-id")[:SHOWN_IMPORTS])
    names = _names({sheet.created_by for sheet in found})
    return [
        ImportRow(
            id=sheet.pk,
            file=sheet.file.name,
            state=sheet.state,
            by=names.get(sheet.created_by or 0, ""),
            at=sheet.committed_at or sheet.created_at,
            homes=sheet.summary.get("homes", 0),
            new=sheet.summary.get("new", 0),
            changed=sheet.summary.get("changed", 0),
        )
        for sheet in found
    ]


def import_for(*, actor: Actor, estate_id: int, sheet_id: int) -> ImportView:
    """Return one import with findings and differences. Raises: NotFound, also for one that was dropped."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    sheet = _sheet(estate_id, sheet_id)
    summary = sheet.summary
    findings = [Finding(**found) for found in sheet.findings]
    return ImportView(
        id=sheet.pk,
        file=sheet.file.name,
        size=sheet.file.size,
        state=sheet.state,
        by=_names({sheet.created_by}).get(sheet.created_by or 0, ""),
        created_at=sheet.created_at,
        committed_at=sheet.committed_at,
        leave_out_refused=sheet.leave_out_refused,
        summary=summary,
        groups=grouped(findings),
        findings_cut=max(sum(summary.get("findings", {}).values()) - len(findings), 0),
        starts_on=date.fromisoformat(summary["starts_on"]) if summary else None,
        has_new_rates=bool(summary) and sheet.state == "checked" and has_new_rates(sheet),
        work=sheet.work,
        corrections=corrections_of(sheet.mapping.get("sheets", {})),
    )


def refused_rows(*, actor: Actor, estate_id: int, sheet_id: int) -> RefusedRows:
    """Return the refused rows with their cells, read anew from the kept file, for correcting and handing in again."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    sheet = _sheet(estate_id, sheet_id)
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
    sheet = _sheet(estate_id, sheet_id)
    with files.open_stored(estate_id=estate_id, file_id=sheet.file_id).content as content:
        return {read.name: read.rows[:most] for read in sheets.read(content) if read.rows}  # type: ignore[arg-type]


def _sheet(estate_id: int, sheet_id: int) -> ImportedSheet:
    found = ImportedSheet.objects.select_related("file", "work").filter(estate_id=estate_id, id=sheet_id).first()
    if found is None or found.state == "dropped":
        raise NotFound
    return found


def _names(user_ids: set[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=[user_id for user_id in user_ids if user_id]).values_list("id", "name"))
