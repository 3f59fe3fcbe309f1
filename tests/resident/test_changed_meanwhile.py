"""What a page or a queue was right about when it was asked, and is not any more when it is done."""

from __future__ import annotations

import io
import re
from datetime import UTC, date, datetime

import pytest
from django.test import Client

from laoyou.infra import clock, scope
from laoyou.infra.models import AuditRow, Work
from laoyou.system.billing.models import Bill, HomeCredit
from laoyou.system.mandates import use_cases as mandates
from laoyou.system.payments.models import Payment
from laoyou.system.people import use_cases as people
from laoyou.system.people.house_ledger import use_cases as house_ledger
from laoyou.system.people.models import ImportedSheet
from laoyou.system.places.models import Home
from tests.personas import City
from tests.resident.world import bill, pay_cash, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]
NOW = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
LEDGER = "楼栋,单元,房号,建筑面积,业主姓名,联系电话\n9,1,101,80.00,李某某,17000000099\n"


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)


def open_till(city: City) -> tuple[Client, str, str, int]:
    """Open the till for the owner's one bill of December; return the page's address, its key and the bill."""
    bill(city, 12)
    desk = city.signed_in("desk")
    address = f"/ops/estates/{city.estate_id}/cash/{city.homes['owner']}"
    found = re.search(r'name="once" value="([^"]+)"', desk.get(address).content.decode())
    assert found is not None
    with scope.estate(city.estate_id):
        return desk, address, found[1], Bill.objects.get(home_id=city.homes["owner"]).id


def test_change_is_not_booked_as_credit_when_the_bill_was_paid_meanwhile(city: City) -> None:
    desk, address, once, bill_id = open_till(city)
    pay_cash(city, "51.81", bill_id, on=NOW)
    answer = desk.post(address, {"bill": [bill_id], "received": "100", "rest": "give_back", "once": once})
    assert answer.status_code == 422
    assert "刚刚已经付清" in text(answer)
    with scope.estate(city.estate_id):
        assert Payment.objects.count() == 1
        assert not HomeCredit.objects.filter(balance_fen__gt=0).exists()


def test_the_same_form_sent_twice_is_one_payment_and_no_refusal(city: City) -> None:
    desk, address, once, bill_id = open_till(city)
    typed = {"bill": [bill_id], "received": "100", "rest": "give_back", "once": once}
    first, second = desk.post(address, typed), desk.post(address, typed)
    assert (first.status_code, second.status_code, second["Location"]) == (302, 302, first["Location"])
    with scope.estate(city.estate_id):
        assert [payment.amount_fen for payment in Payment.objects.all()] == [5181]


def queued(city: City) -> tuple[int, int]:
    asked = {"actor": city.actor("finance", NOW), "estate_id": city.estate_id, "at": NOW}
    sheet_id = house_ledger.read_sheet(name="t.csv", content=io.BytesIO(LEDGER.encode()), **asked)  # type: ignore[arg-type]
    house_ledger.check_sheet(sheet_id=sheet_id, **asked)  # type: ignore[arg-type]
    return sheet_id, house_ledger.commit_sheet(sheet_id=sheet_id, leave_out_refused=False, **asked)  # type: ignore[arg-type]


def enter(city: City, sheet_id: int, work_id: int) -> tuple[str, str, bool]:
    house_ledger.enter_for_work(
        estate_id=city.estate_id,
        sheet_id=sheet_id,
        work_id=work_id,
        user_id=city.users["finance"],
        at=NOW,
        tell=lambda done: None,
    )
    with scope.estate(city.estate_id):
        is_there = Home.objects.filter(label__startswith="9栋").exists()
        return ImportedSheet.objects.get(id=sheet_id).state, Work.objects.get(id=work_id).state, is_there


@pytest.mark.parametrize("what", ["login", "mandate"])
def test_a_queued_import_is_not_entered_for_who_may_import_no_more(city: City, what: str) -> None:
    sheet_id, work_id = queued(city)
    if what == "login":
        people.set_staff_active(
            actor=city.actor("administrator"), user_id=city.users["finance"], is_active=False, at=NOW
        )
    else:
        mandates.end_mandate(
            actor=city.actor("manager"),
            estate_id=city.estate_id,
            mandate_id=city.mandate_id,
            ended_on=date(2022, 12, 30),
            reason="到期",
            at=NOW,
        )
    assert enter(city, sheet_id, work_id) == ("failed", "failed", False)


def test_a_queued_import_is_entered_in_the_name_of_who_asked(city: City) -> None:
    sheet_id, work_id = queued(city)
    assert enter(city, sheet_id, work_id) == ("committed", "done", True)
    with scope.estate(city.estate_id):
        row = AuditRow.objects.get(action="people.ledger_entered")
    assert row.actor == f"staff:{city.users['finance']}"
