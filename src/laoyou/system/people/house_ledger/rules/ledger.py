"""Reads a whole ledger: every row of its tables becomes a home, a finding, or nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from laoyou.system.people.house_ledger.errors import NoHomesFound
from laoyou.system.people.house_ledger.rules.codes import code_notes
from laoyou.system.people.house_ledger.rules.findings import Finding
from laoyou.system.people.house_ledger.rules.linked import Fee, links_of
from laoyou.system.people.house_ledger.rules.rows import HomeLine, RowReader, Skipped
from laoyou.system.people.house_ledger.rules.tables import Correction, Role, SheetRows, Table, ledger_day, table_of


@dataclass(frozen=True, slots=True)
class Ledger:
    """What a file says. `lines` are the homes that can be entered, in the order of the rows."""

    tables: tuple[Table, ...]
    lines: list[HomeLine]
    findings: list[Finding]
    skipped: Skipped
    day: date | None
    rates_from: date | None
    other_fees: tuple[tuple[str, Decimal, int], ...]

    @property
    def refused_rows(self) -> set[tuple[str, int]]:
        return {(finding.sheet, finding.row) for finding in self.findings if finding.severity == "refused"}


def read_ledger(sheets: Sequence[SheetRows], corrections: Mapping[str, Correction] | None = None) -> Ledger:
    """Return the homes and the findings of all sheets, the second of two equal addresses refused.

    Raises: NoHomesFound.
    """
    said = corrections or {}
    tables = tuple(table_of(sheet, said.get(sheet.name)) for sheet in sheets)
    homes = [table for table in tables if table.role is Role.HOMES]
    if not homes:
        raise NoHomesFound
    reader = RowReader(links_of(tables), _notes(homes))
    for table in homes:
        reader.read(table)
    lines, repeated = without_repeats(reader.lines)
    return Ledger(
        tables=tables,
        lines=lines,
        findings=sorted([*reader.findings, *repeated], key=lambda finding: (finding.sheet, finding.row)),
        skipped=reader.skipped,
        day=next((day for table in homes if (day := ledger_day(table)) is not None), None),
        rates_from=reader.rates_from,
        other_fees=_other_fees(reader.other_fees),
    )


def without_repeats(lines: Sequence[HomeLine]) -> tuple[list[HomeLine], list[Finding]]:
    """Return the first row of each home; a later one that says the same is told, one that says otherwise is refused."""
    first: dict[tuple[str, str, str], HomeLine] = {}
    kept, findings = [], []
    for line in lines:
        earlier = first.setdefault(line.address, line)
        if earlier is line:
            kept.append(line)
            continue
        code = "home_again" if earlier.facts == line.facts else "home_twice"
        findings.append(Finding(line.sheet, line.row, code, "", {"first": str(earlier.row)}))
    return kept, findings


def _notes(tables: Sequence[Table]) -> dict[str, str]:
    texts: list[str] = []
    for table in tables:
        known = set(table.columns.values())
        for row in table.rows[: table.header]:
            texts += [cell for cell in row if isinstance(cell, str)]
        width = max(len(table.titles), max((len(row) for row in table.data[:1]), default=0))
        for place in set(range(width)) - known:
            cells = {row[place] for row in table.data if place < len(row)}
            texts += [cell for cell in cells if isinstance(cell, str)]
    return code_notes(set(texts))


def _other_fees(counts: Counter[Fee]) -> tuple[tuple[str, Decimal, int], ...]:
    return tuple((fee.name, fee.fixed, homes) for fee, homes in counts.most_common(20))
