"""The desk's billing pages: what each shows, to whom, with how many queries, and what its forms do."""

from __future__ import annotations

import io
import re
from datetime import UTC, datetime
from typing import Any

import openpyxl
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.infra import clock, scope
from laoyou.infra.models import Work
from laoyou.system.billing import queries
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.jobs import issue_month, refresh_figures
from laoyou.system.billing.models import Bill, Correction, Waiver
from tests.personas import City

NOW = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
OCTOBER, NOVEMBER, DECEMBER = Month(2022, 10), Month(2022, 11), Month(2022, 12)
MOST_QUERIES = 30


@pytest.fixture(autouse=True)
def english_december(monkeypatch: pytest.MonkeyPatch, settings: Any) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    settings.LANGUAGE_CODE = "en"


@pytest.fixture
def billed(city: City) -> City:
    """Give the city with November issued on its first day, and the owner's home paid."""
    with scope.estate(city.estate_id):
        at = datetime(2022, 11, 1, 2, tzinfo=UTC)
        billing.issue_month(actor=city.actor("finance", at), estate_id=city.estate_id, month=NOVEMBER, at=at)
        paid_at = datetime(2022, 11, 8, 2, tzinfo=UTC)
        billing.take_cash(
            actor=city.actor("finance", paid_at),
            estate_id=city.estate_id,
            home_id=city.homes["owner"],
            bill_ids=[bill_of(city, "owner")],
            received=Money(6000),
            payer_name="",
            at=paid_at,
        )
        refresh_figures(estate_id=city.estate_id, since="2022-11")
    return city


def bill_of(city: City, who: str, month: Month = NOVEMBER) -> int:
    with scope.estate(city.estate_id):
        return Bill.objects.get(home_id=city.homes[who], month=month.first).id


def page(client: Client, address: str, *, queries_at_most: int = MOST_QUERIES) -> str:
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(address, headers={"accept-language": "en"})
    assert answer.status_code == 200, (address, answer.status_code)
    assert len(captured) <= queries_at_most, (address, len(captured))
    return answer.content.decode()


def test_every_page_opens_for_those_who_work_on_bills_within_its_queries(billed: City) -> None:
    estate, home = billed.estate_id, billed.homes["owner"]
    bill = bill_of(billed, "owner")
    of_the_desk = [
        "/ops/billing",
        f"/ops/estates/{estate}/billing",
        f"/ops/estates/{estate}/billing/2022-11",
        f"/ops/estates/{estate}/billing/2022-11?state=open&search=502&sort=-amount",
        f"/ops/estates/{estate}/bills/{bill}",
        f"/ops/estates/{estate}/homes/{home}/bills",
        f"/ops/estates/{estate}/homes/{home}/statement",
        f"/ops/estates/{estate}/waivers",
        f"/ops/estates/{estate}/waivers/ask?home={home}",
    ]
    of_finance = [f"/ops/estates/{estate}/billing/2022-12/issue", f"/ops/estates/{estate}/billing/2022-11/issue"]
    for who, addresses in (("desk", of_the_desk), ("finance", of_the_desk + of_finance), ("manager", of_finance)):
        client = billed.signed_in(who)
        for address in addresses:
            page(client, address)
    client = billed.signed_in("desk")
    assert client.get(of_finance[0]).status_code == 404
    for stranger in ("rival", "owner", "street_official", "administrator"):
        client = billed.signed_in(stranger)
        assert {client.get(address).status_code for address in of_the_desk[1:] + of_finance} <= {302, 404}, stranger
    assert "秀山花园" not in page(billed.signed_in("rival"), "/ops/billing")


def test_the_bill_page_explains_itself_and_shows_its_payment(billed: City) -> None:
    text = page(billed.signed_in("finance"), f"/ops/estates/{billed.estate_id}/bills/{bill_of(billed, 'owner')}")
    assert "86.35 m² × 0.60 yuan × 1 month = ¥51.81" in text
    assert "/payments/" in text


def test_a_month_billed_later_says_where_it_counts(billed: City) -> None:
    with scope.estate(billed.estate_id):
        billing.issue_month(actor=billed.actor("finance", NOW), estate_id=billed.estate_id, month=OCTOBER, at=NOW)
        refresh_figures(estate_id=billed.estate_id, since="2022-10")
    text = page(billed.signed_in("finance"), f"/ops/estates/{billed.estate_id}/billing")
    assert text.count("billed after the month: counts in the month of issue") == 1


