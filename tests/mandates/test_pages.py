"""The desk's pages of mandates and prices."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from laoyou.core.calendar import Month
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import queries, use_cases
from laoyou.system.people import queries as people_queries
from laoyou.system.people import use_cases as people
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_use_cases
from tests.architecture.routes import Route, every_route, may_open
from tests.personas import AUTHOR, ENDS_BEFORE, FIRST_PASSWORD, NAMES, PASSWORD, TODAY, City

PAPER = b"%PDF-1.4\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def ops(page: str, **kwargs: int) -> str:
    return reverse(f"operations:{page}", kwargs=kwargs)


def typed(city: City, **changes: object) -> dict[str, object]:
    return {
        "principal_id": city.organisations["street"],
        "document_number": "津街委〔2023〕1号",
        "fee_mode": "lump_sum",
        "starts_on": "2027-01-01",
        "last_day": "2027-12-31",
        "scope_text": "保洁、秩序、绿化、维修",
    } | changes


@pytest.fixture
def fresh(city: City) -> int:
    """Return an estate that the manager has just opened."""
    return place_use_cases.open_estate(
        actor=city.actor("manager"), code="FLB-01", name="凤岭北小区", street_office_code="450103005", at=TODAY
    )


class TestFromDraftToEnd:
    def test_a_manager_drafts_uploads_and_prices_and_a_colleague_puts_in_force(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        shown = client.post(ops("draft_mandate", estate_id=fresh), typed(city), follow=True)
        (mandate,) = mandates_of(fresh)
        assert mandate.last_day == date(2027, 12, 31)
        assert "草稿" in shown.content.decode()
        ids = {"estate_id": fresh, "mandate_id": mandate.id}
        client.post(ops("attach_document", **ids), {"document": SimpleUploadedFile("委托书.pdf", PAPER)})
        assert b"".join(client.get(ops("mandate_document", **ids)).streaming_content) == PAPER  # type: ignore[arg-type]
        client.post(ops("set_tariff", **ids), price(starts_on="2027-01-01"))
        assert 'data-opens="in-force"' not in client.get(ops("mandate", **ids)).content.decode()
        page = city.signed_in("deputy").post(ops("put_in_force", **ids), follow=True).content.decode()
        assert "生效中" in page
        assert "委托书.pdf" in page
        assert places.estate_for(actor=AUTHOR, estate_id=fresh).state == "mandated"

    def test_the_checklist_says_what_is_missing_and_who_may(self, city: City, fresh: int) -> None:
        client, deputy = city.signed_in("manager"), city.signed_in("deputy")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        ids = {"estate_id": fresh, "mandate_id": mandate.id}
        for missing, mend in (
            ("请先上传签字原件", lambda: attach(client, ids)),
            ("请先定物业服务费标准", lambda: client.post(ops("set_tariff", **ids), price(starts_on="2027-01-01"))),
        ):
            assert 'data-opens="in-force"' not in deputy.get(ops("mandate", **ids)).content.decode()
            refused = deputy.post(ops("put_in_force", **ids))
            assert refused.status_code == 422
            assert missing in refused.content.decode()
            mend()
        refused = client.post(ops("put_in_force", **ids))
        assert refused.status_code == 422
        assert "这份委托是您起草或最后修改的" in refused.content.decode()
        assert "请另一位同事对照原件复核" in client.get(ops("mandate", **ids)).content.decode()
        offered = deputy.get(ops("mandate", **ids)).content.decode()
        assert 'data-opens="in-force"' in offered
        assert f"起草：{NAMES['manager']}" in offered

    def test_keeps_what_was_typed_when_a_date_is_wrong(self, city: City, fresh: int) -> None:
        answer = city.signed_in("manager").post(
            ops("draft_mandate", estate_id=fresh), typed(city, last_day="2026-12-01")
        )
        assert answer.status_code == 422
        assert "结束日期要晚于开始日期" in answer.content.decode()
        assert 'value="津街委〔2023〕1号"' in answer.content.decode()
        assert mandates_of(fresh) == []

    def test_takes_no_paper_that_is_a_program(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        address = ops("attach_document", estate_id=fresh, mandate_id=mandate.id)
        for given in ({"document": SimpleUploadedFile("a.pdf", b"MZ\x00\x01program")}, {}):
            answer = client.post(address, given)
            assert answer.status_code == 422
            assert "data-open" in answer.content.decode()

    def test_ending_today_takes_the_page_away_with_the_right(self, city: City) -> None:
        client = city.signed_in("manager")
        address = ops("end_mandate", estate_id=city.estate_id, mandate_id=city.mandate_id)
        refused = client.post(address, {"ended_on": "2021-01-01", "reason": "撤场"})
        assert refused.status_code == 422
        assert "最后服务日要在" in refused.content.decode()
        client.post(address, {"ended_on": "2022-12-29", "reason": "撤场"})
        for name in ("estate", "homes"):
            assert city.signed_in("desk").get(ops(name, estate_id=city.estate_id)).status_code == 404

    def test_a_draft_is_withdrawn_with_a_reason(self, city: City, fresh: int) -> None:
        client = city.signed_in("manager")
        client.post(ops("draft_mandate", estate_id=fresh), typed(city))
        (mandate,) = mandates_of(fresh)
        address = ops("withdraw_mandate", estate_id=fresh, mandate_id=mandate.id)
        assert client.post(address, {"reason": ""}).status_code == 422
        assert client.post(address, {"reason": "街道不同意"}).status_code == 302
        assert mandates_of(fresh)[0].state == "withdrawn"

    @pytest.mark.parametrize("who", ["desk", "finance", "street_official", "rival", "owner"])
    def test_only_a_manager_drafts(self, city: City, who: str) -> None:
        address = ops("draft_mandate", estate_id=city.estate_id)
        assert city.signed_in(who).get(address).status_code == 404

    def test_warns_on_the_list_when_six_months_are_over(self, city: City) -> None:
        page = city.signed_in("manager").get(ops("estates")).content.decode()
        assert "满六个月未表决" in page


class TestADraftBesideTheOneThatServes:
    """What a manager sees of an estate that another company serves, in which theirs has a draft."""

    @pytest.fixture
    def draft(self, city: City) -> int:
        return use_cases.draft_mandate(
            actor=city.actor("rival"),
            estate_id=city.estate_id,
            principal_id=city.organisations["street"],
            company_id=city.organisations["rival"],
            contract_basis="street_office",
            fee_mode="lump_sum",
            document_number="津街委〔2042〕1号",
            scope_text="全部",
            starts_on=ENDS_BEFORE,
            ends_before=date(2043, 7, 21),
            at=TODAY,
        )

    def test_opens_its_own_pages_and_no_other_of_the_estate(self, city: City, draft: int) -> None:
        browser = city.signed_in("rival")
        opened = set()
        for route in every_route():
            if route.names_an_estate:
                things = {"estate_id": city.estate_id, "mandate_id": draft, "home_id": city.homes["owner"]}
                things |= {"person_id": city.persons["owner"], "tariff_id": city.tariff_id}
                address = address_of(route, things)
                if browser.get(address).status_code == 200:
                    opened.add(route.name)
        assert opened == {
            "operations:draft_mandate",
            "operations:edit_draft",
            "operations:mandate",
            "operations:set_tariff",
            "operations:tariffs",
        }

    def test_names_nobody_and_no_home_on_them(self, city: City, draft: int) -> None:
        browser = city.signed_in("rival")
        for name in ("mandate", "edit_draft", "set_tariff"):
            shown = browser.get(ops(name, estate_id=city.estate_id, mandate_id=draft)).content.decode()
            assert "秀山花园" in shown
            assert "3栋" not in shown
            assert ops("estate", estate_id=city.estate_id) not in shown.replace("/mandates", " ").split('"')
        listed = browser.get(ops("tariffs", estate_id=city.estate_id) + f"?tariff={city.tariff_id}").content.decode()
        assert "0.60" not in listed

    def test_is_not_seen_by_those_who_serve(self, city: City, draft: int) -> None:
        browser = city.signed_in("manager")
        address = ops("mandate", estate_id=city.estate_id, mandate_id=draft)
        assert browser.get(address).status_code == 404
        assert "〔2042〕" not in browser.get(ops("estate", estate_id=city.estate_id)).content.decode()

    def test_stays_out_of_all_lists_over_estates(self, city: City, draft: int) -> None:
        browser = city.signed_in("rival")
        for route in every_route():
            is_a_page = not route.parameters and route.word not in ("machine", "resident") and route.name != "live"
            if is_a_page and may_open("rival", route.word, names_an_estate=False):
                answer = browser.get(address_of(route, {}))
                if "html" in answer.headers.get("Content-Type", ""):
                    shown = answer.content.decode().replace(f"/estates/{city.estate_id}/mandates/", "")
                    assert f"/estates/{city.estate_id}/" not in shown, route.name


class TestPrices:
    def test_a_price_of_the_past_is_refused_at_its_day(self, city: City) -> None:
        address = ops("set_tariff", estate_id=city.estate_id, mandate_id=city.mandate_id)
        answer = city.signed_in("manager").post(address, price(starts_on="2022-09-01"))
        assert answer.status_code == 422
        assert "新标准只能从今天或以后开始" in answer.content.decode()
        assert 'value="0.80"' in answer.content.decode()

    def test_a_price_by_count_is_given_to_a_home(self, city: City) -> None:
        client = city.signed_in("manager")
        ids = {"estate_id": city.estate_id, "mandate_id": city.mandate_id}
        changes = {
            "item": "parking",
            "name": "地面停车费",
            "method": "by_count",
            "rate": "100",
            "fund": "common_income",
        }
        client.post(ops("set_tariff", **ids), price(starts_on="2022-07-21") | changes)
        tariff = next(one for one in tariffs_of(city) if one.item == "parking")
        assert not tariff.is_default
        home = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
        given = {"tariff_id": tariff.id, "count": "2", "starts_on": "2022-08-01"}
        refused = city.signed_in("finance").post(ops("give_tariff", **home), given | {"count": "两个"})
        assert "数量请写" in refused.content.decode()
        city.signed_in("finance").post(ops("give_tariff", **home), given)
        page = client.get(ops("tariffs", estate_id=city.estate_id) + f"?tariff={tariff.id}").content.decode()
        assert "3栋2单元501" in page
        assert "¥200.00" in client.get(ops("home_page", **home)).content.decode()

    def test_a_price_to_come_is_taken_back(self, city: City) -> None:
        client = city.signed_in("manager")
        ids = {"estate_id": city.estate_id, "mandate_id": city.mandate_id}
        client.post(ops("set_tariff", **ids), price(starts_on="2040-01-01"))
        new = next(one for one in tariffs_of(city) if one.starts_on.year == 2040)
        client.post(ops("drop_tariff", estate_id=city.estate_id, tariff_id=new.id))
        assert [one.plain_rate for one in tariffs_of(city)] == ["0.60"]


def address_of(route: Route, things: dict[str, int]) -> str:
    known: dict[str, object] = {"month": Month(2022, 12), **things}
    return reverse(route.name, kwargs={name: known.get(name, 1) for name in route.parameters})


def attach(client: Client, ids: dict[str, int]) -> None:
    client.post(ops("attach_document", **ids), {"document": SimpleUploadedFile("委托书.pdf", PAPER)})


def price(**changes: str) -> dict[str, str]:
    return {
        "item": "service",
        "name": "物业服务费",
        "method": "by_area",
        "rate": "0.80",
        "fund": "service",
        "applies": "all",
        "home_kind": "",
    } | changes


def mandates_of(estate_id: int) -> list[queries.MandateView]:
    with scope.estate(estate_id):
        return queries.mandates_for(actor=AUTHOR, estate_id=estate_id)


def tariffs_of(city: City) -> list[queries.TariffView]:
    with scope.estate(city.estate_id):
        return queries.tariffs_for(actor=AUTHOR, estate_id=city.estate_id)


class TestHandingAnEstateOver:
    """From the street office's wish to the first day of the next company, by pages alone."""

    def test_another_company_drafts_prices_and_begins_the_day_after(self, city: City) -> None:
        second = second_manager_of_the_rival(city)
        rival = city.signed_in("rival")
        found = rival.get(ops("new_mandate"), {"search": "秀山"}).content.decode()
        assert "津头街道" in found
        assert "城市片区物业运营中心" in found
        assert "2042年7月20日" in found
        wish = typed(city, estate=city.estate_id, document_number="津街委〔2042〕1号")
        too_early = rival.post(ops("new_mandate"), wish | {"starts_on": "2042-07-20", "last_day": "2043-07-20"})
        assert too_early.status_code == 422
        assert "服务这个小区到 2042-07-20" in too_early.content.decode()
        drafted = rival.post(ops("new_mandate"), wish | {"starts_on": "2042-07-21", "last_day": "2043-07-20"})
        mandate = next(one for one in mandates_of(city.estate_id) if one.document_number == "津街委〔2042〕1号")
        ids = {"estate_id": city.estate_id, "mandate_id": mandate.id}
        assert drafted.headers["Location"] == ops("mandate", **ids)
        assert 'data-opens="take-over"' in rival.get(ops("mandate", **ids)).content.decode()
        rival.post(ops("take_over_tariffs", **ids))
        attach(rival, ids)
        assert "0.60" in rival.get(ops("mandate", **ids)).content.decode()
        done = signed_in(second).post(ops("put_in_force", **ids), follow=True)
        assert "生效中" in done.content.decode()
        assert rival.get(ops("estate", estate_id=city.estate_id)).status_code == 404
        assert city.signed_in("desk").get(ops("homes", estate_id=city.estate_id)).status_code == 200
        first_day = datetime(2042, 7, 21, 2, tzinfo=UTC)
        use_cases.settle_terms(actor=AUTHOR, estate_id=city.estate_id, at=first_day)
        assert city.actor("rival", first_day).may(Right.SEE_PEOPLE, city.estate_id)
        assert not city.actor("desk", first_day).may(Right.SEE_PEOPLE, city.estate_id)

    def test_the_draft_is_found_again_in_the_list(self, city: City) -> None:
        rival = city.signed_in("rival")
        wish = {"estate": city.estate_id, "starts_on": "2042-07-21", "last_day": "2043-07-20"}
        rival.post(ops("new_mandate"), typed(city, **wish))
        listed = rival.get(ops("mandates"), {"search": "〔2023〕"}).content.decode()
        assert "秀山花园" in listed
        assert "〔2023〕" not in city.signed_in("manager").get(ops("mandates")).content.decode()

    @pytest.mark.parametrize("who", ["desk", "finance", "street_official", "bureau_official", "owner"])
    def test_only_managers_search_the_directory(self, city: City, who: str) -> None:
        assert city.signed_in(who).get(ops("new_mandate"), {"search": "秀山"}).status_code == 404

    def test_the_directory_shows_nothing_without_a_search(self, city: City) -> None:
        assert "秀山花园" not in city.signed_in("rival").get(ops("new_mandate")).content.decode()


