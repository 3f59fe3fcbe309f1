"""A generic Open311 client against the city's door, in both of its forms."""

from __future__ import annotations

from typing import Any
from xml.etree import ElementTree

import pytest
from django.test import Client

from laoyou.infra.actor import VISITOR
from laoyou.system.work.requests import use_cases
from tests.personas import TODAY, City

V2 = "/open311/v2"


def told(client: Client, address: str, **given: str) -> tuple[int, Any]:
    answer = client.get(f"{V2}/{address}", given)
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_a_client_finds_the_services_enters_a_trouble_and_follows_it(city: City) -> None:
    client = Client()
    key = use_cases.make_api_key(actor=city.actor("city_administrator"), name="12345 热线", at=TODAY)
    status, discovery = told(client, "discovery.json")
    assert (status, discovery["endpoints"][0]["formats"]) == (200, ["text/xml", "application/json"])
    codes = {each["service_code"] for each in told(client, "services.json")[1]}
    assert "light_out" in codes
    assert "gas_smell" not in codes
    assert told(client, "services/light_out.json")[1]["attributes"][0]["code"] == "PLACE"
    given = {
        "api_key": key,
        "service_code": "light_out",
        "address_id": "XSHY",
        "description": "路灯不亮，电话 17000000001",
        "attribute[PLACE]": "北门",
        "jurisdiction_id": "nanning.gov.cn",
    }
    answer = client.post(f"{V2}/requests.xml", given)
    assert answer.status_code == 201
    code = ElementTree.fromstring(answer.content).findtext("request/service_request_id") or ""
    status, (found,) = told(client, f"requests/{code}.json")
    assert (status, found["status"], found["description"]) == (200, "open", "路灯不亮，电话 ***")
    assert found["address"].endswith("北门")
    assert told(client, f"tokens/{code}.json")[1][0]["service_request_id"] == code
    listed = told(client, "requests.json", service_code="light_out", status="open", page_size="10")[1]
    assert [each["service_request_id"] for each in listed] == [code]
    assert told(client, "requests.json", status="closed") == (200, [])
    assert told(client, "requests.json", end_date="2001-01-01T00:00:00Z") == (200, [])


@pytest.mark.django_db
def test_what_is_wrong_is_said_as_the_specification_has_it(city: City) -> None:
    client = Client()
    key = use_cases.make_api_key(actor=city.actor("city_administrator"), name="x", at=TODAY)
    for given, status, description in (
        ({}, 403, "Missing api_key"),
        ({"api_key": "guess"}, 403, "Invalid api_key"),
        ({"api_key": key}, 400, "service_code was not provided"),
        ({"api_key": key, "service_code": "gas_smell"}, 400, "service_code was not found"),
        ({"api_key": key, "service_code": "noise"}, 400, "service_code was not found"),
        (
            {"api_key": key, "service_code": "rubbish"},
            400,
            "lat and long, address_string or address_id was not provided",
        ),
        ({"api_key": key, "service_code": "rubbish", "lat": "1", "long": "1"}, 400, "no estate that we serve lies"),
    ):
        answer = client.post(f"{V2}/requests.json", given)
        assert (answer.status_code, answer.json()[0]["code"]) == (status, status)
        assert answer.json()[0]["description"].startswith(description)
    for address in ("services/none.json", "requests/XSHY-S2022-999999.json", "requests/x.json"):
        assert told(client, address)[0] == 404
    assert told(client, "services.json", jurisdiction_id="elsewhere")[0] == 404
    error = ElementTree.fromstring(client.get(f"{V2}/services/none.xml").content)
    assert (error.tag, error.findtext("error/code")) == ("errors", "404")


@pytest.mark.django_db
def test_nobodys_home_and_no_complaint_is_told(city: City) -> None:
    for name, more in (
        ("home", {"actor": city.actor("owner"), "category": "water_leak", "home_id": city.homes["owner"]}),
        ("company", {"actor": VISITOR, "category": "service_complaint", "place": "前台", "text": "物业不管"}),
    ):
        use_cases.report(estate_id=city.estate_id, client_id=name, at=TODAY, **more)  # type: ignore[arg-type]
    assert told(Client(), "requests.json", start_date="2022-12-01T00:00:00Z") == (200, [])
