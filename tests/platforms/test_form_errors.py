"""A form says all that is wrong with it at once, each at its field, and keeps what was typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from django.urls import reverse

from laoyou.core.errors import Checks, NotFound, Refusal, Several
from laoyou.system.people.models import Person
from tests.personas import City

pytestmark = pytest.mark.django_db

WRONG = re.compile(r'name="([a-z_]+)"[^>]*aria-invalid="true"')


@pytest.fixture(autouse=True)
def _in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def refused(browser: Client, name: str, typed: dict[str, str], **where: int) -> tuple[list[str], str]:
    """Send the form and return which fields are marked wrong, in the page's order, and the page."""
    answer = browser.post(reverse(f"operations:{name}", kwargs=where), typed, headers={"accept-language": "en"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert page.count('role="alert"') >= len(WRONG.findall(page))
    return WRONG.findall(page), page


def test_a_home(city: City) -> None:
    typed = {"number": " ", "floor": "top", "area": "many", "starts_on": "soon", "note": "两户打通"}
    wrong, page = refused(city.signed_in("manager"), "add_home", typed, estate_id=city.estate_id)
    assert set(wrong) == {"number", "floor", "area", "starts_on"}
    assert "两户打通" in page
    assert 'value="many"' in page
    typed = {"building": "999999", "number": "7" * 30, "floor": "400", "area": "86.35", "starts_on": "2022-12-01"}
    wrong, _ = refused(
        city.signed_in("manager"), "add_home", typed | {"kind": "castle", "occupancy": "x"}, estate_id=city.estate_id
    )
    assert set(wrong) == {"building", "number", "floor", "kind", "occupancy", "source"}


def test_an_area_and_a_price_of_a_home(city: City) -> None:
    where = {"estate_id": city.estate_id, "home_id": city.homes["owner"]}
    wrong, _ = refused(city.signed_in("manager"), "set_area", {"area": "", "starts_on": ""}, **where)
    assert set(wrong) == {"area", "starts_on"}
    typed = {"tariff_id": "", "count": "two", "starts_on": "", "ends_before": "x"}
    wrong, _ = refused(city.signed_in("finance"), "give_tariff", typed, **where)
    assert set(wrong) == {"tariff_id", "count", "starts_on", "ends_before"}


def test_a_person(city: City) -> None:
    typed = {
        "kind": "natural",
        "name": "",
        "telephone": "12",
        "id_number": "345",
        "home_label": "9-9-999",
        "role": "owner",
        "share": "3/2",
        "starts_on": "yesterday",
    }
    wrong, page = refused(city.signed_in("desk"), "add_person", typed, estate_id=city.estate_id)
    assert set(wrong) == {"name", "telephone", "id_number", "home_label", "share", "starts_on"}
    assert 'value="9-9-999"' in page
    assert not Person.objects.filter(estate_id=city.estate_id, telephone="12").exists()


def test_a_correction_of_a_person(city: City) -> None:
    typed = {"name": "长" * 90, "telephone": "12", "id_number": "345"}
    wrong, _ = refused(
        city.signed_in("desk"),
        "edit_person",
        typed,
        estate_id=city.estate_id,
        person_id=city.persons["owner"],
    )
    assert set(wrong) == {"name", "telephone", "id_number"}


def test_an_estate(city: City) -> None:
    typed = {"code": "", "name": "", "year_built": "old", "households": "many", "lat": "x", "address": "路边"}
    wrong, page = refused(city.signed_in("manager"), "open_estate", typed)
    assert set(wrong) == {"code", "name", "street_office_code", "year_built", "households", "lat"}
    assert 'value="路边"' in page
    typed = {"code": "秀", "name": "长" * 70, "street_office_code": "1", "year_built": "1066", "households": "0"}
    wrong, _ = refused(
        city.signed_in("manager"), "open_estate", typed | {"lat": "22.8", "lng": "", "telephone": "1" * 30}
    )
    assert set(wrong) == {"code", "name", "street_office_code", "year_built", "households", "lat", "telephone"}
    wrong, _ = refused(
        city.signed_in("manager"),
        "edit_estate",
        {"name": "", "street_office_code": "", "year_built": "x"},
        estate_id=city.estate_id,
    )
    assert set(wrong) == {"name", "street_office_code", "year_built"}


def test_a_price(city: City) -> None:
    where = {"estate_id": city.estate_id, "mandate_id": city.mandate_id}
    typed = {"item": "other", "own_item": "", "name": "", "rate": "free", "starts_on": ""}
    wrong, page = refused(city.signed_in("manager"), "set_tariff", typed, **where)
    assert set(wrong) == {"own_item", "name", "rate", "starts_on"}
    assert 'value="free"' in page


def test_a_waiver_and_a_parking_space(city: City) -> None:
    typed = {"home": "9-9-999", "percent": "some", "reason": "", "starts_on": "", "last_day": ""}
    wrong, _ = refused(city.signed_in("finance"), "ask_waiver", typed, estate_id=city.estate_id)
    assert set(wrong) == {"home", "percent", "reason", "starts_on", "last_day"}


def test_several_refusals_are_gathered_and_what_is_no_refusal_of_a_field_goes_through() -> None:
    checks = Checks()
    for number in range(3):
        with checks:
            if number:
                raise Refusal(number=number)
    with pytest.raises(Several) as raised:
        checks.end()
    assert [refusal.params["number"] for refusal in raised.value.refusals] == [1, 2]
    outer = Checks()
    with outer:
        checks.end()
    with pytest.raises(Several) as again:
        outer.end()
    assert len(again.value.refusals) == 2
    for error in (NotFound, ZeroDivisionError):
        with pytest.raises(error), Checks():
            raise error
    Checks().end()
