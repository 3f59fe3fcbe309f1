"""A kept statement's file, as rows again."""

from __future__ import annotations

from typing import BinaryIO, cast

from laoyou.infra import files, sheets
from laoyou.system.payments.models import Statement
from laoyou.system.payments.reconciliation.days import CENTRE
from laoyou.system.payments.reconciliation.rules.statements import Column, Layout


def layout_of(statement: Statement) -> Layout | None:
    """Return how the columns are understood, none where they are not."""
    kept = statement.layout
    if not kept:
        return None
    columns = {Column(name): int(place) for name, place in kept["columns"].items()}
    return Layout(str(kept["sheet"]), int(kept["header_row"]), columns)


def sheets_of(statement: Statement) -> list[sheets.Sheet]:
    opened = files.open_stored(estate_id=CENTRE, file_id=statement.file_id)
    with opened.content as content:
        return sheets.read(cast(BinaryIO, content))


def rows_of(statement: Statement, layout: Layout) -> list[list[sheets.Cell]]:
    """Return the rows of the sheet that the layout names; of the first one where it is no longer there."""
    found = sheets_of(statement)
    return next((sheet.rows for sheet in found if sheet.name == layout.sheet), found[0].rows)
