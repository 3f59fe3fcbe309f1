"""A list as .xlsx, read back by another library."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import openpyxl

from laoyou.core.area import Area
from laoyou.core.money import Money
from laoyou.infra import exports
from laoyou.infra.exports import Column, Kind


def written(columns: list[Column], rows: list[tuple]) -> list[tuple]:
    file = io.BytesIO()
    exports.write_workbook(file, title="账单", columns=columns, rows=rows)
    return list(openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0].values)


def test_writes_each_kind_as_what_it_is() -> None:
    columns = [
        Column("业主"), Column("应收", Kind.MONEY), Column("面积", Kind.AREA), Column("日期", Kind.DAY),
        Column("时间", Kind.MOMENT), Column("收缴率", Kind.PERCENT),
    ]  # fmt: skip
    at = datetime(2022, 11, 22, 16, 30, tzinfo=UTC)
    rows = [("李**", Money(5181), Area(8635), at, at, 0.83), ("", 5181, 8635, date(2022, 11, 22), None, None)]
    assert written(columns, rows)[1:] == [
        ("李**", 51.81, 86.35, datetime(2022, 11, 23), datetime(2022, 11, 23, 0, 30), 0.83),
        (None, 51.81, 86.35, datetime(2022, 11, 22), None, None),
    ]


def test_no_text_becomes_a_formula_or_a_link() -> None:
    texts = ["=1+1", "@SUM(A1)", "+86 170", "-2+3", '=HYPERLINK("x")', "{=1}", "http://example.org", "00123"]
    file = io.BytesIO()
    exports.write_workbook(file, title="x", columns=[Column("text")], rows=[(text,) for text in texts])
    cells = [row[0] for row in openpyxl.load_workbook(io.BytesIO(file.getvalue())).worksheets[0].iter_rows(min_row=2)]
    assert [cell.value for cell in cells] == texts
    assert {cell.data_type for cell in cells} == {"s"}
    assert all(cell.hyperlink is None for cell in cells)


def test_goes_on_in_another_sheet_when_one_is_full(monkeypatch) -> None:
    monkeypatch.setattr(exports, "ROWS_OF_A_SHEET", 2)
    file = io.BytesIO()
    assert exports.write_workbook(file, title="a/b", columns=[Column("n", Kind.NUMBER)], rows=[(1,), (2,), (3,)]) == 3
    book = openpyxl.load_workbook(io.BytesIO(file.getvalue()))
    assert [sheet.title for sheet in book.worksheets] == ["a b", "a b 2"]


def test_a_file_that_is_cut_says_so_in_its_last_row(monkeypatch) -> None:
    monkeypatch.setattr(exports, "ROWS_AT_MOST", 2)
    columns = [Column("day", Kind.DAY), Column("n", Kind.NUMBER)]
    day = date(2022, 7, 21)

    def rows_of(count: int) -> list[tuple]:
        answer = exports.response(file_name="x", title="x", columns=columns, rows=[(day, n) for n in range(count)])
        return list(openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active.values)

    assert [row[1] for row in rows_of(2)] == ["n", 0, 1]
    *kept, last = rows_of(3)
    assert [row[1] for row in kept] == ["n", 0, 1]
    assert "2" in last[0]
    assert last[1] is None


def test_the_answer_is_a_file_to_save() -> None:
    answer = exports.response(file_name="账单 2022-11", title="账单", columns=[Column("n")], rows=[("a",)])
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert b"".join(answer.streaming_content).startswith(b"PK")
