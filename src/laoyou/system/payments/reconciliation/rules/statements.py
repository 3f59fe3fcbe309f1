"""A bank's statement as rows of cells: which column is what, and which movement each row tells.

Banks write money in and out in two columns, or one signed amount, or an amount with a word for its direction; some put
the account's name and the period above the titles, and totals below the rows.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from laoyou.core.errors import mark
from laoyou.system.people.house_ledger.rules.cells import Cell, day_of, decimal_of, plain, text_of


class Column(StrEnum):
    DAY = "day"
    MONEY_IN = "in"
    MONEY_OUT = "out"
    AMOUNT = "amount"
    DIRECTION = "direction"
    BALANCE = "balance"
    COUNTERPART = "counterpart"
    TEXT = "text"
    REFERENCE = "reference"


COLUMN_NAMES = {
    Column.DAY: mark("Day of booking"),
    Column.MONEY_IN: mark("Money in"),
    Column.MONEY_OUT: mark("Money out"),
    Column.AMOUNT: mark("Amount, signed or with a direction"),
    Column.DIRECTION: mark("Direction (debit or credit)"),
    Column.BALANCE: mark("Balance of the account"),
    Column.COUNTERPART: mark("Other party"),
    Column.TEXT: mark("Text"),
    Column.REFERENCE: mark("Reference number"),
}

TITLES = {
    Column.DAY: ("记账日期", "交易日期", "入账日期", "交易时间", "日期", "记账日", "交易日", "入账时间"),
    Column.MONEY_IN: ("贷方发生额", "贷方金额", "收入金额", "收入", "贷方", "转入金额", "存入金额", "贷方发生额(收入)"),
    Column.MONEY_OUT: (
        "借方发生额",
        "借方金额",
        "支出金额",
        "支出",
        "借方",
        "转出金额",
        "支取金额",
        "借方发生额(支取)",
    ),
    Column.AMOUNT: ("交易金额", "发生额", "金额", "发生金额"),
    Column.DIRECTION: ("借贷标志", "借贷方向", "收支方向", "方向", "收支", "借/贷", "借贷"),
    Column.BALANCE: ("账户余额", "余额", "本次余额", "可用余额"),
    Column.COUNTERPART: ("对方户名", "对方名称", "对手方名称", "对方账户名称", "对方单位", "交易对手"),
    Column.TEXT: ("摘要", "附言", "用途", "交易摘要", "备注", "交易附言"),
    Column.REFERENCE: (
        "交易流水号",
        "流水号",
        "凭证号",
        "核心流水号",
        "交易序号",
        "银行流水号",
        "账户明细编号-交易流水号",
    ),
}
_UNITS = ("(元)", "(人民币)", "(cny)", "元")
IN_WORDS = frozenset({"贷", "收", "收入", "c", "cr", "贷方", "入", "转入", "+"})
OUT_WORDS = frozenset({"借", "支", "支出", "d", "dr", "借方", "出", "付", "转出", "-"})
ENDS = ("合计", "总计", "小计", "本页", "制表", "打印", "累计", "期末", "承前页", "过次页")
LEAST_COLUMNS = 2
LOOKED_AT = 40
"""So many rows from the top are looked through for the titles."""


class RowProblem(StrEnum):
    DAY = "day"
    AMOUNT = "amount"
    BOTH = "both"
    DIRECTION = "direction"


PROBLEM_NAMES = {
    RowProblem.DAY: mark("The day can't be read"),
    RowProblem.AMOUNT: mark("The amount can't be read"),
    RowProblem.BOTH: mark("There is money in and out in one row"),
    RowProblem.DIRECTION: mark("It does not say whether money came in or went out"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Titles stand in row `header_row` (1 is the first); `columns` says at which place (0 is the first) what stands."""

    sheet: str
    header_row: int
    columns: Mapping[Column, int]

    @property
    def is_enough(self) -> bool:
        """Return whether a day and an amount with its direction can be read.

        >>> Layout("", 1, {Column.DAY: 0, Column.MONEY_IN: 1, Column.MONEY_OUT: 2}).is_enough
        True
        >>> Layout("", 1, {Column.DAY: 0}).is_enough
        False
        """
        has_amount = Column.AMOUNT in self.columns or {Column.MONEY_IN, Column.MONEY_OUT} & self.columns.keys()
        return Column.DAY in self.columns and bool(has_amount)


@dataclass(frozen=True, slots=True)
class Movement:
    """One row of the statement; money in is above zero."""

    row: int
    booked_on: date
    amount_fen: int
    counterpart: str
    text: str
    reference: str
    balance_fen: int | None


@dataclass(frozen=True, slots=True)
class Read:
    """What the rows of a statement tell, and which rows don't."""

    movements: tuple[Movement, ...]
    problems: tuple[tuple[int, RowProblem], ...]

    @property
    def in_fen(self) -> int:
        return sum(each.amount_fen for each in self.movements if each.amount_fen > 0)

    @property
    def out_fen(self) -> int:
        return -sum(each.amount_fen for each in self.movements if each.amount_fen < 0)


def is_a_table(rows: Sequence[Sequence[Cell]]) -> bool:
    """Return whether the rows could hold movements at all: a day and an amount beside each other.

    >>> is_a_table([["Dear Sir,"], ["please find"]]), is_a_table([["2022-12-01", 51.81, "3-2-501"]])
    (False, True)
    """
    return any(sum(1 for cell in row if text_of(cell).strip()) >= LEAST_COLUMNS for row in rows[:LOOKED_AT])


