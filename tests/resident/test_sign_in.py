"""Sign-in by telephone and code, and sign-out."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.resident.world import Estate, last_code, sign_in, telephone

pytestmark = pytest.mark.django_db


def test_leads_a_visitor_to_sign_in_and_afterwards_to_the_page_they_wanted(estate: Estate) -> None:
    number = estate.owner(estate.home())
    client = Client()
    answer = client.get("/me/", follow=True)
    assert answer.redirect_chain[-1][0].startswith("/sign-in/?next=")
    client.post("/sign-in/", {"telephone": number})
    answer = client.post("/sign-in/code/", {"code": last_code(number)})
    assert answer.headers["Location"] == "/me/"


def test_says_what_is_wrong_with_a_number_and_keeps_what_was_typed(estate: Estate) -> None:
    answer = Client().post("/sign-in/", {"telephone": "1700<b>"}, headers={"Accept-Language": "zh-Hans"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1700&lt;b&gt;"' in page
    assert 'role="alert"' in page


def test_a_wrong_code_signs_nobody_in_and_says_so(estate: Estate) -> None:
    number = estate.owner(estate.home())
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    wrong = "000000" if last_code(number) != "000000" else "000001"
    answer = client.post("/sign-in/code/", {"code": wrong})
    assert answer.status_code == 422
    assert f'value="{wrong}"' in answer.content.decode()
    assert client.get("/").status_code == 302


def test_shows_when_the_next_code_may_be_asked_for(estate: Estate) -> None:
    number = estate.owner(estate.home())
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    page = client.get("/sign-in/code/").content.decode()
    assert 'data-seconds="60"' in page or 'data-seconds="59"' in page
    again = client.post("/sign-in/", {"telephone": number})
    assert again.status_code == 422  # a second code within the minute is refused, with the seconds to wait


def test_answers_alike_for_a_number_that_nobody_knows(estate: Estate) -> None:
    client = Client()
    assert client.post("/sign-in/", {"telephone": telephone()}).headers["Location"] == "/sign-in/code/"
    assert client.post("/sign-in/code/", {"code": "123456"}).status_code == 422


def test_the_code_page_needs_a_number_first() -> None:
    assert Client().get("/sign-in/code/").headers["Location"] == "/sign-in/"


def test_never_leads_to_another_site_after_sign_in(estate: Estate) -> None:
    for address in ("https://elsewhere.example/", "//elsewhere.example", "/\\elsewhere.example", "javascript:1"):
        number = estate.owner(estate.home())
        client = Client()
        client.get("/sign-in/", {"next": address})
        client.post("/sign-in/", {"telephone": number})
        assert client.post("/sign-in/code/", {"code": last_code(number)}).headers["Location"] == "/"


def test_sign_in_gives_the_session_a_new_key(estate: Estate) -> None:
    number = estate.owner(estate.home())
    client = Client()
    client.post("/sign-in/", {"telephone": number})
    before = client.session.session_key
    sign_in_again = client.post("/sign-in/code/", {"code": last_code(number)})
    assert sign_in_again.status_code == 302
    assert client.session.session_key != before


def test_sign_out_closes_the_pages(estate: Estate) -> None:
    client = sign_in(estate.owner(estate.home()))
    assert client.get("/me/").status_code == 200
    assert client.get("/sign-out/").status_code == 405
    client.post("/sign-out/")
    assert client.get("/me/").status_code == 302


def test_the_outbox_is_there_in_the_demo_only(estate: Estate, settings: object) -> None:
    number = estate.owner(estate.home())
    Client().post("/sign-in/", {"telephone": number})
    assert last_code(number) in Client().get("/demo/outbox/").content.decode()
    settings.DEMO = False  # type: ignore[attr-defined]
    assert Client().get("/demo/outbox/").status_code == 404
    assert "/demo/outbox/" not in Client().get("/sign-in/").content.decode()


def test_somebody_without_a_home_is_told_what_to_do(estate: Estate) -> None:
    client = sign_in(estate.owner())
    for address in ("/", "/pay/", "/me/", "/homes/"):
        page = client.get(address)
        assert page.status_code == 200
        assert "/sign-out/" in page.content.decode()