def test_the_list_narrows_sorts_and_is_handed_out_as_a_sheet(billed: City) -> None:
    client, estate = billed.signed_in("finance"), billed.estate_id
    text = page(client, f"/ops/estates/{estate}/billing/2022-11?state=open")
    assert "3栋2单元502" in text
    assert "3栋2单元501" not in text
    answer = client.get(f"/ops/estates/{estate}/billing/2022-11.xlsx?sort=-amount")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer))).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == ["3栋2单元501", "3栋2单元502"]
    assert [row[7] for row in rows[1:]] == [51.81, 43.26]


@pytest.mark.parametrize("text", ["'", "%", "_", "\\", "3-2-501'; DROP", "<script>"])
def test_odd_letters_in_the_search_box_find_nothing_and_break_nothing_ACC_05(billed: City, text: str) -> None:
    answer = billed.signed_in("finance").get(
        f"/ops/estates/{billed.estate_id}/billing/2022-11", {"search": text}, headers={"accept-language": "en"}
    )
    assert answer.status_code == 200
    assert "No bill fits these filters." in answer.content.decode()


def test_a_home_is_found_by_its_numbers(billed: City) -> None:
    text = page(billed.signed_in("finance"), f"/ops/estates/{billed.estate_id}/billing/2022-11?search=3-2-501")
    assert "3栋2单元501" in text
    assert "3栋2单元502" not in text


def test_preview_issue_and_result_are_one_page_that_can_be_left(billed: City) -> None:
    client, estate = billed.signed_in("finance"), billed.estate_id
    address = f"/ops/estates/{estate}/billing/2022-12/issue"
    assert "Issue 2 bills" in page(client, address)
    assert client.post(f"/ops/estates/{estate}/billing/2022-12/start").status_code == 302
    assert "You may leave this page" in page(client, address)
    client.post(f"/ops/estates/{estate}/billing/2022-12/start")
    with scope.estate(estate):
        work = Work.objects.get(estate_id=estate)
        issue_month(estate_id=estate, month="2022-12", user_id=billed.users["finance"], work_id=work.id)
    text = page(client, address)
    assert "Issued 2 bills, ¥95.07 together." in text
    assert "Nothing is missing" in text
    with scope.estate(estate):
        issue_month(estate_id=estate, month="2022-12", user_id=billed.users["finance"], work_id=work.id)
        assert Bill.objects.filter(month=DECEMBER.first).count() == 2
        assert queries.proof(estate) == []


def test_an_issue_by_somebody_who_lost_the_right_meanwhile_stops_and_says_so(billed: City) -> None:
    estate = billed.estate_id
    with scope.estate(estate):
        work_id = billing.start_issue(actor=billed.actor("finance", NOW), estate_id=estate, month=DECEMBER, at=NOW)
        with translation.override("en"):
            issue_month(estate_id=estate, month="2022-12", user_id=billed.users["desk"], work_id=work_id)
        assert Work.objects.get(id=work_id).state == "failed"
        assert Bill.objects.filter(month=DECEMBER.first).count() == 0


def test_a_credit_note_form_keeps_what_was_typed_and_says_what_to_do(billed: City) -> None:
    client, bill = billed.signed_in("finance"), bill_of(billed, "owner")
    address = f"/ops/estates/{billed.estate_id}/bills/{bill}/credit-note"
    for typed, said in (
        ({"amount": "10,5x", "reason": "误开"}, "is not an amount"),
        ({"amount": "99.00", "reason": "误开"}, "at most ¥51.81"),
        ({"amount": "1.81", "reason": " "}, "Write the reason"),
    ):
        answer = client.post(address, typed, headers={"accept-language": "en"})
        assert answer.status_code == 422
        text = answer.content.decode()
        assert said in text
        assert f'value="{typed["amount"]}"' in text
    assert client.post(address, {"amount": "1.81", "reason": "误开"}).status_code == 302
    again = client.post(address, {"amount": "1", "reason": "误开"}, headers={"accept-language": "en"})
    assert "waits for a second person already" in again.content.decode()
    assert billed.signed_in("desk").post(address, {"amount": "1", "reason": "x"}).status_code == 404


