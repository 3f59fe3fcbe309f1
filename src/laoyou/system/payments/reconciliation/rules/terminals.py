"""The daily file of card terminals (收单机构对账单) as rows of cells: each slip, what was paid and what it cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time
from enum import StrEnum

from laoyou.core.calendar import city_instant
from laoyou.core.errors import mark
from laoyou.system.payments.reconciliation.rules.bills import BilledLine, Kind
from laoyou.system.payments.reconciliation.rules.statements import ENDS, LOOKED_AT, fen_of
from laoyou.system.payments.rules.slips import Slip
from laoyou.system.people.house_ledger.rules.cells import Cell, day_of, plain, text_of

NOON = time(12)


class Column(StrEnum):
    DAY = "day"
    TERMINAL = "terminal"
    REFERENCE = "reference"
    AMOUNT = "amount"
    FEE = "fee"
    KIND = "kind"


TITLES = {
    Column.DAY: ("交易日期", "交易时间", "日期", "清算日期"),
    Column.TERMINAL: ("终端号", "终端编号", "终端"),
    Column.REFERENCE: ("参考号", "检索参考号", "系统参考号", "交易参考号"),
    Column.AMOUNT: ("交易金额", "金额", "交易金额(元)", "金额(元)"),
    Column.FEE: ("手续费", "商户手续费", "手续费(元)", "商户手续费(元)"),
    Column.KIND: ("交易类型", "类型", "交易名称"),
}
NEEDED = frozenset({Column.DAY, Column.TERMINAL, Column.REFERENCE, Column.AMOUNT, Column.FEE})
COLUMN_NAMES = {
    Column.DAY: mark("Day of the payment"),
    Column.TERMINAL: mark("Terminal number"),
    Column.REFERENCE: mark("Reference number of the slip"),
    Column.AMOUNT: mark("Amount"),
    Column.FEE: mark("Fee"),
    Column.KIND: mark("Kind: payment or given back"),
}
BACK = ("退", "撤销", "冲正")


class RowRefused(Exception):
    """A row that can't be read; its number."""

    def __init__(self, row: int) -> None:
        super().__init__(row)
        self.row = row


def columns_of(
    rows: Sequence[Sequence[Cell]], said: Mapping[str, str] | None = None
) -> tuple[int, Mapping[Column, int]] | None:
    """Return behind which row the slips begin and which column is what; None where a needed one is missing.

    `said` names by hand how the acquirer calls a column; it counts instead of what is known.

    >>> columns_of([["日子", "机具", "参考号", "交易金额", "费"]], {"day": "日子", "terminal": "机具", "fee": "费"})[0]
    1

    >>> columns_of([["2022年12月"], ["交易日期", "终端号", "参考号", "交易金额", "手续费"]])
    (2, {<Column.DAY: 'day'>: 0, <Column.TERMINAL: 'terminal'>: 1, <Column.REFERENCE: 'reference'>: 2, \
<Column.AMOUNT: 'amount'>: 3, <Column.FEE: 'fee'>: 4})
    """
    by_hand = {name: _title(title) for name, title in (said or {}).items() if title.strip()}
    known = {column: (by_hand[column],) if column in by_hand else names for column, names in TITLES.items()}
    for number, row in enumerate(rows[:LOOKED_AT], start=1):
        titles = [_title(cell) for cell in row]
        found = {
            column: place
            for column, names in known.items()
            if (place := next((at for at, title in enumerate(titles) if title in names), None)) is not None
        }
        if found.keys() >= NEEDED:
            return number, found
    return None


def _title(cell: Cell) -> str:
    return plain(text_of(cell)).replace(" ", "")


def read_terminal_rows(rows: Sequence[Sequence[Cell]], below: int, columns: Mapping[Column, int]) -> list[BilledLine]:
    """Return the slips below the titles; rows of nothing and of totals are passed over. Raises: RowRefused."""
    lines = []
    for number, row in enumerate(rows[below:], start=below + 1):
        said = [text for cell in row if (text := text_of(cell))]
        if said and not said[0].startswith(ENDS):
            lines.append(_line(number, row, columns))
    return lines


def _line(number: int, row: Sequence[Cell], columns: Mapping[Column, int]) -> BilledLine:
    day, amount, fee = (_cell(row, columns, column) for column in (Column.DAY, Column.AMOUNT, Column.FEE))
    if isinstance(day, str):
        day = plain(day).split(" ")[0].split("T")[0]
    paid_on, amount_fen, fee_fen = day_of(day), fen_of(amount), fen_of(fee) if text_of(fee) else 0
    slip = Slip.typed(
        terminal=text_of(_cell(row, columns, Column.TERMINAL)),
        reference=text_of(_cell(row, columns, Column.REFERENCE)),
        card_tail="",
    )
    if paid_on is None or not amount_fen or fee_fen is None or not (slip.is_terminal and slip.is_reference):
        raise RowRefused(number)
    goes_back = amount_fen < 0 or any(word in text_of(_cell(row, columns, Column.KIND)) for word in BACK)
    happened_at: datetime = city_instant(paid_on, NOON)
    return BilledLine(
        kind=Kind.REFUND if goes_back else Kind.PAYMENT,
        transaction=slip.transaction,
        refund=slip.reference if goes_back else "",
        number="",
        amount_fen=abs(amount_fen),
        fee_fen=-abs(fee_fen) if goes_back else abs(fee_fen),
        happened_at=happened_at,
    )


def _cell(row: Sequence[Cell], columns: Mapping[Column, int], column: Column) -> Cell:
    place = columns.get(column)
    return row[place] if place is not None and place < len(row) else ""
