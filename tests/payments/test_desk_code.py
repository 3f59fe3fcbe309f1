"""A payer at the desk who has a telephone and no cash."""

from __future__ import annotations

import re

import pytest

from laoyou.infra import clock, scope
from laoyou.infra.actor import system
from laoyou.system.payments import queries
from laoyou.system.payments import use_cases as payments
from tests.payments.standin import StandIn
from tests.payments.test_desk_pages import billed, till
from tests.personas import City

pytestmark = pytest.mark.django_db
__all__ = ["billed"]


@pytest.mark.parametrize("channel", ["wechat", "alipay"])
def test_a_code_is_shown_scanned_and_the_page_sees_the_money(billed: City, standin: StandIn, channel: str) -> None:
    desk = billed.signed_in("desk")
    page = desk.get(till(billed)).content.decode()
    form = {"bill": re.findall(r'name="bill" value="(\d+)"', page), "channel": channel}
    answer = desk.post(f"{till(billed)}/code", form)
    assert answer.status_code == 302
    shown = answer["Location"]
    assert desk.post(f"{till(billed)}/code", form)["Location"] == shown
    order_id = int(shown.rsplit("/", 1)[-1])
    assert "正在向渠道取二维码" in desk.get(shown).content.decode()
    assert desk.get(f"{shown}/code.svg").status_code == 404
    payments.ask_prepay(estate_id=billed.estate_id, order_id=order_id, at=clock.now())
    assert f"{shown}/code.svg" in desk.get(shown).content.decode()
    assert desk.get(f"{shown}/code.svg").content.startswith(b"<?xml")
    with scope.estate(billed.estate_id):
        order = queries.order_for(actor=system("tests"), estate_id=billed.estate_id, order_id=order_id)
    standin.pay(order.address)
    payments.query_order(estate_id=billed.estate_id, order_id=order_id, at=clock.now())
    paid = desk.get(shown).content.decode()
    assert "钱已到账" in paid
    assert "every 3s" not in paid
    assert desk.get(f"{shown}/code.svg").status_code == 404


def test_a_channel_that_is_not_here_is_said_at_the_till(billed: City, standin: StandIn) -> None:
    desk = billed.signed_in("desk")
    page = desk.get(till(billed)).content.decode()
    bills = re.findall(r'name="bill" value="(\d+)"', page)
    for form in ({"bill": bills, "channel": "unionpay"}, {"channel": "wechat"}):
        answer = desk.post(f"{till(billed)}/code", form)
        assert (answer.status_code, answer["Location"]) == (302, till(billed))