def test_a_credit_note_is_asked_by_one_and_approved_by_another_on_their_pages(billed: City) -> None:
    finance, manager, bill = billed.signed_in("finance"), billed.signed_in("manager"), bill_of(billed, "owner")
    own = f"/ops/estates/{billed.estate_id}"
    assert finance.post(f"{own}/bills/{bill}/credit-note", {"amount": "1.81", "reason": "面积有误"}).status_code == 302
    assert "1 credit note waits" in page(manager, f"{own}/billing")
    for asked_on in (f"{own}/bills/{bill}", f"{own}/credit-notes?state=asked"):
        assert "面积有误" in page(manager, asked_on)
        assert 'value="approve"' in page(manager, asked_on)
        assert 'value="approve"' not in page(finance, asked_on)
        assert "Take it back" in page(finance, asked_on)
    with scope.estate(billed.estate_id):
        correction_id = Correction.objects.get().id
    decision = f"{own}/credit-notes/{correction_id}/decision"
    finance.post(decision, {"decision": "approve"})
    assert "have the right to do this" in page(finance, f"{own}/credit-notes")
    manager.post(decision, {"decision": "refuse", "reason": ""})
    assert "Write the reason" in page(manager, f"{own}/credit-notes")
    answer = manager.post(decision, {"decision": "approve", "next": f"{own}/bills/{bill}"})
    assert answer.headers["Location"] == f"{own}/bills/{bill}"
    text = page(finance, f"{own}/bills/{bill}")
    assert "Given back to the home" in text
    assert "Approved by a second person" in page(finance, f"{own}/credit-notes")
    assert manager.post(decision, {"decision": "approve", "next": "//evil.example"}).headers["Location"].startswith(own)
    rows = openpyxl.load_workbook(io.BytesIO(b"".join(finance.get(f"{own}/credit-notes.xlsx")))).active
    assert rows is not None
    assert [cell.value for cell in rows[2]][3:6] == [51.81, 1.81, "面积有误"]
    assert billed.signed_in("desk").get(f"{own}/credit-notes").status_code == 404


def test_a_waiver_is_asked_by_one_and_approved_by_another(billed: City) -> None:
    estate = billed.estate_id
    finance = billed.signed_in("finance")
    typed = {
        "home": "3-2-502",
        "kind": "hardship",
        "percent": "50",
        "reason": "低保户",
        "starts_on": "2022-12-01",
        "last_day": "2023-05-31",
    }
    wrong = finance.post(f"/ops/estates/{estate}/waivers/ask", {**typed, "home": "99-9-999"})
    assert wrong.status_code == 422
    assert "99-9-999" in wrong.content.decode()
    assert finance.post(f"/ops/estates/{estate}/waivers/ask", typed).status_code == 302
    with scope.estate(estate):
        waiver = Waiver.objects.get()
    decide = f"/ops/estates/{estate}/waivers/{waiver.id}/decision"
    finance.post(decide, {"decision": "approve"})  # who asked approves nothing
    with scope.estate(estate):
        waiver.refresh_from_db()
        assert waiver.state == "asked"
    assert billed.signed_in("manager").post(decide, {"decision": "approve"}).status_code == 302
    with scope.estate(estate):
        waiver.refresh_from_db()
    assert (waiver.state, waiver.percent, waiver.ends_before.isoformat()) == ("approved", 50, "2023-06-01")
    end = {"last_day": "2023-03-31", "reason": "已经入住"}
    assert finance.post(f"/ops/estates/{estate}/waivers/{waiver.id}/end", end).status_code == 302
    listed = billed.signed_in("manager").get(f"/ops/estates/{estate}/waivers").content.decode()
    (decide_end,) = set(re.findall(rf'action="(/ops/estates/{estate}/waiver-ends/\d+)"', listed))
    assert billed.signed_in("manager").post(decide_end, {"decision": "approve"}).status_code == 302
    with scope.estate(estate):
        waiver.refresh_from_db()
    assert waiver.ends_before.isoformat() == "2023-04-01"


def test_a_credit_pays_open_bills_from_the_page(billed: City) -> None:
    estate, home = billed.estate_id, billed.homes["owner"]
    with scope.estate(estate):
        billing.issue_month(actor=billed.actor("finance", NOW), estate_id=estate, month=DECEMBER, at=NOW)
    text = page(billed.signed_in("desk"), f"/ops/estates/{estate}/homes/{home}/bills")
    assert "¥43.62" in text  # 51.81 less the 8.19 that were paid beyond November
    answer = billed.signed_in("desk").post(f"/ops/estates/{estate}/homes/{home}/use-credit", follow=True)
    assert answer.status_code == 200


def test_the_statement_of_the_page_adds_up(billed: City) -> None:
    text = page(billed.signed_in("desk"), f"/ops/estates/{billed.estate_id}/homes/{billed.homes['owner']}/statement")
    assert "−¥8.19" in text
    assert "data-print" in text
