"""Spreadsheets that people hand in, as rows of plain values. What could hurt is refused before anything is parsed.

A file is what its first bytes say, never what its name says. Row 1 of a sheet is `rows[0]`, as a spreadsheet counts.
"""

from laoyou.infra.sheets.errors import (
    NotThisKind,
    OldWorkbook,
    SheetDamaged,
    SheetEmpty,
    SheetHasMacros,
    SheetIsBomb,
    SheetLocked,
    SheetTooLarge,
    SheetTooWide,
    TextNotReadable,
)
from laoyou.infra.sheets.reading import MOST_BYTES, Cell, Sheet, read, refuse_unsafe

__all__ = [
    "MOST_BYTES",
    "Cell",
    "NotThisKind",
    "OldWorkbook",
    "Sheet",
    "SheetDamaged",
    "SheetEmpty",
    "SheetHasMacros",
    "SheetIsBomb",
    "SheetLocked",
    "SheetTooLarge",
    "SheetTooWide",
    "TextNotReadable",
    "read",
    "refuse_unsafe",
]
