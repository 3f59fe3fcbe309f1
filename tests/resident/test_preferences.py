"""长辈版 and language: on the telephone before sign-in, with the person afterwards."""

from __future__ import annotations

import pytest
from django.test import Client

from laoyou.system.people.models import User
from tests.personas import TELEPHONES, City
from tests.resident.world import sign_in

pytestmark = pytest.mark.django_db


def choose(client: Client, **choice: str) -> None:
    answer = client.post("/preferences/", {"next": "/sign-in/", **choice})
    assert answer.headers["Location"] == "/sign-in/"


def test_large_letters_are_one_tap_away_before_sign_in() -> None:
    client = Client()
    assert 'data-weui-mode="care"' not in client.get("/sign-in/").content.decode()
    choose(client, elder="1")
    assert client.get("/sign-in/").content.decode().count('data-weui-mode="care"') == 2
    choose(client, elder="0")
    assert 'data-weui-mode="care"' not in client.get("/sign-in/").content.decode()


def test_what_was_chosen_before_sign_in_stays_with_the_person(city: City) -> None:
    number = TELEPHONES["owner"]
    client = Client()
    choose(client, elder="1")
    choose(client, language="en")
    sign_in(number, client)
    user = User.objects.get(telephone=number)
    assert (user.elder_mode, user.language) == (True, "en")


def test_another_telephone_of_the_same_person_recalls_it(city: City) -> None:
    number = TELEPHONES["owner"]
    choose(sign_in(number), elder="1")
    User.objects.filter(telephone=number).update(language="en")
    other = sign_in(number)
    page = other.get("/me/").content.decode()
    assert 'data-weui-mode="care"' in page
    assert '<html lang="en"' in page


def test_nonsense_changes_nothing_and_leads_home() -> None:
    answer = Client().post("/preferences/", {"next": "https://elsewhere.example/", "elder": "maybe", "language": "xx"})
    assert answer.headers["Location"] == "/"
    assert not answer.cookies
