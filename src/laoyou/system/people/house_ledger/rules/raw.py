"""A ledger's rows as somebody sees them who says what its columns are: who lives there is masked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from laoyou.system.people.house_ledger.rules.cells import Cell, text_of
from laoyou.system.people.house_ledger.rules.columns import Column
from laoyou.system.people.rules.masking import masked_name

_OF_PERSONS = frozenset({Column.OWNER.value, Column.TELEPHONE.value, Column.ID_NUMBER.value})
_LONG_NUMBER = re.compile(r"(?<!\d)(\d{3})\d{3,}[\dXx]?(?!\d)")
_NAMES = re.compile(r"[\u4e00-\u9fff·]{2,15}(?:[、，,;；/ ][\u4e00-\u9fff·]{2,15})*")
LONGEST_NAME = 4


def masked_rows(rows: Sequence[Sequence[Cell]], *, header_row: int, columns: Mapping[int, str]) -> list[list[str]]:
    """Return the rows as texts. In the columns of persons, and in those nobody has named yet, names are masked;
    telephones and identity numbers everywhere. Titles stay: those of the known row, else rows without any number.

    >>> rows = [["房号", "户主", ""], ["3-501", "农秀兰", "17000001000"], ["3-502", "高层", "11010519491231002X"]]
    >>> masked_rows(rows, header_row=1, columns={0: "number", 1: "owner"})
    [['房号', '户主', ''], ['3-501', '农**', '170…'], ['3-502', '高*', '110…']]
    """
    shown = []
    for number, row in enumerate(rows, start=1):
        texts = [text_of(cell) for cell in row]
        is_title = number == header_row if header_row else not any(re.search(r"\d", text) for text in texts)
        shown.append(texts if is_title else [_masked(text, columns.get(at, "")) for at, text in enumerate(texts)])
    return shown


def _masked(text: str, column: str) -> str:
    plain = _LONG_NUMBER.sub(r"\1…", text)
    if column == Column.OWNER.value:
        return masked_name(plain)
    if column and column not in _OF_PERSONS:
        return plain
    names = re.split(r"[、，,;；/ ]", plain)
    is_a_name = _NAMES.fullmatch(plain) and all(len(name) <= LONGEST_NAME or "·" in name for name in names)
    return masked_name(plain) if is_a_name else plain
