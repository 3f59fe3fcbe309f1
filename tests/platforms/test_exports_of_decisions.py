"""Lists of what two people decided, as files: money recorded by hand, and waivers."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from openpyxl import load_workbook

from laoyou.system.billing import use_cases as billing
from laoyou.system.ledger import use_cases as ledger
from tests.personas import NAMES, TODAY, City
from tests.platforms.asked import expense, waiver

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _in_english(settings: object) -> None:
    settings.LANGUAGE_CODE = "en"  # type: ignore[attr-defined]


def rows(browser: Client, address: str, **asked: str) -> list[dict[str, object]]:
    answer = browser.get(address, asked)
    assert answer.status_code == 200
    workbook = load_workbook(io.BytesIO(b"".join(answer.streaming_content)))  # type: ignore[attr-defined]
    head, *found = workbook.worksheets[0].iter_rows(values_only=True)
    return [dict(zip((str(name) for name in head), row, strict=True)) for row in found]


def test_records_of_a_month_leave_with_who_recorded_and_who_decided(city: City) -> None:
    approved, _ = expense(city), expense(city)
    ledger.decide_expense(
        actor=city.actor("manager"), estate_id=city.estate_id, expense_id=approved, approve=True, at=TODAY
    )
    address = f"/ops/estates/{city.estate_id}/books/records.xlsx"
    browser = city.signed_in("finance")
    found = rows(browser, address, state="all", month="2022-12")
    assert {row["State"] for row in found} == {"Approved", "Waiting"}
    decided = next(row for row in found if row["State"] == "Approved")
    assert (decided["Spent"], decided["Received"], decided["Vouchers"]) == (120, None, 1)
    assert (decided["Recorded by"], decided["Decided by"]) == (NAMES["finance"], NAMES["manager"])
    assert len(rows(browser, address, state="approved")) == 1
    assert len(rows(browser, address)) == 1
    assert rows(browser, address, state="all", month="2022-11") == []
    assert city.signed_in("rival").get(address).status_code == 404


def test_the_list_of_records_is_narrowed_to_a_month(city: City) -> None:
    expense(city)
    browser = city.signed_in("finance")
    address = f"/ops/estates/{city.estate_id}/books/records"
    assert "水泵换轴承" in browser.get(address, {"month": "2022-12"}).content.decode()
    shown = browser.get(address, {"month": "2022-11"}).content.decode()
    assert "水泵换轴承" not in shown
    assert "No record of this month in this state." in shown
    assert browser.get(address, {"month": "2022-13"}).status_code == 200


def test_waivers_leave_with_who_asked_and_who_decided(city: City) -> None:
    waiver_id = waiver(city)
    billing.decide_waiver(
        actor=city.actor("manager"), estate_id=city.estate_id, waiver_id=waiver_id, approve=True, at=TODAY
    )
    (row,) = rows(city.signed_in("desk"), f"/ops/estates/{city.estate_id}/waivers.xlsx", state="approved")
    assert (row["Home"], row["Share waived"], row["Reason"]) == ("3栋2单元502", 0.3, "空置半年")
    assert (row["Asked by"], row["Decided by"]) == (NAMES["desk"], NAMES["manager"])
    assert rows(city.signed_in("desk"), f"/ops/estates/{city.estate_id}/waivers.xlsx", state="asked") == []


def test_what_waits_leaves_as_it_is_narrowed(city: City) -> None:
    expense(city)
    waiver(city)
    found = rows(city.signed_in("manager"), "/ops/waiting.xlsx")
    assert {row["State"] for row in found} == {"Waits for you"}
    assert len(found) == 2
    (only,) = rows(city.signed_in("manager"), "/ops/waiting.xlsx", kind="waiver")
    assert (only["Asked by"], only["Home"]) == (NAMES["desk"], "3栋2单元502")
