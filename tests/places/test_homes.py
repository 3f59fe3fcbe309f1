"""Buildings, homes, their areas by date, and how they are found."""

from __future__ import annotations

from datetime import UTC, date, datetime
from functools import partial

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from laoyou.core.area import Area
from laoyou.core.errors import NotFound
from laoyou.core.tenures import WHOLE
from laoyou.core.versions import Version, covering, set_from
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.models import AuditRow
from laoyou.system.places import errors, queries, use_cases
from laoyou.system.places.models import HomeArea
from laoyou.system.places.rules import labels
from tests.places.test_estates import opened, stranger

AT = datetime(2022, 7, 20, 2, 0, tzinfo=UTC)
SINCE = date(2022, 7, 21)
CLERK = system("test")


class Estate:
    def __init__(self) -> None:
        self.id = opened()
        self.building = use_cases.add_building(actor=CLERK, estate_id=self.id, name="3", at=AT)
        self.entrance = use_cases.add_entrance(
            actor=CLERK, estate_id=self.id, building_id=self.building, name="2", at=AT
        )

    def home(self, number: str = "501", **changes: object) -> int:
        facts = {
            "actor": CLERK,
            "estate_id": self.id,
            "building_id": self.building,
            "entrance_id": self.entrance,
            "number": number,
            "area": Area(8635),
            "source": "ledger",
            "starts_on": SINCE,
            "at": AT,
        }
        return use_cases.add_home(**(facts | changes))  # type: ignore[arg-type]

    def set_area(self, home_id: int, area: int, starts_on: date, source: str = "survey", actor: Actor = CLERK) -> None:
        use_cases.set_area(
            actor=actor, estate_id=self.id, home_id=home_id, area=Area(area), source=source, starts_on=starts_on, at=AT
        )

    def view(self, home_id: int, day: date | None = None, actor: Actor = CLERK) -> queries.HomeView:
        with scope.estate(self.id):
            return queries.home_for(actor=actor, estate_id=self.id, home_id=home_id, day=day)

    def found(self, search: str) -> list[str]:
        with scope.estate(self.id):
            return [row.label for row in queries.homes_for(actor=CLERK, estate_id=self.id, search=search).rows]


@pytest.fixture
def estate(db: None) -> Estate:
    return Estate()


class TestVersions:
    """What set_from promises, whatever is asked in whatever order."""

    DAYS = st.dates(date(2022, 1, 1), date(2023, 12, 31))

    @given(st.lists(DAYS, max_size=15), DAYS)
    def test_never_overlap_and_leave_no_gap(self, starts: list[date], probe: date) -> None:
        versions: list[Version] = []
        for number, day in enumerate(starts, start=1):
            change = set_from(versions, day)
            versions = [
                Version(old.id, old.starts_on, day) if old.id == change.ends else old
                for old in versions
                if old.id != change.replaces
            ]
            versions.append(Version(number, day, change.ends_before))
        holding = [version for version in versions if version.covers(probe)]
        assert len(holding) == (1 if starts and probe >= min(starts) else 0)
        if holding:
            assert covering(versions, probe) == holding[0]
            assert holding[0].starts_on == max(day for day in starts if day <= probe)

    @given(st.lists(DAYS, min_size=1, max_size=10))
    def test_the_last_word_for_a_day_holds_on_that_day(self, starts: list[date]) -> None:
        versions: list[Version] = []
        for number, day in enumerate(starts, start=1):
            change = set_from(versions, day)
            versions = [
                Version(old.id, old.starts_on, day) if old.id == change.ends else old
                for old in versions
                if old.id != change.replaces
            ]
            versions.append(Version(number, day, change.ends_before))
            held = covering(versions, day)
            assert held is not None
            assert held.id == number


