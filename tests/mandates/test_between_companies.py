"""The desk's pages where two companies meet in one estate: a draft beside the one that serves, and handing over."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core.calendar import Month
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import use_cases
from laoyou.system.people import queries as people_queries
from laoyou.system.people import use_cases as people
from tests.architecture.resolved import Route, every_route
from tests.architecture.routes import may_open
from tests.mandates.test_pages import attach, mandates_of, ops, typed
from tests.personas import AUTHOR, ENDS_BEFORE, FIRST_PASSWORD, PASSWORD, TODAY, City


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
            "operations:tariffs_export",
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


def address_of(route: Route, things: dict[str, int]) -> str:
    known: dict[str, object] = {"month": Month(2022, 12), **things}
    return reverse(route.name, kwargs={name: known.get(name, 1) for name in route.parameters})


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
