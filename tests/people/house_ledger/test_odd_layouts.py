"""Layouts that nobody showed us before."""

from __future__ import annotations

import io
from datetime import date

import pytest

from laoyou.infra import sheets
from laoyou.system.people.house_ledger.errors import NoHomesFound
from laoyou.system.people.house_ledger.rules.columns import Column
from laoyou.system.people.house_ledger.rules.ledger import Ledger, read_ledger
from laoyou.system.people.house_ledger.rules.tables import Correction
from tests.people.house_ledger.ledgers import Rows, reading, workbook


def addresses(ledger: Ledger) -> list[tuple[str, str, str]]:
    return [tuple(line.address) for line in ledger.lines]  # type: ignore[misc]


def codes(ledger: Ledger) -> list[tuple[int, str]]:
    return [(found.row, found.code) for found in ledger.findings]


class TestWhereTheTableStands:
    def test_below_titles_notes_and_blank_rows_on_row_seven(self) -> None:
        ledger = reading(
            [
                ["望园里小区业主档案"],
                [],
                ["编制单位：望园里社区居委会", "", "2023年3月1日"],
                ["说明：面积以房产证为准"],
                [],
                ["", "", ""],
                ["座号", "室号", "产权面积(平方米)", "产权人", "移动电话"],
                ["A座", "1201室", "88.5平方米", "黄玉珍", "170 0000 0001"],
            ]
        )
        assert addresses(ledger) == [("A座", "", "1201")]
        assert (ledger.lines[0].row, ledger.lines[0].centiares, str(ledger.day)) == (8, 8850, "2023-03-01")
        assert ledger.findings == []

    def test_under_titles_in_two_rows(self) -> None:
        ledger = reading(
            [
                ["房屋", "", "", "业主", ""],
                ["楼栋", "房号", "面积", "姓名", "电话"],
                ["1", "101", 80, "李秀兰", "17000000001"],
            ]
        )
        assert addresses(ledger) == [("1栋", "", "101")]
        assert ledger.lines[0].owners[0].name == "李秀兰"

    def test_with_titles_repeated_on_each_printed_page_and_subtotals(self) -> None:
        titles = ["楼栋", "房号", "面积", "业主"]
        ledger = reading(
            [
                titles,
                ["1", "101", 80, "李秀兰"],
                ["小计", "", 80, ""],
                titles,
                ["1", "102", 70, "王芳"],
                ["", "", 150, ""],
                ["总 计", "", 150, ""],
                ["制表人：覃红", "", "", ""],
            ]
        )
        assert addresses(ledger) == [("1栋", "", "101"), ("1栋", "", "102")]
        assert (ledger.skipped.titles, ledger.skipped.totals, ledger.skipped.notes) == (1, 3, 1)
        assert ledger.findings == []

    def test_refuses_a_file_without_a_table_of_homes(self) -> None:
        with pytest.raises(NoHomesFound):
            reading([["日期", "金额"], ["2022-07-21", 5]])


