"""The principal's own word on the supervision platform."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.urls import reverse

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.system.mandates import queries
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.places import queries as places
from laoyou.system.places import use_cases as place_use_cases
from tests.personas import AUTHOR, TODAY, City, kept_paper

pytestmark = pytest.mark.django_db
FROM, UNTIL = date(2027, 1, 1), date(2028, 1, 1)


@pytest.fixture
def estate_id(city: City) -> int:
    """An estate in the official's street, opened by the company."""
    return place_use_cases.open_estate(
        actor=city.actor("manager"), code="FLB-01", name="凤岭北小区", street_office_code="450103005", at=TODAY
    )


def draft(city: City, estate_id: int, principal: str = "street") -> int:
    return mandates.draft_mandate(
        actor=city.actor("manager"),
        estate_id=estate_id,
        principal_id=city.organisations[principal],
        company_id=city.organisations["company"],
        contract_basis="street_office",
        fee_mode="lump_sum",
        document_number="津街委〔2027〕1号",
        scope_text="保洁、秩序",
        starts_on=FROM,
        ends_before=UNTIL,
        at=TODAY,
    )


def make_ready(city: City, estate_id: int, mandate_id: int) -> None:
    mandates.attach_document(
        actor=city.actor("manager"),
        estate_id=estate_id,
        mandate_id=mandate_id,
        file_id=kept_paper(estate_id),
        at=TODAY,
    )
    mandates.set_tariff(
        actor=city.actor("manager"),
        estate_id=estate_id,
        mandate_id=mandate_id,
        item="service",
        name="物业服务费",
        method="by_area",
        rate=Decimal("0.60"),
        fund="service",
        starts_on=FROM,
        at=TODAY,
    )


def city_page(name: str, estate_id: int, mandate_id: int) -> str:
    return reverse(f"supervision:{name}", kwargs={"estate_id": estate_id, "mandate_id": mandate_id})


def test_an_official_finds_the_draft_reads_the_paper_and_puts_it_in_force(city: City, estate_id: int) -> None:
    mandate_id = draft(city, estate_id)
    browser = city.signed_in("street_official")
    assert city_page("mandate", estate_id, mandate_id) in browser.get("/city/").content.decode()
    unfinished = browser.get(city_page("mandate", estate_id, mandate_id)).content.decode()
    assert city_page("confirm_mandate", estate_id, mandate_id) not in unfinished
    assert browser.post(city_page("confirm_mandate", estate_id, mandate_id)).status_code == 422
    make_ready(city, estate_id, mandate_id)
    offered = browser.get(city_page("mandate", estate_id, mandate_id)).content.decode()
    assert "0.60" in offered
    assert city_page("confirm_mandate", estate_id, mandate_id) in offered
    assert browser.get(city_page("mandate_paper", estate_id, mandate_id)).status_code == 200
    assert browser.post(city_page("confirm_mandate", estate_id, mandate_id)).status_code == 302
    with scope.estate(estate_id):
        shown = queries.mandate_for(actor=AUTHOR, estate_id=estate_id, mandate_id=mandate_id)
    assert shown.state == "in_force"
    assert places.estate_for(actor=AUTHOR, estate_id=estate_id).state == "mandated"
    assert city_page("mandate", estate_id, mandate_id) not in browser.get("/city/").content.decode()


def test_what_another_office_gives_is_not_this_ones_to_confirm(city: City, estate_id: int) -> None:
    mandate_id = draft(city, estate_id, principal="other_street")
    make_ready(city, estate_id, mandate_id)
    browser = city.signed_in("street_official")
    for name in ("mandate", "mandate_paper"):
        assert browser.get(city_page(name, estate_id, mandate_id)).status_code == 404
    assert browser.post(city_page("confirm_mandate", estate_id, mandate_id)).status_code == 404
    with pytest.raises(NotFound):
        mandates.put_in_force(actor=city.actor("street_official"), estate_id=estate_id, mandate_id=mandate_id, at=TODAY)


@pytest.mark.parametrize("who", ["bureau_official", "manager", "desk", "auditor", "owner"])
def test_nobody_but_the_principal_speaks_for_it(city: City, estate_id: int, who: str) -> None:
    mandate_id = draft(city, estate_id)
    make_ready(city, estate_id, mandate_id)
    assert city.signed_in(who).post(city_page("confirm_mandate", estate_id, mandate_id)).status_code == 404


def test_an_official_changes_nothing_of_the_mandate(city: City, estate_id: int) -> None:
    mandate_id = draft(city, estate_id)
    ids = {"estate_id": estate_id, "mandate_id": mandate_id}
    for name in ("edit_draft", "withdraw_mandate", "attach_document", "set_tariff"):
        assert city.signed_in("street_official").post(reverse(f"operations:{name}", kwargs=ids)).status_code == 404