def guess_layout(sheet: str, rows: Sequence[Sequence[Cell]]) -> Layout | None:
    """Return the layout whose row of titles names the most columns; None when none names enough.

    >>> layout = guess_layout("", [["账户明细"], ["交易日期", "借方发生额", "贷方发生额", "对方户名"]])
    >>> (layout.header_row, sorted(layout.columns.values())) if layout else None
    (2, [0, 1, 2, 3])
    """
    best: Layout | None = None
    for number, row in enumerate(rows[:LOOKED_AT], start=1):
        columns: dict[Column, int] = {}
        for place, cell in enumerate(row):
            meaning = _meaning(cell)
            if meaning is not None and meaning not in columns:
                columns[meaning] = place
        layout = Layout(sheet, number, columns)
        if layout.is_enough and (best is None or len(columns) > len(best.columns)):
            best = layout
    return best


def _meaning(cell: Cell) -> Column | None:
    title = plain(text_of(cell)).replace(" ", "").lower()
    for unit in _UNITS:
        title = title.removesuffix(unit)
    for column, titles in TITLES.items():
        if title in titles:
            return column
    return None


def read_rows(rows: Sequence[Sequence[Cell]], layout: Layout) -> Read:
    """Return the movements below the titles. Rows of nothing and of totals are passed over; others must be whole."""
    movements: list[Movement] = []
    problems: list[tuple[int, RowProblem]] = []
    for number, row in enumerate(rows[layout.header_row :], start=layout.header_row + 1):
        if _is_no_movement(row):
            continue
        said = _movement(number, row, layout.columns)
        if isinstance(said, Movement):
            movements.append(said)
        elif said is not None:
            problems.append((number, said))
    return Read(tuple(movements), tuple(problems))


def _is_no_movement(row: Sequence[Cell]) -> bool:
    said = [text for cell in row if (text := text_of(cell))]
    return not said or said[0].startswith(ENDS) or len(said) == 1


def _movement(number: int, row: Sequence[Cell], columns: Mapping[Column, int]) -> Movement | RowProblem | None:
    amount = _amount(row, columns)
    booked_on = _day(_cell(row, columns, Column.DAY))
    if amount is None:
        return None if booked_on is None else RowProblem.AMOUNT
    if isinstance(amount, RowProblem):
        return amount
    if booked_on is None:
        return RowProblem.DAY
    if amount == 0:
        return None
    return Movement(
        row=number,
        booked_on=booked_on,
        amount_fen=amount,
        counterpart=text_of(_cell(row, columns, Column.COUNTERPART))[:200],
        text=text_of(_cell(row, columns, Column.TEXT))[:400],
        reference=text_of(_cell(row, columns, Column.REFERENCE))[:100],
        balance_fen=fen_of(_cell(row, columns, Column.BALANCE)),
    )


def _amount(row: Sequence[Cell], columns: Mapping[Column, int]) -> int | RowProblem | None:
    """Return the signed fen of a row; None where nothing at all is written."""
    if Column.AMOUNT in columns:
        cell = _cell(row, columns, Column.AMOUNT)
        if not text_of(cell):
            return None
        fen = fen_of(cell)
        if fen is None:
            return RowProblem.AMOUNT
        if Column.DIRECTION not in columns:
            return fen
        word = plain(text_of(_cell(row, columns, Column.DIRECTION))).lower()
        if word in IN_WORDS:
            return abs(fen)
        return -abs(fen) if word in OUT_WORDS else RowProblem.DIRECTION
    sides: list[int] = []
    for column in (Column.MONEY_IN, Column.MONEY_OUT):
        cell = _cell(row, columns, column)
        fen = fen_of(cell) if text_of(cell) not in {"", "-", "--", "—"} else 0
        if fen is None:
            return RowProblem.AMOUNT
        sides.append(fen)
    if sides[0] and sides[1]:
        return RowProblem.BOTH
    if not any(text_of(_cell(row, columns, column)) for column in (Column.MONEY_IN, Column.MONEY_OUT)):
        return None
    return sides[0] - abs(sides[1]) if sides[1] else sides[0]


def fen_of(cell: Cell) -> int | None:
    """Return the whole fen that a cell of yuan says; None for anything else, a part of a fen too.

    >>> fen_of("1,234.50"), fen_of(0.1), fen_of("￥-7.00"), fen_of("0.001"), fen_of("abc")
    (123450, 10, -700, None, None)
    """
    if isinstance(cell, str):
        cell = cell.replace("¥", "").replace("￥", "").replace("，", ",").strip()
    number = decimal_of(cell)
    if number is None or abs(number) >= Decimal(10) ** 13:
        return None
    fen = number * 100
    return int(fen) if fen == fen.to_integral_value() else None


def _day(cell: Cell) -> date | None:
    if isinstance(cell, str):
        cell = plain(cell).split(" ")[0].split("T")[0]
    return day_of(cell)


def _cell(row: Sequence[Cell], columns: Mapping[Column, int], column: Column) -> Cell:
    place = columns.get(column)
    return row[place] if place is not None and place < len(row) else ""


def fingerprints(movements: Iterable[Movement]) -> list[str]:
    """Return for each movement what tells it from all others of the account, also when another file tells it again.

    Two that are alike in everything are told apart by which of them comes first.
    """
    seen: Counter[str] = Counter()
    prints = []
    for each in movements:
        said = "\x1f".join(
            (each.booked_on.isoformat(), str(each.amount_fen), str(each.balance_fen), each.reference, each.counterpart)
        )
        said += f"\x1f{each.text}"
        seen[said] += 1
        prints.append(hashlib.sha256(f"{said}\x1f{seen[said]}".encode()).hexdigest())
    return prints
