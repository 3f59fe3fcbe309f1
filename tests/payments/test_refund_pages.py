"""Refunds as people meet them: at the payment, in the list, on the receipt, on paper, in the statement."""

from __future__ import annotations

import io
import re
from datetime import datetime

import pytest
from django.test import Client
from openpyxl import load_workbook
from pypdf import PdfReader

from laoyou.infra import clock, scope
from laoyou.infra.actor import system
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Payment, Receipt, Refund
from laoyou.system.payments.providers.provider import ToldRefund
from laoyou.system.payments.refunds import use_cases as refunds
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from laoyou.system.payments.use_cases import OrderLineRequest
from tests.payments.test_desk_pages import billed, bills
from tests.personas import City

pytestmark = pytest.mark.django_db
__all__ = ["billed"]


def paid_online(city: City, *, extra: int = 0, transaction: str = "4200000077") -> int:
    """Let the owner's household pay July and August by WeChat Pay, and return the payment's id."""
    two = bills(city)[:2]
    order = payments.open_order(
        actor=system("test"),
        estate_id=city.estate_id,
        home_id=city.homes["owner"],
        channel="wechat",
        lines=[OrderLineRequest("bill", bill.id, bill.amount_fen - bill.paid_fen) for bill in two],
        payer_name="李秀兰",
        at=clock.now(),
        asks_channel=False,
    )
    payments.settle(
        channel="wechat",
        transaction=transaction,
        order_number=order.number,
        amount_fen=1838 + 5181 + extra,
        paid_at=clock.now(),
        seen_via="notification",
        at=clock.now(),
    )
    with scope.estate(city.estate_id):
        return Payment.objects.get(transaction=transaction).id


def said(refund: Refund, standing: RefundStanding, at: datetime | None = None) -> None:
    at = at or clock.now()
    told = ToldRefund(refund.number, standing, refund.order_number, refund.transaction, "50", refund.amount_fen, at)
    refunds.settle_refund(channel="wechat", told=told, seen_via="notification", at=at)


def newest(city: City, estate_id: int | None = None) -> Refund:
    with scope.estate(city.estate_id if estate_id is None else estate_id):
        return Refund.objects.latest("id")


def test_a_payment_goes_back_from_the_desk_to_the_payers_own_page(billed: City) -> None:
    desk, manager, owner = (billed.signed_in(who) for who in ("desk", "manager", "owner"))
    payment_id = paid_online(billed)
    own = f"/ops/estates/{billed.estate_id}"
    page = f"{own}/payments/{payment_id}"
    july, august = bills(billed)[:2]
    shown = desk.get(page).content.decode()
    assert f'value="{july.id}" checked' in shown
    form = {"amount": "51.81", "bill": [august.id], "reason": "重复缴费"}
    for wrong, words in (
        ({"amount": "x"}, "不是金额"),
        ({"amount": "70.20"}, "最多还能退 ¥70.19"),
        ({"amount": "60"}, "还差 ¥8.19"),
        ({"reason": " "}, "请简单写明理由"),
    ):
        answer = desk.post(f"{page}/refund", form | wrong)
        assert answer.status_code == 422
        assert words in answer.content.decode(), words
    assert desk.post(f"{page}/refund", form).status_code == 302
    assert 'value="approve"' not in desk.get(page).content.decode()
    for waiting_on in (page, "/ops/refunds?standing=asked"):
        shown = manager.get(waiting_on).content.decode()
        assert "重复缴费" in shown
        assert 'value="approve"' in shown
    assert "重新变为待缴" in manager.get(page).content.decode()
    decision = re.search(r'action="([^"]+/refunds/\d+/\d+/decision)"', shown)
    assert decision is not None
    manager.post(decision[1], {"decision": "approve", "next": page})
    assert "正在请渠道退款" in desk.get("/ops/refunds?standing=under_way").content.decode()
    assert "正由微信支付退还给您" in owner.get(f"/receipts/{billed.estate_id}/{payment_id}/").content.decode()
    said(newest(billed), RefundStanding.DONE)
    assert "已退还付款人" in desk.get(page).content.decode()
    assert "退还给您" in owner.get(f"/receipts/{billed.estate_id}/{payment_id}/").content.decode()
    assert "已退还您 ¥51.81" in owner.get("/receipts/").content.decode()
    with scope.estate(billed.estate_id):
        code = Receipt.objects.get(payment_id=payment_id).check_code
    check = Client().get(f"/check/{code}/").content.decode()
    assert "这张收据是真的" in check
    assert "其中 ¥51.81 已于" in check
    paper = PdfReader(io.BytesIO(desk.get(f"{page}/receipt.pdf").content)).pages[0].extract_text()
    assert "已退款：¥51.81" in paper
    year = clock.now().year
    statement = f"{own}/homes/{billed.homes['owner']}/statement?year={year}"
    assert "渠道" in manager.get(statement).content.decode()
    assert "退还给您：微信支付" in owner.get(f"/statement/?year={year}").content.decode()
    rows = list(load_workbook(io.BytesIO(b"".join(desk.get("/ops/refunds.xlsx")))).active.values)
    assert rows[1][2] == 51.81
    assert rows[1][9] == "重复缴费"


