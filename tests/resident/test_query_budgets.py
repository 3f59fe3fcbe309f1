"""How many queries each page may make, sign-in and rights included, however many bills there are: at most 15."""

from __future__ import annotations

import pytest

from tests.personas import City
from tests.resident.world import bill, counted, open_bills, pay_cash

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
MOST = 15
ADDS_UP = {"/statement/": 16}  # bills, notes, payments, credit, deposits, refunds and ends of mandates of one home
PAGES = (
    "/",
    "/homes/",
    "/pay/",
    "/arrears/",
    "/bills/",
    "/receipts/",
    "/statement/",
    "/me/",
    "/me/relatives/",
    "/me/openings/",
)


@pytest.mark.parametrize("who", ["owner", "relative"])
def test_every_page_keeps_to_its_budget_and_does_not_grow_with_the_bills(city: City, who: str) -> None:
    client = city.signed_in(who)
    client.get("/")
    bill(city, 7)
    first = {page: _queries(client, page) for page in PAGES}
    bill(city, 8, 9, 10, 11, 12)
    pay_cash(city, "200", *[one.id for one in open_bills(city, who)], home="elder" if who == "relative" else "owner")
    bill(city, 1, 2, 3, year=2023)
    second = {page: _queries(client, page) for page in PAGES}
    assert {page: count for page, count in second.items() if count > ADDS_UP.get(page, MOST)} == {}
    assert {page: count for page, count in second.items() if count > first[page] + 2} == {}


def test_the_page_of_a_bill_a_receipt_and_an_order_keep_to_it_too(city: City) -> None:
    bill(city, 7, 8, 9, 10)
    client = city.signed_in("owner")
    bills = open_bills(city)
    payment_id = pay_cash(city, "100", bills[0].id, bills[1].id, bills[2].id)
    started = client.post(
        "/pay/start/",
        {"home": f"{city.estate_id}-{city.homes['owner']}", "bill": bills[3].id, "channel": "wechat"},
    )
    for page in (
        f"/bills/{city.estate_id}/{bills[2].id}/",
        f"/receipts/{city.estate_id}/{payment_id}/",
        started.headers["Location"],
    ):
        assert _queries(client, page) <= MOST


def _queries(client: object, page: str) -> int:
    with counted() as queries:
        assert client.get(page).status_code == 200  # type: ignore[attr-defined]
    return len(queries)
