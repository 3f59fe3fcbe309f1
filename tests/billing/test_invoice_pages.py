"""The pages of invoices: at the receipt, at the payment, and the desk's list."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.test import Client

from laoyou.core.calendar import Month
from laoyou.core.money import Money
from laoyou.demo.bureau.__main__ import hand_over
from laoyou.infra import clock, scope
from laoyou.system.billing import use_cases as billing
from laoyou.system.billing.invoices.models import Invoice
from laoyou.system.billing.models import Bill
from laoyou.system.mandates import queries as mandates
from tests.personas import City

NOW = datetime(2022, 12, 30, 2, 42, tzinfo=UTC)
TYPED = {"kind": "company", "title": "", "tax_number": "91350100M000100Y44", "send_to": "li@example.com"}
RIGHT = {**TYPED, "title": "测试有限公司", "tax_number": "91350100M000100Y43"}


@pytest.fixture(autouse=True)
def december(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))


@pytest.fixture
def payment_id(city: City) -> int:
    at = datetime(2022, 11, 1, 2, tzinfo=UTC)
    with scope.estate(city.estate_id):
        billing.issue_month(actor=city.actor("finance", at), estate_id=city.estate_id, month=Month(2022, 11), at=at)
        return billing.take_cash(
            actor=city.actor("finance", at),
            estate_id=city.estate_id,
            home_id=city.homes["owner"],
            bill_ids=[Bill.objects.get(home_id=city.homes["owner"]).id],
            received=Money(6000),
            payer_name="李某",
            at=at,
        )


@pytest.fixture
def set_up(city: City, tmp_path: Path) -> None:
    hand_over(tmp_path / "keys" / "einvoice", address="http://127.0.0.1:9", seller=company_of(city))


def company_of(city: City) -> str:
    with scope.estate(city.estate_id):
        found = mandates.mandate_in_force(city.estate_id, NOW.date())
    assert found is not None
    return str(found.company_name)


def text_of(client: Client, address: str, status: int = 200) -> str:
    answer = client.get(address, headers={"accept-language": "zh-Hans"})
    assert answer.status_code == status, (address, answer.status_code)
    return answer.content.decode()


def test_without_keys_the_page_says_how_to_get_an_invoice(city: City, payment_id: int) -> None:
    told = text_of(city.signed_in("owner"), f"/receipts/{city.estate_id}/{payment_id}/invoice/")
    assert "还没有开通电子发票" in told
    assert "<form method" not in told.split("<main", 1)[1]
    assert "还没有开通电子发票" in text_of(
        city.signed_in("desk"), f"/ops/estates/{city.estate_id}/payments/{payment_id}/invoice"
    )


def test_a_refused_form_keeps_what_was_typed_and_the_right_one_is_remembered(
    city: City, payment_id: int, set_up: None
) -> None:
    owner, address = city.signed_in("owner"), f"/receipts/{city.estate_id}/{payment_id}/invoice/"
    wrong = owner.post(address, TYPED, headers={"accept-language": "zh-Hans"})
    assert wrong.status_code == 422
    shown = wrong.content.decode()
    assert "91350100M000100Y44" in shown
    assert "请填写发票抬头" in shown
    assert "末位是校验码" in shown
    assert owner.post(address, RIGHT).status_code == 302
    told = text_of(owner, address)
    assert "测试有限公司" in told
    assert "正在送往税务平台" in told
    assert f"/receipts/{city.estate_id}/{payment_id}/invoice/" in text_of(
        owner, f"/receipts/{city.estate_id}/{payment_id}/"
    )


def test_the_desk_asks_lists_and_hands_out(city: City, payment_id: int, set_up: None) -> None:
    desk, address = city.signed_in("desk"), f"/ops/estates/{city.estate_id}/payments/{payment_id}/invoice"
    assert desk.post(address, TYPED).status_code == 422
    assert desk.post(address, RIGHT).status_code == 302
    assert "测试有限公司" in text_of(desk, address)
    listed = f"/ops/estates/{city.estate_id}/invoices"
    assert "测试有限公司" in text_of(desk, f"{listed}?state=asked&search=测试")
    assert "没有符合条件的发票" in text_of(desk, f"{listed}?state=issued")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(desk.get(f"{listed}.xlsx")))).active
    assert sheet is not None
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert {"测试有限公司", "91350100M000100Y43", 51.81} <= set(cells)
    assert "li@example.com" not in cells


def test_strangers_find_nothing(city: City, payment_id: int, set_up: None) -> None:
    for who in ("rival", "street_official"):
        client = city.signed_in(who)
        assert client.get(f"/ops/estates/{city.estate_id}/invoices").status_code in (302, 404)
        assert client.post(f"/ops/estates/{city.estate_id}/payments/{payment_id}/invoice", RIGHT).status_code in (
            302,
            404,
        )
    assert not_asked(city)


def not_asked(city: City) -> bool:
    with scope.estate(city.estate_id):
        return not Invoice.objects.exists()
