"""What the page shows of a checked ledger, as it is kept with the import. Names and telephones are masked in it."""

from __future__ import annotations

from collections import Counter
from typing import Any

from laoyou.system.people.house_ledger.comparing import Compared
from laoyou.system.people.house_ledger.rules.differences import ChangedHome
from laoyou.system.people.house_ledger.rules.rows import HomeLine
from laoyou.system.people.house_ledger.rules.tables import Role, Table
from laoyou.system.people.rules.masking import masked_name, masked_telephone

MOST_FINDINGS = 5_000
MOST_CHANGES = 300
MOST_MISSING = 300
SAMPLE_ROWS = 8
TITLES_KEPT = 78


def summary_of(seen: Compared) -> dict[str, Any]:
    """Return counts, recognised columns, a sample and the differences, ready for JSON."""
    ledger, comparison = seen.ledger, seen.comparison
    owners = {owner.key: owner for line in ledger.lines for owner in line.owners}
    return {
        "starts_on": seen.starts_on.isoformat(),
        "rates_digest": seen.rates_digest,
        "sheets": [_sheet(table) for table in ledger.tables],
        "homes": len(ledger.lines),
        "refused": len(ledger.refused_rows),
        "warned": len({(found.sheet, found.row) for found in ledger.findings} - ledger.refused_rows),
        "findings": dict(Counter(found.code for found in ledger.findings)),
        "new": len(comparison.new),
        "changed": len(comparison.changed),
        "same": len(comparison.same),
        "missing": len(comparison.missing),
        "buildings": len({line.address.building for line in ledger.lines}),
        "centiares": sum(line.centiares for line in ledger.lines),
        "owners": sum(not owner.is_organisation for owner in owners.values()),
        "organisations": sum(owner.is_organisation for owner in owners.values()),
        "joint": sum(len(line.owners) > 1 for line in ledger.lines),
        "rates": Counter(line.rate for line in ledger.lines if line.rate).most_common(12),
        "other_fees": [[name, str(amount), homes] for name, amount, homes in ledger.other_fees],
        "skipped": {
            "blank": ledger.skipped.blank,
            "totals": ledger.skipped.totals,
            "notes": ledger.skipped.notes,
            "titles": ledger.skipped.titles,
        },
        "sample": [_line(line) for line in _spread(ledger.lines)],
        "changes": [_change(home) for home in comparison.changed[:MOST_CHANGES]],
        "missing_homes": [home.label for home in comparison.missing[:MOST_MISSING]],
    }


def findings_of(seen: Compared) -> list[dict[str, Any]]:
    """Return the findings for JSON, the refused rows first, cut where nobody would read on."""
    ordered = sorted(seen.ledger.findings, key=lambda found: found.severity != "refused")
    return [found.as_json() for found in ordered[:MOST_FINDINGS]]


def _sheet(table: Table) -> dict[str, Any]:
    return {
        "name": table.sheet,
        "role": table.role.value,
        "header_row": table.header + 1 if table.role is not Role.OTHER else 0,
        "titles": [title[:40] for title in table.titles[:TITLES_KEPT]],
        "columns": {column.value: place for column, place in table.columns.items()},
        "rows": len(table.rows),
    }


def _spread(lines: list[HomeLine]) -> list[HomeLine]:
    """Return a few rows from the whole length, so that a column that slips half-way down is seen."""
    if len(lines) <= SAMPLE_ROWS:
        return lines
    return [lines[place * (len(lines) - 1) // (SAMPLE_ROWS - 1)] for place in range(SAMPLE_ROWS)]


def _line(line: HomeLine) -> dict[str, Any]:
    return {
        "row": line.row,
        "label": line.label,
        "floor": line.floor,
        "centiares": line.centiares,
        "owners": "、".join(masked_name(owner.name) for owner in line.owners),
        "telephone": next((masked_telephone(owner.telephone) for owner in line.owners if owner.telephone), ""),
        "occupancy": line.occupancy or "unknown",
        "kind": line.kind or "residential",
        "rate": line.rate,
        "paid_until": line.paid_until,
        "moved_in": line.moved_in,
    }


def _change(home: ChangedHome) -> dict[str, Any]:
    return {
        "row": home.line.row,
        "label": home.line.label,
        "home_id": home.known.id,
        "fields": [
            [change.field, _shown(change.field, change.before), _shown(change.field, change.after)]
            for change in home.changes
        ],
    }


def _shown(field: str, value: str) -> str:
    if field == "owners":
        return "、".join(masked_name(name) for name in value.split("、") if name)
    return masked_telephone(value) if field == "telephone" else value