class TestLabels:
    @given(st.integers(1, 99), st.integers(1, 9), st.integers(101, 3304))
    def test_whatever_is_typed_for_a_home_asks_for_that_home(self, building: int, entrance: int, number: int) -> None:
        key = labels.sort_key(f"{building}栋", f"{entrance}单元", str(number))
        for typed in (
            f"{building}-{entrance}-{number}",
            f"{building}栋{entrance}单元{number}",
            f"{building}栋{entrance}单元{number}室",
            f"{building} {entrance} {number}",
            f"{building}号楼{entrance}单元{number}",
            f"０{building}－{entrance}—{number}",
        ):
            asked = labels.searched_keys(typed)
            assert asked is not None
            assert "/".join(asked) == key

    @given(st.lists(st.tuples(st.integers(1, 40), st.integers(1, 4), st.integers(101, 3304)), unique=True))
    def test_sort_as_people_count(self, places: list[tuple[int, int, int]]) -> None:
        keys = {labels.sort_key(f"{b}栋", f"{e}单元", str(n)): (b, e, n) for b, e, n in places}
        assert [keys[key] for key in sorted(keys)] == sorted(places)


class TestAddingHomes:
    def test_calls_them_as_people_do_and_knows_the_floor(self, estate: Estate) -> None:
        home = estate.view(estate.home())
        assert (home.label, home.floor, str(home.area)) == ("3栋2单元501", 5, "86.35")

    def test_refuses_the_same_home_twice_also_without_an_entrance(self, estate: Estate) -> None:
        estate.home()
        estate.home("1号铺", entrance_id=None)
        for number, changes in (("501", {}), ("1号铺", {"entrance_id": None})):
            with pytest.raises(errors.HomeExists):
                estate.home(number, **changes)

    def test_refuses_an_entrance_of_another_building(self, estate: Estate) -> None:
        other = use_cases.add_building(actor=CLERK, estate_id=estate.id, name="4栋", at=AT)
        with pytest.raises(errors.UnknownChoice):
            estate.home(building_id=other)

    def test_refuses_a_building_twice(self, estate: Estate) -> None:
        with pytest.raises(errors.BuildingExists):
            use_cases.add_building(actor=CLERK, estate_id=estate.id, name="03栋", at=AT)

    def test_hides_the_estate_from_a_stranger(self, estate: Estate) -> None:
        with pytest.raises(NotFound):
            estate.home(actor=stranger())

    def test_renames_a_building_with_all_its_homes(self, estate: Estate) -> None:
        home_id = estate.home()
        use_cases.rename_building(actor=CLERK, estate_id=estate.id, building_id=estate.building, name="12", at=AT)
        assert estate.view(home_id).label == "12栋2单元501"
        assert estate.found("12-2-501") == ["12栋2单元501"]

    def test_renames_an_entrance_with_all_its_homes(self, estate: Estate) -> None:
        home_id = estate.home()
        rename = partial(use_cases.rename_entrance, actor=CLERK, estate_id=estate.id, at=AT)
        rename(entrance_id=estate.entrance, name="4")
        assert estate.view(home_id).label == "3栋4单元501"
        assert estate.found("3-4-501") == ["3栋4单元501"]
        other = use_cases.add_entrance(actor=CLERK, estate_id=estate.id, building_id=estate.building, name="2", at=AT)
        with pytest.raises(errors.EntranceExists):
            rename(entrance_id=other, name="04单元")
        with pytest.raises(NotFound):
            rename(entrance_id=4_000_000, name="5")

    def test_moves_a_home_that_was_entered_wrongly(self, estate: Estate) -> None:
        home_id = estate.home()
        use_cases.edit_home(
            actor=CLERK,
            estate_id=estate.id,
            home_id=home_id,
            building_id=estate.building,
            entrance_id=estate.entrance,
            number="601",
            kind="residential",
            occupancy="vacant",
            at=AT,
        )
        home = estate.view(home_id)
        assert (home.label, home.floor, home.occupancy) == ("3栋2单元601", 6, "vacant")


