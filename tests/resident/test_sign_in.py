"""Sign-in by telephone and code, and sign-out."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import Client

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.people import use_cases as people
from laoyou.system.people.models import OneTimeCode, Person
from tests.personas import TELEPHONES, TODAY, City, code_sent_to
from tests.resident.world import sign_in, text

pytestmark = pytest.mark.django_db
UNKNOWN = "17000009999"


@pytest.fixture(autouse=True)
def a_minute_later(city: City) -> None:
    """Let the codes with which the personas signed in be of long ago."""
    OneTimeCode.objects.all().delete()


def test_leads_a_visitor_to_sign_in_and_afterwards_to_the_page_they_wanted(city: City) -> None:
    number = TELEPHONES["owner"]
    client = Client()
    answer = client.get("/me/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=")
    client.post("/sign-in/", {"telephone": number})
    answer = client.post("/sign-in/code/", {"code": code_sent_to(number)})
    assert answer.headers["Location"] == "/me/"


def test_says_what_is_wrong_with_a_number_and_keeps_what_was_typed(city: City) -> None:
    answer = Client().post("/sign-in/", {"telephone": "1700<b>"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1700&lt;b&gt;"' in page
    assert 'role="alert"' in page


def test_a_wrong_code_signs_nobody_in_and_says_so(city: City) -> None:
    number = TELEPHONES["owner"]
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    wrong = "000000" if code_sent_to(number) != "000000" else "000001"
    answer = client.post("/sign-in/code/", {"code": wrong})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
    assert client.get("/").status_code == 302


def test_shows_when_the_next_code_may_be_asked_for(city: City) -> None:
    number = TELEPHONES["owner"]
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    page = client.get("/sign-in/code/").content.decode()
    assert 'data-seconds="60"' in page or 'data-seconds="59"' in page


def test_who_asks_again_within_the_minute_is_led_to_the_code_that_is_on_its_way(city: City) -> None:
    number = TELEPHONES["owner"]
    Client().post("/sign-in/", {"telephone": number})
    other = Client()
    answer = other.post("/sign-in/", {"telephone": number}, follow=True)
    assert answer.redirect_chain == [("/sign-in/code/", 302)]
    assert 'class="strip strip_amber" role="status"' in answer.content.decode()
    assert other.post("/sign-in/code/", {"code": code_sent_to(number)}).status_code == 302


def test_records_of_two_estates_are_theirs_on_the_page_right_after_the_sign_in(city: City) -> None:
    for estate_id in (city.estate_id, city.other_estate_id):
        people.add_person(actor=system("tests"), estate_id=estate_id, name="李秀兰", telephone=UNKNOWN, at=TODAY)
    client = Client()
    client.post("/sign-in/", {"telephone": UNKNOWN})
    assert client.post("/sign-in/code/", {"code": code_sent_to(UNKNOWN)}).status_code == 302
    with scope.everything():
        assert all(Person.objects.filter(telephone=UNKNOWN).values_list("user_id", flat=True))
    assert client.get("/me/").status_code == 200


def test_answers_alike_for_a_number_that_nobody_knows(city: City) -> None:
    client = Client()
    assert client.post("/sign-in/", {"telephone": UNKNOWN}).headers["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": "123456"}).status_code == 422


def test_the_code_page_needs_a_number_first() -> None:
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_never_leads_to_another_site_after_sign_in(city: City) -> None:
    for address in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"):
        OneTimeCode.objects.all().delete()
        number, client = TELEPHONES["owner"], Client()
        client.get("/sign-in/", {"next": address})
        client.post("/sign-in/", {"telephone": number})
        assert client.post("/sign-in/code/", {"code": code_sent_to(number)}).headers["Location"] == "/"


def test_sign_in_gives_the_session_a_new_key(city: City) -> None:
    number = TELEPHONES["owner"]
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    before = client.session.session_key
    sign_in_again = client.post("/sign-in/code/", {"code": code_sent_to(number)})
    assert sign_in_again.status_code == 302
    assert client.session.session_key != before


def test_sign_out_closes_the_pages(city: City) -> None:
    client = sign_in(TELEPHONES["owner"])
    assert client.get("/me/").status_code == 200
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/me/").status_code == 302


def test_a_lost_telephone_is_signed_out_from_another(city: City) -> None:
    lost, here, neighbour = sign_in(TELEPHONES["owner"]), city.signed_in("owner"), city.signed_in("co_owner")
    assert here.post("/sign-out/elsewhere/").headers["Location"] == "/me/"
    assert "其他设备上的登录都已退出" in here.get("/me/").content.decode()
    assert lost.get("/me/").status_code == 302
    assert neighbour.get("/me/").status_code == 200


def test_staff_end_their_sessions_by_their_password_only(city: City) -> None:
    with pytest.raises(NotFound):
        people.end_all_sessions(actor=city.actor("desk"), at=TODAY)
    assert city.signed_in("desk").post("/sign-out/elsewhere/").status_code == 404


def test_the_outbox_is_there_in_the_demo_only(city: City, settings: object) -> None:
    number = TELEPHONES["owner"]
    Client().post("/sign-in/", {"telephone": number})
    assert code_sent_to(number) in Client().get("/demo/outbox/").content.decode()
    settings.DEMO = False  # type: ignore[attr-defined]
    assert Client().get("/demo/outbox/").status_code == 404
    assert "/demo/outbox/" not in Client().get("/sign-in/").content.decode()


def test_somebody_without_a_home_is_told_what_to_do(city: City) -> None:
    people.end_bond(
        actor=city.actor("desk"),
        estate_id=city.estate_id,
        bond_id=city.bonds["tenant"],
        ends_before=date(2022, 12, 1),
        at=TODAY,
    )
    client = sign_in(TELEPHONES["tenant"])
    for address in ("/", "/pay/", "/bills/", "/receipts/", "/statement/", "/me/", "/homes/", "/books/"):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "这个号码还没有登记房屋" in text(answer)


def test_staff_are_told_that_signing_in_here_ends_their_work_there(city: City) -> None:
    client = city.signed_in("desk")
    answer = client.get("/", follow=True)
    assert answer.redirect_chain == [("/sign-in/", 302)]
    assert "您现在是以工作人员身份登录的" in text(answer)
