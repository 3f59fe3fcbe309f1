"""Statements of banks: three layouts that say the same, and whatever else people hand in."""

from __future__ import annotations

import io
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.core.errors import NotAllowed, Refusal
from laoyou.infra import scope, sheets
from laoyou.system.payments.reconciliation import queries, use_cases
from laoyou.system.payments.reconciliation.errors import (
    AccountMissing,
    ColumnsUnclear,
    NotAStatement,
    RowsRefused,
    StatementEmpty,
    StatementEntered,
)
from laoyou.system.payments.reconciliation.rules.statements import (
    Column,
    Layout,
    RowProblem,
    fingerprints,
    guess_layout,
    read_rows,
)
from tests.payments.days import CASHIER, CLERK, NEXT, bank_lines

FOLDER = Path(__file__).parent / "statements"
FILES = sorted(file.name for file in FOLDER.iterdir())
every_file = pytest.mark.parametrize("name", FILES)


def understood(content: bytes) -> tuple[Layout, list[list[sheets.Cell]]]:
    (sheet,) = sheets.read(io.BytesIO(content))
    layout = guess_layout(sheet.name, sheet.rows)
    assert layout is not None
    return layout, sheet.rows


def hand_in(content: bytes, account: str = "建行 0815", name: str = "s.csv") -> int:
    return use_cases.read_statement(actor=CASHIER, name=name, content=io.BytesIO(content), account=account, at=NEXT)


def looked_at(statement_id: int) -> queries.StatementPreview:
    with scope.of_actor(CASHIER):
        return queries.statement_for(actor=CASHIER, statement_id=statement_id)


def test_there_are_at_least_three_layouts() -> None:
    assert len(FILES) >= 3


@every_file
def test_each_layout_tells_the_same_movements(name: str) -> None:
    layout, rows = understood((FOLDER / name).read_bytes())
    read = read_rows(rows, layout)
    assert read.problems == ()
    assert [(each.booked_on, each.amount_fen, each.counterpart, each.balance_fen) for each in read.movements] == [
        (date(2022, 12, 1), 515000, "财付通支付科技有限公司", 10515000),
        (date(2022, 12, 1), -241860, "南宁供电局", 10273140),
        (date(2022, 12, 2), 62172, "农秀兰", 10335312),
        (date(2022, 12, 5), -50, "", 10335262),
    ]


@pytest.mark.django_db
@every_file
def test_a_file_is_read_looked_at_and_entered_once(name: str) -> None:
    content = (FOLDER / name).read_bytes()
    statement_id = hand_in(content, name=name)
    shown = looked_at(statement_id)
    assert shown.read is not None
    assert (len(shown.read.movements), shown.known, shown.read.in_fen, shown.read.out_fen) == (4, 0, 577172, 241910)
    assert bank_lines() == []
    assert use_cases.enter_statement(actor=CASHIER, statement_id=statement_id, account="", at=NEXT) == 4
    assert [line.channel for line in bank_lines()] == ["wechat", "", "", ""]
    with pytest.raises(StatementEntered):
        use_cases.enter_statement(actor=CASHIER, statement_id=statement_id, account="", at=NEXT)
    again = hand_in(content, name=name)
    assert looked_at(again).known == 4


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"Dear Sir,\nplease find the statement\nbelow", "账户明细\n无".encode()])
def test_a_letter_is_no_statement_whatever_its_name_says(content: bytes) -> None:
    with pytest.raises(NotAStatement):
        hand_in(content, name="statement.xlsx")


@pytest.mark.django_db
def test_columns_are_set_by_hand_where_the_titles_say_nothing() -> None:
    content = "一,二,三\n2022-12-01,12.00,\n2022-12-02,,7.50\n".encode()
    statement_id = hand_in(content)
    with pytest.raises(ColumnsUnclear):
        use_cases.enter_statement(actor=CASHIER, statement_id=statement_id, account="", at=NEXT)
    layout = {"sheet": "CSV", "header_row": 1, "account": "农行 1", "at": NEXT}
    with pytest.raises(ColumnsUnclear):
        use_cases.set_layout(actor=CASHIER, statement_id=statement_id, columns={"in": 1}, **layout)
    use_cases.set_layout(actor=CASHIER, statement_id=statement_id, columns={"day": 0, "in": 1, "out": 2}, **layout)
    assert use_cases.enter_statement(actor=CASHIER, statement_id=statement_id, account="", at=NEXT) == 2
    assert [line.amount_fen for line in bank_lines()] == [1200, -750]


