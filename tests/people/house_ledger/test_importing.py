"""Importing a ledger into an estate: what is entered, what a second import changes, what is refused."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import events, files, scope
from laoyou.infra.actor import Right
from laoyou.infra.models import AuditRow
from laoyou.system.people.events import HouseRatesGiven
from laoyou.system.people.house_ledger import errors, queries, use_cases
from laoyou.system.people.house_ledger.use_cases import SheetCorrection, import_file
from laoyou.system.people.models import HomeBond, ImportedSheet, Person
from laoyou.system.places.models import Building, Entrance, Home, HomeArea
from tests.people.house_ledger.ledgers import AT, clerk, estate, kept, workbook

TITLES = ["楼栋", "单元", "房号", "建筑面积", "业主姓名", "联系电话", "物业费标准"]
HOMES = [
    TITLES,
    ["1栋", "1单元", 101, 86.35, "李秀兰", "17000000001", 0.6],
    ["1栋", "1单元", 102, 72.1, "黄明、韦兰", "17000000002", 0.6],
    ["2栋", "", 201, 98.46, "李秀兰", "17000000001", 0.8],
]
LATER = datetime(2022, 9, 1, 1, 0, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("nobody_keeps_prices")]


def taken_in(estate_id: int, content: io.BytesIO, **asked: object) -> use_cases.Imported:
    given = {"actor": clerk(estate_id), "estate_id": estate_id, "name": "台账.xlsx", "content": content, "at": AT}
    return import_file(**(given | asked))  # type: ignore[arg-type]


def counts(estate_id: int) -> dict[str, int]:
    with scope.estate(estate_id):
        models = (Building, Entrance, Home, HomeArea, Person, HomeBond)
        return {model.__name__: model.objects.filter(estate_id=estate_id).count() for model in models}


def changed(row: int, column: int, value: object) -> list[list[object]]:
    rows: list[list[object]] = [list(line) for line in HOMES]
    rows[row][column] = value
    return rows


class TestTheFirstEstate:
    def test_enters_every_home_with_its_area_and_owners(self) -> None:
        estate_id = estate()
        done = taken_in(estate_id, kept("house-ledger.xlsx"), leave_out_refused=True)
        assert done.is_entered
        assert counts(estate_id) == {
            "Building": 26,
            "Entrance": 78,
            "Home": 997,
            "HomeArea": 997,
            "Person": len({owner.key for line in done.seen.ledger.lines for owner in line.owners}),
            "HomeBond": 997 - 1 + 40,
        }

    def test_makes_the_developer_an_organisation_and_its_homes_unsold(self) -> None:
        estate_id = estate()
        taken_in(estate_id, kept("house-ledger.xlsx"), leave_out_refused=True)
        with scope.estate(estate_id):
            developer = Person.objects.get(estate_id=estate_id, kind="organisation")
            assert developer.name == "南宁秀山房地产开发有限公司"
            assert Home.objects.filter(bonds__person=developer, occupancy="unsold").count() == 4

    def test_changes_nothing_when_the_same_file_comes_again(self) -> None:
        estate_id = estate()
        taken_in(estate_id, kept("house-ledger.xlsx"), leave_out_refused=True)
        before = counts(estate_id)
        again = taken_in(estate_id, kept("house-ledger.xlsx"), leave_out_refused=True, at=LATER)
        assert (again.seen.comparison.new, again.seen.comparison.changed, again.is_entered) == ([], [], False)
        assert len(again.seen.comparison.same) == 997
        assert counts(estate_id) == before

    def test_enters_nothing_while_refused_rows_are_not_left_out_by_choice(self) -> None:
        estate_id = estate()
        with pytest.raises(errors.RefusedRowsLeft):
            taken_in(estate_id, kept("house-ledger.xlsx"))
        assert set(counts(estate_id).values()) == {0}

    def test_a_dry_run_leaves_no_trace(self) -> None:
        estate_id = estate()
        assert not taken_in(estate_id, kept("house-ledger.xlsx"), dry_run=True).is_entered
        with scope.estate(estate_id):
            assert not ImportedSheet.objects.exists()
        assert set(counts(estate_id).values()) == {0}

    def test_the_areas_hold_from_the_day_that_the_ledger_names(self) -> None:
        estate_id = estate()
        taken_in(estate_id, kept("house-ledger.xlsx"), leave_out_refused=True, at=LATER)
        with scope.estate(estate_id):
            assert {row.starts_on for row in HomeArea.objects.all()} == {date(2022, 7, 21)}

    @pytest.mark.parametrize("name", ["flat-coded.xlsx", "linked-sheets.xlsx"])
    def test_takes_the_layouts_in_common_use(self, name: str) -> None:
        estate_id = estate()
        done = taken_in(estate_id, kept(name))
        assert counts(estate_id)["Home"] == len(done.seen.ledger.lines) >= 120
        assert not taken_in(estate_id, kept(name)).is_entered


class TestAChangedFile:
    def test_shows_what_differs_before_anything_is_entered(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        seen = taken_in(estate_id, workbook(a=changed(1, 3, 90.0)), dry_run=True, at=LATER).seen
        assert [(home.line.label, home.changes) for home in seen.comparison.changed] == [
            ("1栋1单元101", (("centiares", "8635", "9000"),))
        ]

    def test_lets_a_new_area_hold_from_the_day_of_the_import_and_keeps_the_old_one(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        taken_in(estate_id, workbook(a=changed(1, 3, 90.0)), at=LATER)
        with scope.estate(estate_id):
            rows = HomeArea.objects.filter(home__label="1栋1单元101").order_by("starts_on")
            assert [(row.centiares, row.starts_on, row.ends_before) for row in rows] == [
                (8635, date(2022, 7, 21), date(2022, 9, 1)),
                (9000, date(2022, 9, 1), None),
            ]

    def test_replaces_an_area_that_was_entered_for_the_same_day(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        taken_in(estate_id, workbook(a=changed(1, 3, 90.0)))
        with scope.estate(estate_id):
            assert [row.centiares for row in HomeArea.objects.filter(home__label="1栋1单元101")] == [9000]

    def test_ends_the_old_owner_and_begins_the_new_one(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        taken_in(estate_id, workbook(a=changed(2, 4, "黄明、农芳")), at=LATER)
        with scope.estate(estate_id):
            bonds = HomeBond.objects.filter(home__label="1栋1单元102").select_related("person").order_by("id")
            assert [(bond.person.name, bond.starts_on, bond.ends_before) for bond in bonds] == [
                ("黄明", date(2022, 7, 21), None),
                ("韦兰", date(2022, 7, 21), date(2022, 9, 1)),
                ("农芳", date(2022, 9, 1), None),
            ]

    def test_corrects_the_telephone_of_the_same_owner(self) -> None:
        estate_id = estate()
        rows = changed(1, 5, "17000000099")
        rows[3][5] = "17000000099"
        taken_in(estate_id, workbook(a=HOMES))
        taken_in(estate_id, workbook(a=rows), at=LATER)
        with scope.estate(estate_id):
            assert [person.telephone for person in Person.objects.filter(name="李秀兰")] == ["17000000099"]
        assert not taken_in(estate_id, workbook(a=rows), at=LATER).is_entered

    def test_splits_an_owner_whose_homes_now_name_two_telephones(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        rows = changed(1, 5, "17000000099")
        taken_in(estate_id, workbook(a=rows), at=LATER)
        with scope.estate(estate_id):
            assert sorted(person.telephone for person in Person.objects.filter(name="李秀兰")) == [
                "17000000001",
                "17000000099",
            ]
        assert not taken_in(estate_id, workbook(a=rows), at=LATER).is_entered

    def test_leaves_alone_what_the_ledger_does_not_say_and_whom_it_does_not_name(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        with scope.estate(estate_id):
            Home.objects.filter(label="1栋1单元101").update(kind="shop", occupancy="let", note="转角")
        seen = taken_in(estate_id, workbook(a=HOMES[:2]), at=LATER).seen
        assert (seen.comparison.changed, len(seen.comparison.missing)) == ([], 2)
        with scope.estate(estate_id):
            assert Home.objects.filter(kind="shop", occupancy="let", note="转角").count() == 1
            assert Home.objects.count() == 3

    def test_adds_a_home_of_a_known_owner_to_that_owner(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        more = [*HOMES, ["2栋", "", 202, 60, "黄明、韦兰", "17000000002", ""]]
        taken_in(estate_id, workbook(a=more), at=LATER)
        assert (counts(estate_id)["Home"], counts(estate_id)["Person"]) == (4, 3)


class TestIdentityNumbers:
    def test_are_kept_sealed_and_found_by_their_hash_alone(self) -> None:
        estate_id = estate()
        rows = [["楼栋", "房号", "面积", "业主", "身份证号"], ["1", "101", 80, "李秀兰", "11010519491231002X"]]
        taken_in(estate_id, workbook(a=rows))
        with scope.estate(estate_id):
            person = Person.objects.get(name="李秀兰")
            assert b"1101051949" not in bytes(person.id_number or b"")
            assert len(bytes(person.id_number_hash or b"")) == 32
            assert not ImportedSheet.objects.filter(summary__icontains="1101051949").exists()

    def test_a_wrong_one_is_left_out_and_never_shown(self) -> None:
        rows = [["楼栋", "房号", "面积", "业主", "身份证号"], ["1", "101", 80, "李秀兰", "110105194912310021"]]
        found = taken_in(estate(), workbook(a=rows)).seen.ledger.findings
        assert [(finding.code, finding.params) for finding in found] == [("id_number_wrong", {"value": ""})]


class TestRates:
    def test_are_told_with_the_ids_of_the_homes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        heard: list[HouseRatesGiven] = []
        monkeypatch.setattr(events, "raise_event", heard.append)
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        with scope.estate(estate_id):
            labels = dict(Home.objects.values_list("id", "label"))
        assert [(labels[home_id], rate) for home_id, rate in heard[0].rates] == [
            ("1栋1单元101", "0.60"),
            ("1栋1单元102", "0.60"),
            ("2栋201", "0.80"),
        ]

    def test_that_differ_from_the_last_ledger_are_news_by_themselves(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        assert taken_in(estate_id, workbook(a=changed(1, 6, 0.9)), at=LATER).is_entered


class TestThePageSteps:
    def handed_in(self, estate_id: int, content: io.BytesIO) -> int:
        return use_cases.read_sheet(
            actor=clerk(estate_id), estate_id=estate_id, name="移交.xlsx", content=content, at=AT
        )

    def test_read_check_and_commit_enter_what_was_shown(self) -> None:
        estate_id, actor = estate(), None
        actor = clerk(estate_id)
        sheet_id = self.handed_in(estate_id, kept("house-ledger.xlsx"))
        use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        with scope.estate(estate_id):
            shown = queries.import_for(actor=actor, estate_id=estate_id, sheet_id=sheet_id)
        assert (shown.summary["new"], shown.summary["refused"], shown.summary["warned"]) == (997, 2, 3)
        with pytest.raises(errors.RefusedRowsLeft):
            use_cases.commit_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, leave_out_refused=False, at=AT)
        work_id = use_cases.commit_sheet(
            actor=actor, estate_id=estate_id, sheet_id=sheet_id, leave_out_refused=True, at=AT
        )
        told: list[int] = []
        use_cases.enter_for_work(
            estate_id=estate_id, sheet_id=sheet_id, work_id=work_id, user_id=None, at=AT, tell=told.append
        )
        assert told[-1] == 997
        assert counts(estate_id)["Home"] == 997
        use_cases.enter_for_work(  # a job that runs twice
            estate_id=estate_id, sheet_id=sheet_id, work_id=work_id, user_id=None, at=AT, tell=told.append
        )
        assert counts(estate_id)["Home"] == 997

    def test_refuses_to_enter_what_was_not_shown(self) -> None:
        estate_id = estate()
        actor = clerk(estate_id)
        sheet_id = self.handed_in(estate_id, workbook(a=HOMES))
        use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        work_id = use_cases.commit_sheet(
            actor=actor, estate_id=estate_id, sheet_id=sheet_id, leave_out_refused=False, at=AT
        )
        taken_in(estate_id, workbook(a=HOMES[:2]))  # somebody else was quicker
        use_cases.enter_for_work(
            estate_id=estate_id, sheet_id=sheet_id, work_id=work_id, user_id=None, at=AT, tell=lambda done: None
        )
        with scope.estate(estate_id):
            assert ImportedSheet.objects.get(id=sheet_id).state == "failed"
        assert counts(estate_id)["Home"] == 1

    def test_a_dropped_import_is_gone_and_entered_nothing(self) -> None:
        estate_id = estate()
        actor = clerk(estate_id)
        sheet_id = self.handed_in(estate_id, workbook(a=HOMES))
        use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        use_cases.drop_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        with scope.estate(estate_id):
            assert queries.imports_for(actor=actor, estate_id=estate_id) == []
            with pytest.raises(NotFound):
                queries.import_for(actor=actor, estate_id=estate_id, sheet_id=sheet_id)
        with pytest.raises(errors.SheetMovedOn):
            use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)

    def test_columns_can_be_set_by_hand(self) -> None:
        estate_id = estate()
        actor = clerk(estate_id)
        rows = [["甲", "乙", "丙", "丁"], ["1", "101", "80", "李秀兰"]]
        sheet_id = self.handed_in(estate_id, workbook(表=rows))
        with pytest.raises(errors.NoHomesFound):
            use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        columns = [(0, "building"), (1, "number"), (2, "area"), (3, "owner")]
        use_cases.check_sheet(
            actor=actor,
            estate_id=estate_id,
            sheet_id=sheet_id,
            at=AT,
            corrections=[SheetCorrection("表", 1, columns)],
        )
        with scope.estate(estate_id):
            shown = queries.import_for(actor=actor, estate_id=estate_id, sheet_id=sheet_id)
        assert (shown.summary["homes"], shown.summary["sample"][0]["label"]) == (1, "1栋101")

    @pytest.mark.parametrize(
        ("columns", "refusal"),
        [
            ([(0, "number"), (1, "number"), (2, "area")], errors.ColumnUsedTwice),
            ([(0, "building"), (2, "area")], errors.ColumnsNotEnough),
        ],
    )
    def test_refuses_columns_that_make_no_homes(self, columns: list[tuple[int, str]], refusal: type[Exception]) -> None:
        estate_id = estate()
        sheet_id = self.handed_in(estate_id, workbook(a=HOMES))
        with pytest.raises(refusal):
            use_cases.check_sheet(
                actor=clerk(estate_id),
                estate_id=estate_id,
                sheet_id=sheet_id,
                at=AT,
                corrections=[SheetCorrection("a", 1, columns)],
            )

    def test_the_refused_rows_come_back_with_their_cells(self) -> None:
        estate_id = estate()
        actor = clerk(estate_id)
        sheet_id = self.handed_in(estate_id, kept("house-ledger.xlsx"))
        use_cases.check_sheet(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        with scope.estate(estate_id):
            refused = use_cases.take_refused_rows(actor=actor, estate_id=estate_id, sheet_id=sheet_id, at=AT)
        assert [(row.row, row.cells[5]) for row in refused.rows] == [(207, "待测"), (612, 123.0)]
        assert refused.titles[:4] == ("序号", "楼栋号", "单元", "房号")

    def test_writes_down_who_handed_in_and_what_was_entered(self) -> None:
        estate_id = estate()
        taken_in(estate_id, workbook(a=HOMES))
        with scope.estate(estate_id):
            acts = list(AuditRow.objects.filter(subject="imported_sheet").values_list("action", flat=True))
        assert acts == ["people.ledger_handed_in", "people.ledger_entered"]


class TestWhoMay:
    def test_a_stranger_finds_nothing(self) -> None:
        estate_id = estate()
        with pytest.raises(NotFound):
            taken_in(estate_id, workbook(a=HOMES), actor=clerk(4_000_000))

    def test_people_without_the_right_are_told_so(self) -> None:
        estate_id = estate()
        with pytest.raises(NotAllowed):
            taken_in(estate_id, workbook(a=HOMES), actor=clerk(estate_id, frozenset({Right.SEE_ESTATE})))

    def test_an_unsafe_file_is_not_kept(self) -> None:
        estate_id = estate()
        with pytest.raises(Exception, match="neither an Excel workbook"):
            use_cases.read_sheet(
                actor=clerk(estate_id), estate_id=estate_id, name="a.xlsx", content=io.BytesIO(b"%PDF-1.7 x"), at=AT
            )
        with scope.estate(estate_id):
            assert not files.StoredFile.objects.exists()