class TestAreas:
    def test_hold_from_a_day_on_and_keep_their_history(self, estate: Estate) -> None:
        home_id = estate.home()
        estate.set_area(home_id, 8700, date(2022, 10, 1))
        days = (date(2022, 7, 20), SINCE, date(2022, 9, 30), date(2022, 10, 1))
        assert [str(estate.view(home_id, day).area or "-") for day in days] == ["-", "86.35", "86.35", "87.00"]
        with scope.estate(estate.id):
            history = queries.area_history(actor=CLERK, estate_id=estate.id, home_id=home_id)
        assert [(str(one.area), one.ends_before) for one in history] == [
            ("87.00", None),
            ("86.35", date(2022, 10, 1)),
        ]

    def test_fit_in_between_when_entered_late(self, estate: Estate) -> None:
        home_id = estate.home()
        estate.set_area(home_id, 8700, date(2022, 12, 1))
        estate.set_area(home_id, 8650, date(2022, 10, 1))
        assert str(estate.view(home_id, date(2022, 11, 30)).area) == "86.50"
        assert str(estate.view(home_id, date(2022, 12, 1)).area) == "87.00"

    def test_replace_one_of_the_same_day_and_tell_the_audit_both(self, estate: Estate) -> None:
        home_id = estate.home()
        estate.set_area(home_id, 8653, SINCE)
        assert str(estate.view(home_id, SINCE).area) == "86.53"
        with scope.estate(estate.id):
            row = AuditRow.objects.get(action="places.area_set")
        assert (row.details["before"], row.details["area"]) == ("86.35", "86.53")

    def test_refuse_to_say_the_same_again(self, estate: Estate) -> None:
        with pytest.raises(errors.SameArea):
            estate.set_area(estate.home(), 8635, date(2022, 10, 1), source="ledger")

    def test_can_not_overlap_in_the_database(self, estate: Estate) -> None:
        home_id = estate.home()
        with scope.estate(estate.id), pytest.raises(IntegrityError), transaction.atomic():
            HomeArea.objects.create(estate_id=estate.id, home_id=home_id, centiares=1, starts_on=date(2022, 9, 1))

    def test_need_the_right(self, estate: Estate) -> None:
        with pytest.raises(NotFound):
            estate.set_area(estate.home(), 8700, SINCE, actor=stranger())


class TestFindingHomes:
    def test_by_number_by_label_and_as_people_type_them(self, estate: Estate) -> None:
        for number in ("501", "502", "1501"):
            estate.home(number)
        assert estate.found("3-2-501") == ["3栋2单元501"]
        assert estate.found("3栋501") == ["3栋2单元501"]
        assert estate.found("50") == ["3栋2单元501", "3栋2单元502", "3栋2单元1501"]
        assert estate.found("2单元15") == ["3栋2单元1501"]
        assert estate.found("7-1-101") == []

    def test_pages_in_the_order_people_count(self, estate: Estate) -> None:
        for number in ("1001", "201", "901"):
            estate.home(number)
        with scope.estate(estate.id):
            page = queries.homes_for(actor=CLERK, estate_id=estate.id, size=2)
            rest = queries.homes_for(actor=CLERK, estate_id=estate.id, size=2, page=2)
        assert ([row.label for row in page.rows], page.total, page.pages) == (["3栋2单元201", "3栋2单元901"], 3, 2)
        assert [row.label for row in rest.rows] == ["3栋2单元1001"]

    def test_narrows_by_occupancy_and_sorts_by_area(self, estate: Estate) -> None:
        estate.home("201", occupancy="vacant", area=Area(5000))
        estate.home("301", occupancy="vacant", area=Area(9000))
        estate.home("401", occupancy="let")
        with scope.estate(estate.id):
            page = queries.homes_for(
                actor=CLERK, estate_id=estate.id, wanted=queries.HomesFilter(occupancy="vacant", sort="-area")
            )
        assert [str(row.area) for row in page.rows] == ["90.00", "50.00"]

    def test_names_one_home_or_none(self, estate: Estate) -> None:
        home_id = estate.home()
        estate.home("502")
        with scope.estate(estate.id):
            named = [
                queries.home_id_by_text(actor=CLERK, estate_id=estate.id, text=text)
                for text in ("3-2-501", "3栋2单元501", "50", "9-9-999")
            ]
        assert named == [home_id, home_id, None, None]

    def test_shows_a_resident_their_own_home_only(self, estate: Estate) -> None:
        mine, theirs = estate.home("501"), estate.home("502")
        resident = Actor(kind=ActorKind.RESIDENT, name="李秀兰", user_id=3, homes={(estate.id, mine): WHOLE})
        assert estate.view(mine, actor=resident).id == mine
        for home_id, actor in ((theirs, resident), (mine, stranger())):
            with pytest.raises(NotFound):
                estate.view(home_id, actor=actor)