@pytest.mark.django_db
def test_a_statement_with_a_row_that_can_not_be_read_is_not_entered_at_all() -> None:
    statement_id = hand_in("日期,金额\n2022-12-01,5.00\n2022-13-01,6.00\n2022-12-02,很多\n".encode())
    with pytest.raises(RowsRefused):
        use_cases.enter_statement(actor=CASHIER, statement_id=statement_id, account="", at=NEXT)
    assert bank_lines() == []


@pytest.mark.django_db
def test_what_can_not_be_a_statement_is_refused_with_a_sentence() -> None:
    for content in (b"", b"%PDF-1.7", b"<html>", b"PK\x03\x04broken"):
        with pytest.raises(Refusal):
            hand_in(content)
    nothing = hand_in("日期,金额\n".encode())
    with pytest.raises(StatementEmpty):
        use_cases.enter_statement(actor=CASHIER, statement_id=nothing, account="", at=NEXT)
    nameless = hand_in("日期,金额\n2022-12-01,5.00\n".encode(), account=" ")
    with pytest.raises(AccountMissing):
        use_cases.enter_statement(actor=CASHIER, statement_id=nameless, account="", at=NEXT)
    use_cases.drop_statement(actor=CASHIER, statement_id=nameless, at=NEXT)
    with pytest.raises(NotAllowed):
        use_cases.drop_statement(actor=CLERK, statement_id=nothing, at=NEXT)


def test_each_way_of_writing_an_amount_is_told_or_refused() -> None:
    layout = Layout("", 0, {Column.DAY: 0, Column.MONEY_IN: 1, Column.MONEY_OUT: 2})
    rows: list[list[sheets.Cell]] = [
        ["2022-12-01", "5.00", "3.00"],
        ["2022-12-01", "5.001", ""],
        ["2022-12-01", "", "-7.00"],
        ["2022-12-01", "", "7.00"],
        ["2022-12-01", "0.00", "0.00"],
        ["合计", "5.00", "7.00"],
        ["下月", "5.00", ""],
    ]
    read = read_rows(rows, layout)
    assert [each.amount_fen for each in read.movements] == [-700, -700]
    assert read.problems == ((1, RowProblem.BOTH), (2, RowProblem.AMOUNT), (7, RowProblem.DAY))


@given(st.lists(st.tuples(st.integers(1, 5), st.integers(-3, 3).filter(bool), st.sampled_from("ab")), max_size=20))
def test_movements_are_told_apart_and_known_again(told: list[tuple[int, int, str]]) -> None:
    text = "日期,金额,对方户名\n" + "".join(f"2022-12-0{day},{fen}.00,{who}\n" for day, fen, who in told)
    (sheet,) = sheets.read(io.BytesIO(text.encode()))
    layout = guess_layout("", sheet.rows)
    assert layout is not None
    movements = read_rows(sheet.rows, layout).movements
    prints = fingerprints(movements)
    assert len(set(prints)) == len(prints) == len(told)
    assert prints == fingerprints(movements)


CELLS = st.one_of(
    st.text(max_size=12),
    st.floats(),
    st.integers(-(10**18), 10**18),
    st.dates(),
    st.datetimes(),
    st.booleans(),
    st.sampled_from(["交易日期", "贷方发生额", "借方发生额", "金额", "2022-12-01", "1,234.50", "借", "合计", "", "-"]),
)


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(CELLS, max_size=6), max_size=10), st.dictionaries(st.sampled_from(Column), st.integers(0, 8)))
def test_no_table_whatever_breaks_the_reading(rows: list[list[sheets.Cell]], columns: dict[Column, int]) -> None:
    for layout in (guess_layout("", rows), Layout("", 1, columns)):
        if layout is not None and layout.is_enough:
            read = read_rows(rows, layout)
            assert all(each.amount_fen and abs(each.amount_fen) < 10**16 for each in read.movements)
            assert len(fingerprints(read.movements)) == len(read.movements)


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data(), name=st.sampled_from(FILES))
def test_no_file_whatever_breaks_the_reading(data: st.DataObject, name: str) -> None:
    whole = (FOLDER / name).read_bytes()
    at = data.draw(st.integers(0, len(whole)))
    junk = data.draw(st.binary(max_size=40))
    for content in (junk, whole[:at] + junk + whole[at + data.draw(st.integers(0, 40)) :]):
        try:
            found = sheets.read(io.BytesIO(content))
        except Refusal:
            continue
        for sheet in found:
            if layout := guess_layout(sheet.name, sheet.rows):
                read_rows(sheet.rows, layout)