class TestOtherWords:
    def test_english_titles_and_values(self) -> None:
        ledger = reading(
            [
                ["Block", "Stairwell", "Flat No.", "Gross area (m2)", "Owner name", "Phone", "Status", "Rate"],
                ["A", "1", "501", "86.35 m2", "Anna Li", "+86 170 0000 0001", "Rented", "0.6 yuan"],
            ]
        )
        line = ledger.lines[0]
        assert (line.address, line.centiares, line.occupancy, line.rate) == (("A", "1单元", "501"), 8635, "let", "0.60")
        assert (line.owners[0].name, line.owners[0].telephone) == ("Anna Li", "17000000001")

    @pytest.mark.parametrize(
        "titles",
        [
            ["幢号", "梯", "室号", "建面", "户主", "手机"],
            ["栋号", "单元号", "房间号", "房屋建筑面积（平方米）", "房主", "联系方式"],
            ["楼 栋", "单 元", "房 号", "面积（㎡）", "客户名称", "业主手机号码"],
            ["楼座", "所属单元", "门牌号", "计费面积/㎡", "权利人", "电话 *"],
        ],
    )
    def test_synonyms(self, titles: list[str]) -> None:
        ledger = reading([titles, ["3", "2", "501", "86.35", "李秀兰", "17000000001"]])
        assert addresses(ledger) == [("3栋", "2单元", "501")]
        assert (ledger.lines[0].centiares, ledger.lines[0].owners[0].telephone) == (8635, "17000000001")

    def test_prefers_the_gross_area_wherever_it_stands(self) -> None:
        ledger = reading([["楼号", "房号", "套内面积", "公摊面积", "建筑面积"], ["1", "101", 60, 20, 80]])
        assert ledger.lines[0].centiares == 8000

    def test_codes_are_read_from_a_note_above_the_table(self) -> None:
        ledger = reading(
            [
                ["状态说明: 1 自住 2 出租 3 空置"],
                ["楼号", "房号", "面积", "业主", "房屋状态"],
                ["1", "101", 80, "李秀兰", 2],
                ["1", "102", 80, "王芳", 9],
            ]
        )
        assert [line.occupancy for line in ledger.lines] == ["let", ""]
        assert codes(ledger) == [(4, "occupancy_unknown")]


class TestAddressesInOneCell:
    @pytest.mark.parametrize(
        ("written", "expected"),
        [
            ("3-2-501", ("3栋", "2单元", "501")),
            ("3栋2单元501", ("3栋", "2单元", "501")),
            ("3栋2单元501室", ("3栋", "2单元", "501")),
            ("三栋二单元501号", ("3栋", "2单元", "501")),
            ("秀山花园3号楼2单元501房", ("3号楼", "2单元", "501")),
            ("12#楼1单元102", ("12栋", "1单元", "102")),
            ("5-302", ("5栋", "", "302")),
            ("A座1201", ("A座", "", "1201")),
            ("3 - 2 - 501", ("3栋", "2单元", "501")),
        ],
    )
    def test_are_taken_apart(self, written: str, expected: tuple[str, str, str]) -> None:
        ledger = reading([["房屋地址", "面积", "业主"], [written, 80, "李秀兰"]])
        assert addresses(ledger) == [expected]

    def test_in_the_column_of_the_number(self) -> None:
        ledger = reading([["房号", "面积", "业主"], ["3-2-501", 80, "李秀兰"], ["3栋2单元502", 80, "王芳"]])
        assert addresses(ledger) == [("3栋", "2单元", "501"), ("3栋", "2单元", "502")]

    def test_that_leave_it_open_are_refused(self) -> None:
        ledger = reading([["地址", "面积", "业主"], ["门卫室", 20, "李秀兰"]])
        assert codes(ledger) == [(2, "address_unclear")]

    def test_beside_a_column_of_the_building(self) -> None:
        ledger = reading([["楼栋", "房号", "面积"], ["3栋", "2-501", 80], ["3栋", "3-2-502", 80]])
        assert addresses(ledger) == [("3栋", "2单元", "501"), ("3栋", "2单元", "502")]


class TestBlocksOfRows:
    def test_a_building_written_once_for_its_rows(self) -> None:
        ledger = reading(
            [
                ["楼栋", "单元", "房号", "面积", "业主"],
                ["1栋", "1单元", 101, 80, "甲一"],
                ["", "", 102, 80, "甲二"],
                ["", "2单元", 101, 80, "甲三"],
                ["", "", 102, 80, "甲四"],
                ["2栋", "", 101, 80, "甲五"],
            ]
        )
        assert addresses(ledger) == [
            ("1栋", "1单元", "101"),
            ("1栋", "1单元", "102"),
            ("1栋", "2单元", "101"),
            ("1栋", "2单元", "102"),
            ("2栋", "", "101"),
        ]
        assert ledger.findings == []

    def test_a_building_missing_once_is_taken_from_above_and_told(self) -> None:
        rows = [["楼栋", "房号", "面积", "业主"], *[["1栋", str(number), 80, "甲"] for number in range(101, 109)]]
        rows[4][0] = ""
        ledger = reading(rows)
        assert len(ledger.lines) == 8
        assert codes(ledger) == [(5, "building_from_above")]

    def test_a_sheet_for_each_building(self) -> None:
        titles = ["房号", "面积", "业主"]
        ledger = read_ledger(
            [
                Rows("1栋", [titles, [101, 80, "甲"]]),
                Rows("2栋", [titles, [101, 70, "乙"]]),
                Rows("说明", [["编制：覃红"]]),
            ]
        )
        assert addresses(ledger) == [("1栋", "", "101"), ("2栋", "", "101")]