class TestTheGrid:
    def test_stands_as_the_building_does_the_top_floor_first(self, estate: Estate) -> None:
        for number in ("101", "102", "201", "1001"):
            estate.home(number)
        estate.home("1号铺", entrance_id=None, kind="shop")
        with scope.estate(estate.id):
            (building,) = queries.buildings_for(actor=CLERK, estate_id=estate.id)
        stairs, shops = building.entrances
        assert [(floor.floor, [home.number for home in floor.homes]) for floor in stairs.floors] == [
            (10, ["1001"]),
            (2, ["201"]),
            (1, ["101", "102"]),
        ]
        assert (shops.id, [home.number for home in shops.floors[0].homes]) == (None, ["1号铺"])
        assert (building.homes, building.occupancies) == (5, {"unknown": 5})

    def test_takes_three_queries_however_many_homes(self, estate: Estate, django_assert_num_queries) -> None:
        for number in range(101, 131):
            estate.home(str(number))
        with scope.estate(estate.id), django_assert_num_queries(3):
            queries.buildings_for(actor=CLERK, estate_id=estate.id)


class TestParking:
    def space(self, estate: Estate, number: str = "A-01", kind: str = "common") -> int:
        return use_cases.add_parking_space(actor=CLERK, estate_id=estate.id, number=number, kind=kind, at=AT)

    def hold(self, estate: Estate, space_id: int, home_id: int, starts_on: date = SINCE) -> None:
        use_cases.hold_parking_space(
            actor=CLERK,
            estate_id=estate.id,
            space_id=space_id,
            home_id=home_id,
            plate="桂A·12345",
            starts_on=starts_on,
            at=AT,
        )

    def test_is_held_by_one_home_at_a_time(self, estate: Estate) -> None:
        space_id, home_id, other = self.space(estate), estate.home("501"), estate.home("502")
        self.hold(estate, space_id, home_id)
        with pytest.raises(errors.SpaceIsHeld):
            self.hold(estate, space_id, other, date(2022, 9, 1))
        use_cases.release_parking_space(
            actor=CLERK, estate_id=estate.id, space_id=space_id, ends_before=date(2022, 9, 1), at=AT
        )
        self.hold(estate, space_id, other, date(2022, 9, 1))
        with scope.estate(estate.id):
            holders = [
                queries.spaces_for(actor=CLERK, estate_id=estate.id, day=day).rows[0].holding
                for day in (date(2022, 8, 31), date(2022, 9, 1))
            ]
        assert [holder.home if holder else None for holder in holders] == ["3栋2单元501", "3栋2单元502"]

    def test_masks_the_plate(self, estate: Estate) -> None:
        home_id = estate.home()
        self.hold(estate, self.space(estate), home_id)
        with scope.estate(estate.id):
            (holding,) = queries.parking_of_home(actor=CLERK, estate_id=estate.id, home_id=home_id)
        assert holding.plate == "桂A***45"

    def test_keeps_visitors_spaces_free(self, estate: Estate) -> None:
        with pytest.raises(errors.VisitorsOnly):
            self.hold(estate, self.space(estate, kind="visitor"), estate.home())

    def test_refuses_a_number_twice_and_releasing_a_free_one(self, estate: Estate) -> None:
        space_id = self.space(estate)
        with pytest.raises(errors.ParkingNumberTaken):
            self.space(estate, " a-01")
        with pytest.raises(errors.SpaceIsFree):
            use_cases.release_parking_space(
                actor=CLERK, estate_id=estate.id, space_id=space_id, ends_before=SINCE, at=AT
            )

    def test_needs_the_right(self, estate: Estate) -> None:
        reader = Actor(kind=ActorKind.STAFF, name="看", user_id=5, rights={estate.id: frozenset({Right.SEE_ESTATE})})
        with pytest.raises(Exception, match="right"):
            use_cases.add_parking_space(actor=reader, estate_id=estate.id, number="A-02", at=AT)
