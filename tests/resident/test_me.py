"""Me: who is in the records of my home, relatives who act for me, who looked at my data."""

from __future__ import annotations

import pytest

from laoyou.infra import scope
from laoyou.system.people import use_cases as people
from laoyou.system.people.models import Delegation
from tests.personas import TELEPHONES, TODAY, City
from tests.resident.world import text

pytestmark = pytest.mark.django_db


def delegations(city: City) -> list[Delegation]:
    with scope.estate(city.estate_id):
        return list(Delegation.objects.order_by("id"))


def test_shows_who_is_recorded_with_my_home_others_masked(city: City) -> None:
    shown = text(city.signed_in("owner").get("/me/"))
    assert "李秀兰 （我） 业主 1/2" in shown
    assert "张** 业主 1/2" in shown
    assert "覃** 租户" in shown
    assert TELEPHONES["co_owner"] not in shown
    assert "170****0002" in shown


def test_names_a_relative_who_then_sees_and_pays(city: City) -> None:
    client = city.signed_in("owner")
    answer = client.post(
        "/me/relatives/", {"name": "李小明", "relation": "儿子", "telephone": "17000007777"}, follow=True
    )
    assert answer.redirect_chain == [("/me/relatives/", 302)]
    assert "李小明 现在可以看您的账单、替您缴费了。" in text(answer)
    assert "李小明 儿子 170****7777" in text(answer)
    assert "现在可以看您的账单" not in text(client.get("/me/relatives/"))


@pytest.mark.parametrize(
    "typed",
    [
        {"name": "", "relation": "儿子", "telephone": "17000007777"},
        {"name": "李小明", "relation": "", "telephone": "17000007777"},
        {"name": "李小明", "relation": "儿子", "telephone": "0771-1234567"},
        {"name": "李小明", "relation": "儿子", "telephone": TELEPHONES["owner"]},
        {"name": "李" * 61, "relation": "儿子", "telephone": "17000007777"},
        {"name": "<script>", "relation": "\u202e", "telephone": "'; DROP TABLE"},
        {},
    ],
)
def test_an_error_says_what_to_do_and_keeps_what_was_typed(city: City, typed: dict[str, str]) -> None:
    answer = city.signed_in("owner").post("/me/relatives/", typed)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'role="alert"' in page
    assert "<script>" not in page
    for value in typed.values():
        if value.isalnum():
            assert f'value="{value}"' in page
    assert len(delegations(city)) == 1


def test_either_side_ends_it_and_nobody_else(city: City) -> None:
    address = f"/me/relatives/{city.estate_id}/{city.delegation_id}/end/"
    for who in ("owner", "stranger"):
        assert city.signed_in(who).post(address).status_code == 404
    relative = city.signed_in("relative")
    assert "我替这些人办事 周** 我是女儿" in text(relative.get("/me/relatives/"))
    assert relative.get(address).status_code == 405
    assert relative.post(address).status_code == 302
    assert delegations(city)[0].ends_before is not None
    assert relative.get(f"/statement/?year={TODAY.year}").status_code == 200
    assert "这个号码还没有登记房屋" in text(relative.get("/"))


def test_a_relative_cannot_pass_it_on(city: City) -> None:
    relative = city.signed_in("relative")
    assert "只有在房屋登记里的人，才能添加家人" in text(relative.get("/me/relatives/"))
    typed = {"name": "别人", "relation": "朋友", "telephone": "17000007777", "estate": str(city.estate_id)}
    assert relative.post("/me/relatives/", typed).status_code == 404
    assert len(delegations(city)) == 1


def test_shows_who_looked_at_my_data_and_why(city: City) -> None:
    client = city.signed_in("owner")
    assert "没有人查看过您的资料" in text(client.get("/me/openings/"))
    people.open_personal_data(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        person_id=city.persons["owner"],
        field="telephone",
        reason="上门收费前联系",
        at=TODAY,
    )
    shown = text(client.get("/me/openings/"))
    assert "陆小燕 查看了：电话 上门收费前联系 2022-12-30 10:42" in shown
    assert "没有人查看过您的资料" in text(city.signed_in("co_owner").get("/me/openings/"))
