"""The desk's pages of estates, homes and parking, as the people of the city open them."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import date
from decimal import Decimal

import openpyxl
import pytest
from django.urls import reverse

from laoyou.infra import scope
from laoyou.infra.actor import Right
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.places import queries, use_cases
from laoyou.system.places.models import Entrance, Estate, Home
from tests.personas import AT, AUTHOR, STARTS_ON, TODAY, City

OPEN = {"name": "凤岭北小区", "code": "FLB-01", "street_office_code": "450103005", "community_name": "凤岭社区"}


def ops(page: str, **kwargs: int) -> str:
    return reverse(f"operations:{page}", kwargs=kwargs)


def page(city: City, name: str, who: str = "manager", query: str = "", **kwargs: int) -> str:
    answer = city.signed_in(who).get(ops(name, **kwargs) + query)
    assert answer.status_code == 200, answer.status_code
    return str(answer.content.decode())


def sheet(city: City, name: str, query: str = "", **kwargs: int) -> list[tuple[object, ...]]:
    answer = city.signed_in("manager").get(ops(name, **kwargs) + query)
    workbook = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[arg-type]
    return [tuple(cell.value for cell in row) for row in workbook.active.iter_rows(min_row=2)]


class TestTheListOfEstates:
    def test_shows_the_managers_own_and_no_others(self, city: City) -> None:
        shown = page(city, "estates")
        assert "秀山花园" in shown
        assert "新竹小院" not in shown

    def test_shows_the_bureau_all(self, city: City) -> None:
        shown = page(city, "estates", "bureau_official")
        assert "秀山花园" in shown
        assert "新竹小院" in shown

    def test_where_billing_and_books_stand_is_handed_out_of_the_own_estates_only(self, city: City) -> None:
        assert [row[0] for row in sheet(city, "billing_export")] == ["秀山花园"]
        assert [row[0] for row in sheet(city, "books_export")] == ["秀山花园"]
        assert sheet(city, "billing_export", "?search=没有") == sheet(city, "books_export", "?search=没有") == []

    def test_is_narrowed_by_the_address_and_exported_as_shown(self, city: City) -> None:
        assert "秀山花园" in page(city, "estates", query="?search=xshy&state=mandated")
        assert "没有符合条件的小区" in page(city, "estates", query="?search=没有")
        assert [row[1] for row in sheet(city, "estates_export", "?search=xshy")] == ["秀山花园"]
        assert sheet(city, "estates_export", "?state=survey") == []

    def test_says_what_to_do_when_there_is_none(self, city: City) -> None:
        mandates.end_mandate(
            actor=AUTHOR,
            estate_id=city.estate_id,
            mandate_id=city.mandate_id,
            ended_on=date(2022, 12, 1),
            reason="撤场",
            at=TODAY,
        )
        assert "先登记第一个" in page(city, "estates", "manager")
        assert "请问中心经理" in page(city, "estates", "desk")

    def test_takes_few_queries(self, city: City, django_assert_max_num_queries) -> None:
        client = city.signed_in("manager")
        with django_assert_max_num_queries(24):
            client.get(ops("estates"))


class TestOpeningAnEstate:
    def test_leads_to_its_page_where_the_survey_can_begin(self, city: City) -> None:
        client = city.signed_in("manager")
        answer = client.post(ops("open_estate"), OPEN, follow=True)
        shown = answer.content.decode()
        assert "凤岭北小区" in shown
        assert "开始排查" in shown
        estate = Estate.objects.get(code="FLB-01")
        client.post(ops("move_estate", estate_id=estate.id), {"to_state": "survey", "reason": "街道请进场"})
        assert Estate.objects.get(id=estate.id).state == "survey"

    def test_keeps_what_was_typed_and_says_the_error_at_its_field(self, city: City) -> None:
        answer = city.signed_in("manager").post(ops("open_estate"), OPEN | {"year_built": "九十年代"})
        shown = answer.content.decode()
        assert answer.status_code == 422
        assert 'value="凤岭北小区"' in shown
        assert 'value="九十年代"' in shown
        assert "建成年份请写四位数" in shown
        assert not Estate.objects.filter(code="FLB-01").exists()

    def test_asks_why_before_a_step_and_keeps_the_dialog_open(self, city: City) -> None:
        client = city.signed_in("manager")
        client.post(ops("open_estate"), OPEN)
        estate = Estate.objects.get(code="FLB-01")
        answer = client.post(ops("move_estate", estate_id=estate.id), {"to_state": "survey", "reason": " "})
        assert answer.status_code == 422
        assert "请用一句话写明原因" in answer.content.decode()
        assert Estate.objects.get(id=estate.id).state == "unmanaged"

    @pytest.mark.parametrize("who", ["desk", "finance", "owner", "auditor"])
    def test_is_hidden_from_who_may_not(self, city: City, who: str) -> None:
        assert city.signed_in(who).get(ops("open_estate")).status_code == 404


class TestThePageOfAnEstate:
    def test_shows_mandate_prices_homes_and_the_public_link(self, city: City) -> None:
        shown = page(city, "estate", estate_id=city.estate_id)
        for expected in ("津头街道办事处", "津街委〔2022〕7号", "0.60", "3栋", "501", "/books/", "民法典第278条"):
            assert expected in shown, expected

    def test_is_not_there_for_a_rival(self, city: City) -> None:
        for name in ("estate", "homes", "parking", "tariffs", "edit_estate", "estate_qr"):
            answer = city.signed_in("rival").get(ops(name, estate_id=city.estate_id))
            assert answer.status_code == 404, name

    def test_lets_the_street_look_and_change_nothing(self, city: City) -> None:
        shown = page(city, "estate", "street_official", estate_id=city.estate_id)
        assert ops("edit_estate", estate_id=city.estate_id) not in shown
        client = city.signed_in("street_official")
        assert client.get(ops("edit_estate", estate_id=city.estate_id)).status_code == 404

    def test_takes_as_many_queries_for_many_homes_as_for_few(self, city: City, django_assert_max_num_queries) -> None:
        client = city.signed_in("manager")
        with scope.estate(city.estate_id):
            home = Home.objects.filter(estate_id=city.estate_id).first()
        assert home is not None
        for floor in range(6, 16):
            _add(city, home, f"{floor}01")
        with django_assert_max_num_queries(28):
            client.get(ops("estate", estate_id=city.estate_id))

    def test_hands_out_the_qr_as_a_picture(self, city: City) -> None:
        answer = city.signed_in("manager").get(ops("estate_qr", estate_id=city.estate_id))
        assert answer.content.startswith(b"\x89PNG")

    def test_corrects_the_facts(self, city: City) -> None:
        client = city.signed_in("manager")
        facts = {"name": "秀山花园一期", "street_office_code": "450103005", "lat": "22.8", "lng": "108.39"}
        client.post(ops("edit_estate", estate_id=city.estate_id), facts)
        estate = Estate.objects.get(id=city.estate_id)
        assert (estate.name, estate.lat) == ("秀山花园一期", Decimal("22.8"))


class TestHomes:
    def test_are_found_as_people_write_them(self, city: City) -> None:
        shown = page(city, "homes", query="?search=3-2-501", estate_id=city.estate_id)
        assert "3栋2单元501" in shown
        assert "3栋2单元502" not in shown
        assert [row[0] for row in sheet(city, "homes_export", "?search=502", estate_id=city.estate_id)] == [
            "3栋2单元502"
        ]

    def test_show_what_they_pay_and_their_areas(self, city: City) -> None:
        shown = page(city, "home_page", estate_id=city.estate_id, home_id=city.homes["owner"])
        for expected in ("86.35 m²", "0.60", "¥51.81", "李**"):
            assert expected in shown, expected
        assert "李秀兰" not in shown

    def test_hide_people_from_who_may_not_see_them(self, city: City) -> None:
        shown = page(city, "home_page", "street_official", estate_id=city.estate_id, home_id=city.homes["owner"])
        assert "李**" not in shown

    @pytest.mark.parametrize(("who", "reads"), [("desk", True), ("street_official", False), ("auditor", False)])
    def test_show_their_note_to_those_only_who_see_people(self, city: City, who: str, reads: bool) -> None:
        ids = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
        with scope.estate(city.estate_id):
            Home.objects.filter(id=ids["home_id"]).update(note="独居，听力不好", paid_until="2019-03")
            home = queries.home_for(actor=city.actor(who), **ids)
            own = queries.home_for(actor=city.actor("owner"), **ids)
        assert (home.note != "", home.paid_until != "") == (reads, reads)
        assert (own.note, own.paid_until) == ("", "")
        assert ("独居" in page(city, "home_page", who, **ids)) is reads

    def test_keep_the_note_that_their_editor_does_not_see(self, city: City) -> None:
        manager = city.actor("manager")
        blind = replace(manager, rights={city.estate_id: manager.rights[city.estate_id] - {Right.SEE_PEOPLE}})
        with scope.estate(city.estate_id):
            Home.objects.filter(id=city.homes["owner"]).update(note="独居，听力不好")
            home = queries.home_for(actor=manager, estate_id=city.estate_id, home_id=city.homes["owner"])
        for actor, kept in ((blind, "独居，听力不好"), (manager, "")):
            use_cases.edit_home(
                actor=actor,
                estate_id=city.estate_id,
                home_id=home.id,
                building_id=home.building_id,
                entrance_id=home.entrance_id,
                number=home.number,
                occupancy="let" if kept else "vacant",
                at=TODAY,
            )
            with scope.estate(city.estate_id):
                assert Home.objects.get(id=home.id).note == kept

    def test_of_another_estate_are_not_there(self, city: City) -> None:
        client = city.signed_in("manager")
        address = ops("home_page", estate_id=city.estate_id, home_id=city.homes["stranger"])
        assert client.get(address).status_code == 404

    def test_get_a_new_area_or_say_why_not(self, city: City) -> None:
        client = city.signed_in("finance")
        address = ops("set_area", estate_id=city.estate_id, home_id=city.homes["owner"])
        refused = client.post(address, {"area": "八十", "source": "survey", "starts_on": "2022-10-01"})
        assert refused.status_code == 422
        assert 'value="八十"' in refused.content.decode()
        assert client.post(address, {"area": "87.00", "source": "survey", "starts_on": "2022-10-01"}).status_code == 302
        with scope.estate(city.estate_id):
            home = queries.home_for(actor=AUTHOR, estate_id=city.estate_id, home_id=city.homes["owner"])
        assert str(home.area) == "87.00"

    def test_are_added_by_hand(self, city: City) -> None:
        with scope.estate(city.estate_id):
            home = Home.objects.get(id=city.homes["owner"])
        typed = {
            "building": home.building_id,
            "entrance": home.entrance_id,
            "number": "601",
            "area": "90.1",
            "source": "register",
            "starts_on": "2022-10-01",
            "kind": "residential",
            "occupancy": "vacant",
        }
        client = city.signed_in("finance")
        again = client.post(ops("add_home", estate_id=city.estate_id), typed | {"number": "501"})
        assert "已有房屋 3栋2单元501" in again.content.decode()
        shown = client.post(ops("add_home", estate_id=city.estate_id), typed, follow=True).content.decode()
        assert "3栋2单元601" in shown

    def test_are_changed_and_keep_the_form_on_nonsense(self, city: City) -> None:
        with scope.estate(city.estate_id):
            home = Home.objects.get(id=city.homes["owner"])
        address = ops("edit_home", estate_id=city.estate_id, home_id=home.id)
        typed = {
            "building": home.building_id,
            "entrance": home.entrance_id,
            "number": "501",
            "floor": "五",
            "kind": "residential",
            "occupancy": "let",
            "note": "钥匙在居委会",
        }
        client = city.signed_in("finance")
        refused = client.post(address, typed)
        assert refused.status_code == 422
        assert "钥匙在居委会" in refused.content.decode()
        client.post(address, typed | {"floor": ""})
        with scope.estate(city.estate_id):
            assert Home.objects.get(id=home.id).occupancy == "let"


class TestBuildings:
    def test_are_added_renamed_and_refused_twice(self, city: City) -> None:
        client = city.signed_in("finance")
        address = ops("add_building", estate_id=city.estate_id)
        assert client.post(address, {"building": "4"}).status_code == 302
        assert "已有 4栋" in client.post(address, {"building": "4栋"}).content.decode()
        with scope.estate(city.estate_id):
            names = dict(queries.building_names(actor=AUTHOR, estate_id=city.estate_id))
        (fourth,) = [id_ for id_, name in names.items() if name == "4栋"]
        client.post(ops("add_entrance", estate_id=city.estate_id, building_id=fourth), {"entrance": "1"})
        client.post(ops("rename_building", estate_id=city.estate_id, building_id=fourth), {"building": "5"})
        shown = page(city, "buildings", estate_id=city.estate_id)
        assert "5栋" in shown
        assert "1单元" in shown
        with scope.estate(city.estate_id):
            stairs = Entrance.objects.get(building_id=fourth)
        address = ops("rename_entrance", estate_id=city.estate_id, entrance_id=stairs.id)
        assert client.post(address, {"entrance": ""}).status_code == 422
        assert client.post(address, {"entrance": "东梯"}).status_code == 302
        assert "东梯" in page(city, "buildings", estate_id=city.estate_id)


class TestParking:
    def test_many_come_in_pages_and_the_file_holds_them_all(self, city: City) -> None:
        with scope.estate(city.estate_id):
            for number in range(60):
                use_cases.add_parking_space(actor=AUTHOR, estate_id=city.estate_id, number=f"P{number:02d}", at=AT)
        first = page(city, "parking", estate_id=city.estate_id)
        assert "P49" in first
        assert "P50" not in first
        assert "P59" in page(city, "parking", query="?page=2", estate_id=city.estate_id)
        assert len(sheet(city, "parking_export", estate_id=city.estate_id)) == 60

    def test_is_given_to_a_home_named_as_people_do(self, city: City) -> None:
        client = city.signed_in("finance")
        client.post(ops("add_space", estate_id=city.estate_id), {"number": "A-01", "kind": "common"})
        with scope.estate(city.estate_id):
            (space,) = queries.spaces_for(actor=AUTHOR, estate_id=city.estate_id, day=STARTS_ON).rows
        address = ops("hold_space", estate_id=city.estate_id, space_id=space.id)
        typed = {"home": "9-9-999", "plate": "桂A12345", "starts_on": "2022-08-01"}
        refused = client.post(address, typed)
        assert "没有房屋“9-9-999”" in refused.content.decode()
        assert client.post(address, typed | {"home": "3-2-501"}).status_code == 302
        shown = page(city, "parking", estate_id=city.estate_id)
        assert "3栋2单元501" in shown
        assert "桂A***45" in shown
        assert "桂A12345" not in shown
        assert [row[0] for row in sheet(city, "parking_export", estate_id=city.estate_id)] == ["A-01"]


def _add(city: City, home: Home, number: str) -> None:
    with scope.estate(city.estate_id):
        area = queries.home_for(actor=AUTHOR, estate_id=city.estate_id, home_id=home.id).area
    assert area is not None
    use_cases.add_home(
        actor=AUTHOR,
        estate_id=city.estate_id,
        building_id=home.building_id,
        entrance_id=home.entrance_id,
        number=number,
        area=area,
        source="ledger",
        starts_on=STARTS_ON,
        at=AT,
    )
