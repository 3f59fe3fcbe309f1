"""What is true of the parsing rules whatever the cells hold."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from laoyou.system.people.house_ledger.rules import cells, codes, owners, values
from laoyou.system.people.house_ledger.rules.addresses import address_of, building_of, entrance_of, number_of
from laoyou.system.people.house_ledger.rules.columns import column_of, columns_of
from laoyou.system.people.house_ledger.rules.differences import KnownHome, KnownOwner, compared
from laoyou.system.people.house_ledger.rules.ledger import read_ledger
from laoyou.system.people.house_ledger.rules.persons import planned
from tests.people.house_ledger.ledgers import Rows, reading

CHINESE = st.text(alphabet=st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF), min_size=1, max_size=6)
SAID = st.text(max_size=25) | CHINESE
NUMBERS = st.floats(allow_nan=False, allow_infinity=False) | st.integers(-(10**12), 10**12)
ANY_CELL: st.SearchStrategy[Any] = (
    SAID | NUMBERS | st.booleans() | st.dates() | st.datetimes() | st.timedeltas(timedelta(0), timedelta(days=9))
)
TITLES = [
    "楼栋",
    "单元",
    "房号",
    "楼层",
    "建筑面积",
    "业主",
    "电话",
    "入住情况",
    "物业费标准",
    "缴至",
    "入伙日期",
    "备注",
]


@given(ANY_CELL)
def test_no_cell_breaks_a_rule(cell: Any) -> None:
    cells.text_of(cell)
    cells.day_text(cell)
    cells.decimal_of(cell)
    building_of(cell)
    entrance_of(cell)
    number_of(cell)
    column_of(cell)
    values.area_of(cell)
    values.rate_of(cell)
    values.floor_of(cell)
    codes.occupancy_of(cell, {})
    codes.kind_of(cell, {})
    owners.names_of(cell)
    owners.telephones_of(cell)
    address_of(cells.text_of(cell))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(ANY_CELL, min_size=12, max_size=12), max_size=12))
def test_every_row_becomes_a_home_or_a_finding_or_is_counted_aside(rows: list[list[Any]]) -> None:
    ledger = reading([TITLES, *rows])
    aside = ledger.skipped
    homes = {(line.sheet, line.row) for line in ledger.lines}
    told = {(found.sheet, found.row) for found in ledger.findings if found.code in ("home_again",)}
    counted = aside.blank + aside.totals + aside.notes + aside.titles
    assert len(homes | told | ledger.refused_rows) + counted == len(rows)
    assert not homes & ledger.refused_rows
    assert len({line.address for line in ledger.lines}) == len(ledger.lines)


@given(st.integers(1, 10_000_00))
def test_an_area_is_the_same_as_number_text_or_with_its_unit(centiares: int) -> None:
    area = Decimal(centiares) / 100
    forms = (float(area), f"{area:.2f}", f"{area:.2f}㎡", f" {area:.2f} 平方米", f"{area:,.2f}")
    assert {values.area_of(form) for form in forms} == {(centiares, None)}


@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_a_day_is_the_same_however_it_is_written(day: date) -> None:
    serial = (day - date(1899, 12, 30)).days
    forms: list[Any] = [day, datetime(day.year, day.month, day.day), float(serial), str(serial)]
    forms += [f"{day:%Y-%m-%d}", f"{day:%Y/%m/%d}", f"{day.year}.{day.month}.{day.day}", f"{day:%Y%m%d}"]
    forms += [f"{day.year}年{day.month}月{day.day}日", f"{day:%Y-%m-%d} 00:00:00"]
    assert {cells.day_text(form) for form in forms} == {day.isoformat()}


@given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3999))
def test_an_address_is_the_same_in_one_cell_or_three(building: int, entrance: int, number: int) -> None:
    apart = (building_of(building), entrance_of(entrance), number_of(number))
    for written in (
        f"{building}-{entrance}-{number}",
        f"{building}栋{entrance}单元{number}",
        f"{building}#{entrance}单元{number}室",
        f"{building} - {entrance} - {number}",
    ):
        assert address_of(written) == apart


@given(st.integers(13_000_000_000, 19_999_999_999))
def test_a_telephone_is_the_same_as_number_and_as_text(number: int) -> None:
    forms: list[Any] = [float(number), number, str(number), f"+86 {number}", f"{str(number)[:3]}-{str(number)[3:]}"]
    assert {owners.telephones_of(form) for form in forms} == {((str(number),), True)}


@given(st.permutations(TITLES))
def test_the_order_of_columns_does_not_matter(titles: list[str]) -> None:
    row = {"楼栋": "3", "单元": "2", "房号": 501.0, "建筑面积": 86.35, "业主": "李秀兰", "电话": 17000000001.0}
    line = reading([titles, [row.get(title, "") for title in titles]]).lines[0]
    assert (line.address, line.centiares, line.owners[0].telephone) == (("3栋", "2单元", "501"), 8635, "17000000001")


@given(st.lists(SAID, max_size=20))
def test_no_column_is_found_twice_and_no_place_serves_two(titles: list[str]) -> None:
    found = columns_of(titles)
    assert len(set(found.values())) == len(found)


HOMES = st.lists(
    st.tuples(
        st.integers(1, 3),
        st.integers(101, 106),
        st.sampled_from(["李秀兰", "王芳", "黄明、韦兰", "", "甲房地产有限公司"]),
        st.sampled_from(["17000000001", "17000000002", ""]),
        st.sampled_from([72.1, 86.35]),
    ),
    max_size=12,
)


@given(HOMES)
def test_what_was_entered_differs_in_nothing_from_the_ledger_it_came_from(homes: list[tuple[Any, ...]]) -> None:
    rows = [["楼栋", "房号", "业主", "电话", "面积"], *[list(home) for home in homes]]
    ledger = read_ledger([Rows("a", rows)])  # type: ignore[list-item]
    plan = planned(new=ledger.lines, changed=[], known=[])
    assert len({owner.key for owner in plan.persons}) == len(plan.persons)
    ids = {place: place + 1 for place in range(len(plan.persons))}
    known = {
        line.address: KnownHome(
            at + 1,
            line.address,
            line.floor,
            line.centiares,
            "residential",
            "unknown",
            "",
            "",
            "",
            tuple(
                KnownOwner(
                    1,
                    ids[bond.person],
                    plan.persons[bond.person].name,
                    plan.persons[bond.person].telephone,
                    plan.persons[bond.person].is_organisation,
                )
                for bond in plan.bonds
                if bond.new_home == at
            ),
        )
        for at, line in enumerate(ledger.lines)
    }
    again = compared(ledger.lines, known)
    assert (again.new, again.missing) == ([], [])
    assert [change for home in again.changed for change in home.changes] == []
