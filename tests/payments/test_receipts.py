"""Receipts on paper: the same bytes each time, Chinese that can be read back, and no empty boxes."""

from __future__ import annotations

import dataclasses
import io
from datetime import UTC, date, datetime

import pytest
from pypdf import PdfReader

from laoyou.core.money import Money
from laoyou.system.payments.errors import CannotPrint
from laoyou.system.payments.receipt_pdf import LINES_OF_A_PAGE, Paper, PaperLine, receipt_pdf

PAPER = Paper(
    number="2022-000123",
    issued_on=date(2022, 11, 30),
    paid_at=datetime(2022, 11, 30, 2, 41, tzinfo=UTC),
    estate="秀山花园",
    home="3栋2单元501",
    payer="农秀兰",
    payee="城市片区物业运营中心",
    channel="微信支付",
    transaction="4200000020221130123456789012",
    taken_by="",
    lines=[PaperLine("2022年11月 物业服务费", "86.35 m² × 0.60 元 × 1 个月 = ¥51.81", Money(5181))],
    amount=Money(5181),
    check_code="RS-7QK4M2ZP9T8X8B6C",
    check_address="http://127.0.0.1:8000/check/RS-7QK4M2ZP9T8X8B6C/",
)


def text_of(pdf: bytes) -> str:
    return "".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def with_lines(count: int) -> Paper:
    line = PAPER.lines[0]
    return dataclasses.replace(PAPER, lines=[line] * count, amount=Money(line.amount.fen * count))


def test_says_what_was_paid_in_figures_and_in_words_and_that_it_is_no_invoice() -> None:
    text = text_of(receipt_pdf(PAPER))
    for words in (
        *("收据，不是发票", "2022-000123", "2022年11月30日", "秀山花园", "3栋2单元501", "农秀兰", "微信支付"),
        *("2022年11月 物业服务费", "¥51.81", "伍拾壹元捌角壹分", "RS-7QK4M2ZP9T8X8B6C", "2022-11-30 10:41"),
    ):
        assert words in text


def test_a_void_receipt_says_so_across_every_page() -> None:
    void = dataclasses.replace(with_lines(LINES_OF_A_PAGE + 1), cancelled_on=date(2022, 12, 5))
    pages = PdfReader(io.BytesIO(receipt_pdf(void))).pages
    assert len(pages) == 2
    for page in pages:
        text = page.extract_text()
        assert "作废" in text
        assert "2022年12月5日起作废" in text
    assert "作废" not in text_of(receipt_pdf(PAPER))


def test_the_same_receipt_is_the_same_bytes_in_every_language_of_the_screen() -> None:
    from django.utils import translation

    first = receipt_pdf(PAPER)
    with translation.override("en"):
        assert receipt_pdf(PAPER) == first
    assert receipt_pdf(dataclasses.replace(PAPER, payer="农*")) != first


@pytest.mark.parametrize("field", ["payer", "home", "estate", "payee", "taken_by"])
def test_refuses_a_character_that_the_font_lacks(field: str) -> None:
    with pytest.raises(CannotPrint) as refused:
        receipt_pdf(dataclasses.replace(PAPER, **{field: "𠮷野"}))
    assert refused.value.params == {"character": "𠮷"}


def test_prints_rare_characters_of_names() -> None:
    assert "㙍喆堃镕龘" in text_of(receipt_pdf(dataclasses.replace(PAPER, payer="㙍喆堃镕龘")))


def test_refuses_lines_that_do_not_sum_to_the_amount() -> None:
    with pytest.raises(ValueError, match="sum"):
        receipt_pdf(dataclasses.replace(PAPER, amount=Money(5182)))


@pytest.mark.parametrize("count", [1, LINES_OF_A_PAGE, LINES_OF_A_PAGE + 1, 3 * LINES_OF_A_PAGE])
def test_many_lines_go_on_another_sheet_and_the_sum_stands_on_the_last(count: int) -> None:
    pages = PdfReader(io.BytesIO(receipt_pdf(with_lines(count)))).pages
    assert len(pages) == -(-count // LINES_OF_A_PAGE)
    assert ["合计大写" in page.extract_text() for page in pages] == [False] * (len(pages) - 1) + [True]
    assert all("RS-7QK4M2ZP9T8X8B6C" in page.extract_text() for page in pages)


def test_a_sheet_is_a5_across() -> None:
    box = PdfReader(io.BytesIO(receipt_pdf(PAPER))).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (595, 420)


def test_long_names_are_not_cut_while_two_lines_hold_them() -> None:
    name = "南宁市秀山房地产开发有限责任公司（代新疆维吾尔自治区阿卜杜热合曼）"
    assert name in text_of(receipt_pdf(dataclasses.replace(PAPER, payer=name))).replace("\n", "")


def test_fits_money_that_nobody_pays_and_notes_without_end() -> None:
    line = PaperLine("物业服务费" * 30, "86.35 m² × 0.60 元" * 20, Money(10**13))
    assert (
        len(PdfReader(io.BytesIO(receipt_pdf(dataclasses.replace(PAPER, lines=[line], amount=line.amount)))).pages) == 1
    )