class TestTheListAsAFile:
    def test_has_a_row_for_each_price_and_is_written_down(self, city: City) -> None:
        answer = city.signed_in("manager").get(ops("mandates_export"))
        (sheet,) = load_workbook(io.BytesIO(b"".join(answer.streaming_content))).worksheets  # type: ignore[arg-type]
        head, *rows = sheet.iter_rows(values_only=True)
        assert len(rows) == 1
        assert dict(zip(head, rows[0], strict=True))["小区"] == "秀山花园"
        assert "0.60" in rows[0]
        with scope.estate(0):
            (act,) = audit.acts(estate_ids=[0], area="mandates").rows
        assert "1" in audit.sentence(act)


def second_manager_of_the_rival(city: City) -> int:
    user_id = people.add_staff(
        actor=AUTHOR,
        organisation_id=city.organisations["rival"],
        login="second.rival",
        name="甘默",
        password=FIRST_PASSWORD,
        at=TODAY,
    )
    me = Actor(kind=ActorKind.STAFF, name="甘默", user_id=user_id)
    people.change_password(actor=me, old=FIRST_PASSWORD, new=PASSWORD, at=TODAY)
    people.give_role(
        actor=AUTHOR,
        user_id=user_id,
        organisation_id=city.organisations["rival"],
        role="manager",
        starts_on=date(2022, 1, 1),
        at=TODAY,
    )
    return user_id


def signed_in(user_id: int) -> Client:
    client, user = Client(), people_queries.active_user(user_id)
    assert user is not None
    client.force_login(user)
    return client