def test_all_of_it_is_stamped_on_the_paper(billed: City) -> None:
    desk, manager = billed.signed_in("desk"), billed.signed_in("manager")
    payment_id = paid_online(billed)
    page = f"/ops/estates/{billed.estate_id}/payments/{payment_id}"
    form = {"amount": "70.19", "bill": [bill.id for bill in bills(billed)[:2]], "reason": "误缴"}
    desk.post(f"{page}/refund", form)
    manager.post(f"/ops/refunds/{billed.estate_id}/{newest(billed).id}/decision", {"decision": "approve"})
    said(newest(billed), RefundStanding.DONE)
    paper = PdfReader(io.BytesIO(desk.get(f"{page}/receipt.pdf").content)).pages[0].extract_text()
    assert "已退款" in paper


def test_money_in_suspense_is_given_back_on_its_own_page(billed: City) -> None:
    finance, manager = billed.signed_in("finance"), billed.signed_in("manager")
    payment_id = paid_online(billed, extra=1)
    page = f"/ops/suspense/{billed.estate_id}/{payment_id}"
    assert "或者退回去" in finance.get(page).content.decode()
    assert finance.post(f"{page}/refund", {"amount": "", "reason": "误付"}).status_code == 422
    assert finance.post(f"{page}/refund", {"amount": "70.20", "reason": "误付"}).status_code == 302
    assert (
        "已经有人申请退这笔款了"
        in finance.post(page, {"estate": billed.estate_id, "home": "3-2-501", "reason": "x"}).content.decode()
    )
    decision = f"/ops/refunds/{billed.estate_id}/{newest(billed).id}/decision"
    answer = manager.post(decision, {"decision": "approve", "next": page}, follow=True)
    assert answer.status_code == 200
    assert "退款" in answer.content.decode()
    said(newest(billed), RefundStanding.DONE)
    assert "已退还付款人" in manager.get(f"/ops/estates/{billed.estate_id}/payments/{payment_id}").content.decode()


def test_a_refund_that_the_channel_does_not_take_is_stopped_from_the_list(billed: City) -> None:
    desk, manager = billed.signed_in("desk"), billed.signed_in("manager")
    payment_id = paid_online(billed)
    page = f"/ops/estates/{billed.estate_id}/payments/{payment_id}"
    desk.post(f"{page}/refund", {"amount": "18.38", "bill": [bills(billed)[0].id], "reason": "误缴"})
    refund = newest(billed)
    manager.post(f"/ops/refunds/{billed.estate_id}/{refund.id}/decision", {"decision": "approve"})
    refunds.carry_refund(estate_id=billed.estate_id, refund_id=refund.id, at=clock.now())  # no channel is set up here
    shown = manager.get(f"/ops/refunds?search={refund.number}").content.decode()
    stop = re.search(r'action="([^"]+/stop)"', shown)
    assert stop is not None
    assert "/stop" not in desk.get("/ops/refunds").content.decode()
    assert manager.post(stop[1], {"reason": "改为现金", "next": "/ops/refunds"}).status_code == 302
    assert "正在停止" in manager.get("/ops/refunds").content.decode()
    said(newest(billed), RefundStanding.CLOSED)
    assert "没有退成" in manager.get("/ops/refunds?standing=failed").content.decode()


@pytest.mark.parametrize("who", ["visitor", "owner", "street_official", "bureau_official", "auditor"])
def test_others_see_no_refunds(billed: City, who: str) -> None:
    paid_online(billed)
    for address in ("/ops/refunds", "/ops/refunds.xlsx"):
        answer = billed.signed_in(who).get(address)
        assert answer.status_code == 404 or "sign-in" in answer.get("Location", "")


def test_another_company_sees_none_of_ours_and_decides_nothing(billed: City) -> None:
    desk, rival = billed.signed_in("desk"), billed.signed_in("rival")
    payment_id = paid_online(billed)
    page = f"/ops/estates/{billed.estate_id}/payments/{payment_id}"
    desk.post(f"{page}/refund", {"amount": "18.38", "bill": [bills(billed)[0].id], "reason": "误缴"})
    assert "误缴" not in rival.get("/ops/refunds").content.decode()
    decision = f"/ops/refunds/{billed.estate_id}/{newest(billed).id}/decision"
    assert rival.post(decision, {"decision": "approve"}).status_code == 404


def test_the_list_asks_the_database_little(billed: City, django_assert_max_num_queries: object) -> None:
    desk = billed.signed_in("desk")
    payment_id = paid_online(billed)
    page = f"/ops/estates/{billed.estate_id}/payments/{payment_id}"
    desk.post(f"{page}/refund", {"amount": "18.38", "bill": [bills(billed)[0].id], "reason": "误缴"})
    for address in ("/ops/refunds", "/ops/refunds?search=3-2-501", page):
        with django_assert_max_num_queries(45):  # type: ignore[operator]
            assert desk.get(address).status_code == 200
