"""The files that estates hand over."""

from __future__ import annotations

import json

import pytest

from laoyou.infra import sheets
from laoyou.system.people.house_ledger.rules.findings import Severity
from laoyou.system.people.house_ledger.rules.ledger import Ledger, read_ledger
from tests.people.house_ledger.ledgers import DATA, kept

EXPECTED = json.loads((DATA / "house-ledger.expect.json").read_text())


@pytest.fixture(scope="module")
def xiushan() -> Ledger:
    return read_ledger(sheets.read(kept("house-ledger.xlsx")))


class TestTheHandOverLedgerOfTheFirstEstate:
    def test_holds_exactly_the_homes_expected(self, xiushan: Ledger) -> None:
        assert len(xiushan.lines) == EXPECTED["homes"] == 997

    def test_refuses_exactly_the_rows_expected(self, xiushan: Ledger) -> None:
        refused = [(found.row, found.code) for found in xiushan.findings if found.severity is Severity.REFUSED]
        assert [row for row, _ in refused] == [found["row"] for found in EXPECTED["refused"]]
        assert refused == [(207, "area_not_a_number"), (612, "home_twice")]

    def test_warns_of_exactly_the_rows_expected(self, xiushan: Ledger) -> None:
        warned = [(found.row, found.code) for found in xiushan.findings if found.severity is Severity.WARNED]
        assert [row for row, _ in warned] == [found["row"] for found in EXPECTED["warned"]]
        assert warned == [(308, "rate_missing"), (409, "telephone_wrong"), (510, "owner_missing")]

    def test_leaves_out_the_total_and_reads_the_day_above_the_titles(self, xiushan: Ledger) -> None:
        assert (xiushan.skipped.totals, str(xiushan.day)) == (1, "2022-07-21")

    def test_reads_areas_with_and_without_their_unit(self, xiushan: Ledger) -> None:
        assert {line.centiares for line in xiushan.lines} == {8635, 7210, 9846, 12000, 8630, 10055, 13420, 11266}

    def test_reads_days_however_they_are_written(self, xiushan: Ledger) -> None:
        assert {line.moved_in for line in xiushan.lines} == {"", "2002-06-18", "2002-06", "2002-09", "2003-01-05"}

    def test_knows_one_owner_of_several_homes_as_one_person(self, xiushan: Ledger) -> None:
        homes = [line for line in xiushan.lines if line.owners and line.owners[0].name == "陆镕梅"]
        assert len(homes) == 3
        assert len({line.owners[0].key for line in homes}) == 1

    def test_keeps_two_people_of_one_name_apart_by_their_telephones(self, xiushan: Ledger) -> None:
        keys = {owner.key for line in xiushan.lines for owner in line.owners if owner.name == "黄娥"}
        assert len(keys) == 2

    def test_reads_joint_owners_as_two(self, xiushan: Ledger) -> None:
        joint = [line for line in xiushan.lines if len(line.owners) == 2]
        assert len(joint) == 40
        assert [owner.name for owner in joint[0].owners] == ["李家", "岑玲素"]

    def test_knows_the_developers_unsold_homes(self, xiushan: Ledger) -> None:
        unsold = [line for line in xiushan.lines if line.occupancy == "unsold"]
        assert [line.row for line in unsold] == [84, 196, 482, 752]
        assert {owner.key for line in unsold for owner in line.owners} == {("南宁秀山房地产开发有限公司",)}


class TestOneFlatSheetWithCodes:
    def test_reads_every_home_and_explains_the_codes_by_the_note_beside_the_table(self) -> None:
        ledger = read_ledger(sheets.read(kept("flat-coded.xlsx")))
        assert (len(ledger.lines), ledger.findings) == (120, [])
        said = [line.occupancy for line in ledger.lines]
        assert {word: said.count(word) for word in set(said)} == {"lived_in": 95, "let": 19, "vacant": 5, "unsold": 1}

    def test_takes_the_gross_area_not_the_inside_area(self) -> None:
        ledger = read_ledger(sheets.read(kept("flat-coded.xlsx")))
        assert ledger.lines[0].centiares == 8635


class TestLinkedSheets:
    def test_joins_owners_and_fees_to_homes_by_their_numbers(self) -> None:
        ledger = read_ledger(sheets.read(kept("linked-sheets.xlsx")))
        assert (len(ledger.lines), ledger.findings) == (160, [])
        first = ledger.lines[0]
        assert (first.address, first.rate, first.owners[0].name, first.owners[0].telephone) == (
            ("1栋", "1单元", "101"),
            "0.60",
            "农镕龘",
            "17000001000",
        )

    def test_takes_the_first_day_of_the_area_fee_from_lists_and_serial_numbers(self) -> None:
        ledger = read_ledger(sheets.read(kept("linked-sheets.xlsx")))
        assert str(ledger.rates_from) == "2022-07-21"

    def test_counts_the_fees_that_are_no_rate_without_entering_them(self) -> None:
        ledger = read_ledger(sheets.read(kept("linked-sheets.xlsx")))
        assert [(name, str(amount), homes) for name, amount, homes in ledger.other_fees] == [
            ("电动车充电管理费", "15.0", 32)
        ]