class TestWhatIsWrongInARow:
    def test_each_refusal_names_its_row_and_the_other_rows_stay(self) -> None:
        ledger = reading(
            [
                ["楼栋", "房号", "面积", "业主"],
                ["1", "101", "待测", "甲"],
                ["1", "102", "", "乙"],
                ["1", "103", 0, "丙"],
                ["1", "", 80, "丁"],
                ["1", "104", 863500, "戊"],
                ["1", "105", 80, "己"],
                ["1", "105", 80, "己"],
                ["1", "105", 81, "己"],
                ["1", "1" * 30, 80, "庚"],
            ]
        )
        assert codes(ledger) == [
            (2, "area_not_a_number"),
            (3, "area_missing"),
            (4, "area_out_of_range"),
            (5, "number_missing"),
            (6, "area_out_of_range"),
            (8, "home_again"),
            (9, "home_twice"),
            (10, "name_too_long"),
        ]
        assert addresses(ledger) == [("1栋", "", "105")]

    def test_each_warning_leaves_the_home_in(self) -> None:
        ledger = reading(
            [
                ["楼栋", "房号", "面积", "业主", "电话", "入住情况", "单价", "缴至", "入伙日期", "楼层", "用途"],
                ["1", "101", 80, "甲一", "1700", "？", "面议", "去年", "未定", "顶层", "寺庙"],
            ]
        )
        assert {code for _, code in codes(ledger)} == {
            *("telephone_wrong", "occupancy_unknown", "rate_not_a_number", "paid_until_unclear"),
            *("moved_in_unclear", "floor_unclear", "kind_unknown"),
        }
        assert len(ledger.lines) == 1

    def test_a_rate_column_that_is_not_there_is_no_warning(self) -> None:
        assert reading([["楼栋", "房号", "面积", "业主"], ["1", "101", 80, "甲一"]]).findings == []


class TestTextTables:
    @pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
    def test_csv(self, encoding: str) -> None:
        text = (
            "楼栋,单元,房号,建筑面积（平方米）,业主,电话\r\n3,2,501,86.35平方米,龘靐,17000000001\r\n合计,,,86.35,,\r\n"
        )
        ledger = read_ledger(sheets.read(io.BytesIO(text.encode(encoding))))
        assert addresses(ledger) == [("3栋", "2单元", "501")]
        assert (ledger.lines[0].owners[0].name, ledger.skipped.totals) == ("龘靐", 1)


class TestCorrectionsByHand:
    def test_stand_above_what_was_recognised(self) -> None:
        rows = [["楼栋", "房号", "面积", "实测"], ["1", "101", 80, 82]]
        said = {"台账": Correction(1, {Column.BUILDING: 0, Column.NUMBER: 1, Column.AREA: 3})}
        ledger = read_ledger([Rows("台账", rows)], said)  # type: ignore[list-item]
        assert ledger.lines[0].centiares == 8200

    def test_can_leave_a_sheet_out(self) -> None:
        rows = [["楼栋", "房号", "面积"], ["1", "101", 80]]
        with pytest.raises(NoHomesFound):
            read_ledger([Rows("台账", rows)], {"台账": Correction(0, {})})  # type: ignore[list-item]


def test_days_formatted_as_days_in_a_real_workbook() -> None:
    content = workbook(a=[["楼栋", "房号", "面积", "入伙日期"], ["1", "101", 80, date(2002, 6, 18)]])
    assert read_ledger(sheets.read(content)).lines[0].moved_in == "2002-06-18"
