"""Every route and every persona: who is let in, compared with the table of routes and the resolver."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from laoyou.core.calendar import Month
from laoyou.infra.actor import Right
from laoyou.platforms import access
from tests.architecture.resolved import Route, every_route
from tests.architecture.routes import HOLDERS, ROUTES, may_open
from tests.personas import EVERYBODY, TODAY, City

CONVERTED: dict[str, Any] = {
    "IntConverter": 1,
    "MonthInAddress": Month(2022, 12),
    "SlugConverter": "x",
    "StringConverter": "x",
}


def test_the_table_names_every_route_and_no_other() -> None:
    known = {route.name: route.word for route in every_route()}
    missing = {name: word for name, word in known.items() if ROUTES.get(name) != word}
    assert missing == {}, "enter these in tests/architecture/routes.py, after asking whether they are right"
    assert set(ROUTES) - set(known) == set(), "these are gone: take them out of the table"


def test_no_route_is_left_without_an_access() -> None:
    assert [route.name for route in every_route() if route.word == "nobody"] == []


def test_no_address_hides_another() -> None:
    hidden = {}
    for route in every_route():
        kwargs = {name: CONVERTED[converter] for name, converter in route.parameters.items()}
        found = resolve(reverse(route.name, kwargs=kwargs)).view_name
        if found != route.name:
            hidden[route.name] = found
    assert hidden == {}, "two pages have the same address: the first one answers for both"


def test_every_right_is_held_by_somebody() -> None:
    assert set(HOLDERS) == set(Right)


def outcome(route: Route, who: str, city: City) -> str:
    """Return what the door does to the persona: in, sign_in, or not_found."""
    request = RequestFactory().get("/")
    actor = city.actor(who)
    request.at, request.actor, request.comer = TODAY, actor, access.Comer(actor)  # type: ignore[attr-defined]
    given = {"estate_id": city.estate_id} if route.names_an_estate else {}
    answer = access.ActorAndScope(_never).process_view(request, route.view, (), given)
    if answer is None:
        return "in"
    return "sign_in" if answer.status_code == 302 else {404: "not_found"}.get(answer.status_code, "odd")


def _never(request: HttpRequest) -> HttpResponse:
    raise AssertionError("only the door is asked")


@pytest.mark.django_db
@pytest.mark.parametrize("who", EVERYBODY)
def test_each_door_opens_to_those_of_the_table_only(city: City, who: str) -> None:
    wrong = []
    for route in every_route():
        if may_open(who, route.word, names_an_estate=route.names_an_estate):
            wanted = "in"
        else:
            wanted = "sign_in" if who == "visitor" else "not_found"
        found = outcome(route, who, city)
        if found != wanted:
            wrong.append(f"{route.name} ({route.word}): {found} instead of {wanted}")
    assert wrong == []


def address(route: Route, city: City) -> str:
    """Return the route's address with things that exist, where the city has them."""
    things: dict[str, Any] = {
        "estate_id": city.estate_id,
        "home_id": city.homes["owner"],
        "person_id": city.persons["owner"],
        "user_id": city.users["desk"],
        "mandate_id": city.mandate_id,
        "tariff_id": city.tariff_id,
        "bond_id": city.bonds["owner"],
        "delegation_id": city.delegation_id,
    }
    return reverse(
        route.name,
        kwargs={name: things.get(name, CONVERTED.get(kind, "x")) for name, kind in route.parameters.items()},
    )


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["visitor", "stranger", "rival"])
def test_a_stranger_reads_no_page_of_the_estate(city: City, who: str) -> None:
    browser = city.signed_in(who)
    seen = []
    for route in every_route():
        if not may_open(who, route.word, names_an_estate=route.names_an_estate):
            for method in (browser.get, browser.post):
                status = method(address(route, city)).status_code
                if status not in ((302,) if who == "visitor" else (404,)):
                    seen.append((route.name, status))
    assert seen == []


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["owner", "manager", "administrator", "bureau_official", "visitor"])
def test_no_page_breaks_for_those_who_may_open_it(city: City, who: str) -> None:
    browser = city.signed_in(who)
    browser.raise_request_exception = False
    broken = []
    for route in every_route():
        if route.name != "live" and may_open(who, route.word, names_an_estate=route.names_an_estate):
            status = browser.get(address(route, city)).status_code
            if status >= 500:
                broken.append((route.name, status))
    assert broken == []
