"""All reads of imported ledgers, for the pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from laoyou.infra import sheets
from laoyou.infra.actor import Actor, Right
from laoyou.infra.work import Work
from laoyou.system.people.house_ledger.reading import raw_sheets, shown_sheet
from laoyou.system.people.house_ledger.rules.findings import Finding, FindingGroup, grouped
from laoyou.system.people.house_ledger.rules.raw import masked_rows
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
    is_kept: bool
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


def imports_for(*, actor: Actor, estate_id: int, most: int = SHOWN_IMPORTS) -> list[ImportRow]:
    """Return the estate's latest imports, the newest first, without those that were dropped."""
    actor.require(Right.IMPORT_HOMES, estate_id)
    rows = ImportedSheet.objects.filter(estate_id=estate_id).exclude(state="dropped").select_related("file")
    found = list(rows.order_by("-id")[:most])
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
    sheet = shown_sheet(estate_id, sheet_id)
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
        is_kept=sheet.file_deleted_at is None,
        summary=summary,
        groups=grouped(findings),
        findings_cut=max(sum(summary.get("findings", {}).values()) - len(findings), 0),
        starts_on=date.fromisoformat(summary["starts_on"]) if summary else None,
        has_new_rates=bool(summary) and sheet.state == "checked" and has_new_rates(sheet),
        work=sheet.work,
        corrections=corrections_of(sheet.mapping.get("sheets", {})),
    )


def masked_sheets(*, actor: Actor, estate_id: int, sheet_id: int, most: int) -> dict[str, list[list[str]]]:
    """Return the first rows of each sheet for setting its columns by hand, with the persons in them masked."""
    raw = raw_sheets(actor=actor, estate_id=estate_id, sheet_id=sheet_id, most=most)
    known = {about["name"]: about for about in shown_sheet(estate_id, sheet_id).summary.get("sheets", ())}
    return {
        name: masked_rows(
            rows,
            header_row=known[name]["header_row"] if name in known else 0,
            columns={at: column for column, at in known[name]["columns"].items()} if name in known else {},
        )
        for name, rows in raw.items()
    }


def _names(user_ids: set[int | None]) -> dict[int, str]:
    return dict(User.objects.filter(id__in=[user_id for user_id in user_ids if user_id]).values_list("id", "name"))
