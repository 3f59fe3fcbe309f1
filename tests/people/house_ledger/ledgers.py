"""Ledgers to import in tests: the files kept beside them, and small ones made on the spot."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people.house_ledger.rules.ledger import Ledger, read_ledger
from laoyou.system.places import use_cases as places

DATA = Path(__file__).resolve().parents[2] / "data" / "house-ledgers"
AT = datetime(2022, 7, 21, 1, 0, tzinfo=UTC)
RIGHTS = frozenset({Right.IMPORT_HOMES, Right.SEE_ESTATE, Right.SEE_PEOPLE})


class Rows(NamedTuple):
    """A sheet as the reader gives it."""

    name: str
    rows: list[list[object]]


def reading(rows: Sequence[Sequence[object]], name: str = "台账") -> Ledger:
    return read_ledger([Rows(name, [list(row) for row in rows])])  # type: ignore[list-item]


def workbook(**sheets: Sequence[Sequence[object]]) -> io.BytesIO:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        for at, row in enumerate(rows):
            for place, cell in enumerate(row):
                if hasattr(cell, "isoformat"):
                    sheet.write_datetime(at, place, cell, day)
                elif cell != "":
                    sheet.write(at, place, cell)
    book.close()
    file.seek(0)
    return file


def kept(name: str) -> io.BytesIO:
    return io.BytesIO((DATA / name).read_bytes())


def clerk(estate_id: int, rights: frozenset[Right] = RIGHTS) -> Actor:
    return Actor(kind=ActorKind.STAFF, name="覃红", user_id=None, rights={0: frozenset(), estate_id: rights})


def estate(code: str = "XSHY") -> int:
    opener = Actor(
        kind=ActorKind.STAFF, name="韦敏", user_id=7, organisation_id=70, rights={0: frozenset({Right.OPEN_ESTATE})}
    )
    return places.open_estate(actor=opener, code=code, name="秀山花园", street_office_code="450103005", at=AT)
