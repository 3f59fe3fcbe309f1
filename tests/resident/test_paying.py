"""Choosing bills, opening an order, and the page that says what became of it."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.test import Client

from laoyou.infra import clock, scope
from laoyou.system.payments import use_cases as payments
from laoyou.system.payments.models import Order
from tests.personas import TODAY, City
from tests.resident.world import bill, open_bills, pay_cash, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("gateways")]


def order_of(city: City, client: Client, *bill_ids: int, channel: str = "wechat") -> str:
    """Start a payment and return the address of its page."""
    answer = client.post("/pay/start/", form(city, *bill_ids, channel=channel))
    assert answer.status_code == 302, text(answer)
    return answer.headers["Location"]


def form(city: City, *bill_ids: int, channel: str = "wechat", home: str = "owner") -> dict[str, object]:
    return {"home": f"{city.estate_id}-{city.homes[home]}", "bill": list(bill_ids), "channel": channel}


def orders(city: City) -> list[Order]:
    with scope.estate(city.estate_id):
        return list(Order.objects.order_by("id"))


def settle(city: City, order: Order, fen: int | None = None) -> str:
    return payments.settle(
        channel=order.channel,
        transaction=f"4200{order.id}",
        order_number=order.number,
        amount_fen=order.amount_fen if fen is None else fen,
        paid_at=TODAY,
        seen_via="notification",
        at=TODAY,
    )


def test_shows_every_open_bill_with_its_own_arithmetic_all_ticked(city: City) -> None:
    bill(city, 7, 8)
    answer = city.signed_in("owner").get("/pay/")
    page = answer.content.decode()
    assert "已选 2 / 2 ¥ 70.19" in text(answer)
    assert "7月 物业服务费 ¥18.38 86.35 m² × 0.60" in text(answer)
    assert len(re.findall(r'name="bill" value="\d+" data-fen="\d+" checked', page)) == 2
    assert f'name="home" value="{city.estate_id}-{city.homes["owner"]}"' in page


def test_ticks_only_the_bill_that_somebody_came_to_pay(city: City) -> None:
    bill(city, 7, 8)
    first = open_bills(city)[0]
    answer = city.signed_in("owner").get("/pay/", {"bill": first.id})
    assert "已选 1 / 2 ¥ 18.38" in text(answer)


def test_says_that_there_is_nothing_to_pay(city: City) -> None:
    assert "没有要缴的费用" in text(city.signed_in("owner").get("/pay/"))


def test_a_second_tap_meets_the_first_ones_order(city: City) -> None:
    bill(city, 7, 8)
    ids = [one.id for one in open_bills(city)]
    client = city.signed_in("owner")
    assert order_of(city, client, *ids) == order_of(city, client, *reversed(ids))
    assert len(orders(city)) == 1
    assert orders(city)[0].amount_fen == 7019


def test_the_amount_is_ours_whatever_is_sent(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    client.post("/pay/start/", {**form(city, open_bills(city)[0].id), "amount": "1", "amount_fen": "1"})
    assert [order.amount_fen for order in orders(city)] == [5181]


@pytest.mark.parametrize("bills", [["x"], ["1;--"], ["-1"], ["9" * 30], ["１"], ["4294967296999"]])
def test_a_bill_that_is_none_is_not_found(city: City, bills: list[str]) -> None:
    client = city.signed_in("owner")
    assert client.post("/pay/start/", {**form(city), "bill": bills}).status_code == 404
    assert orders(city) == []


def test_nobody_starts_a_payment_with_anothers_bill_or_home(city: City) -> None:
    bill(city, 8)
    elders = open_bills(city, "elder")[0].id
    client = city.signed_in("owner")
    assert client.post("/pay/start/", form(city, elders)).status_code == 404
    assert client.post("/pay/start/", form(city, elders, home="elder")).status_code == 404
    assert orders(city) == []


def test_no_bill_ticked_is_said_with_everything_else_kept(city: City) -> None:
    bill(city, 8)
    answer = city.signed_in("owner").post("/pay/start/", form(city, channel="alipay"))
    assert answer.status_code == 422
    assert "请至少选择一张账单" in text(answer) or 'role="alert"' in answer.content.decode()
    assert re.search(r'value="alipay"[^>]* checked', answer.content.decode())


@pytest.mark.parametrize("channel", ["", "cash", "bank", "paypal"])
def test_only_the_two_gateways_are_offered(city: City, channel: str) -> None:
    bill(city, 8)
    answer = city.signed_in("owner").post("/pay/start/", form(city, open_bills(city)[0].id, channel=channel))
    assert answer.status_code == 422
    assert orders(city) == []


def test_a_bill_paid_meanwhile_is_said_and_the_rest_stays_ticked(city: City) -> None:
    bill(city, 7, 8)
    july, august = open_bills(city)
    pay_cash(city, "18.38", july.id)
    answer = city.signed_in("owner").post("/pay/start/", form(city, july.id, august.id))
    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert "要缴 ¥ 51.81" in text(answer)


def test_the_page_of_an_order_looks_again_by_itself_until_it_is_decided(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    address = order_of(city, client, open_bills(city)[0].id)
    page = client.get(address).content.decode()
    assert f'hx-get="{address}"' in page
    assert "正在打开微信支付" in page
    settle(city, orders(city)[0])
    answer = client.get(address)
    assert "hx-get" not in answer.content.decode()
    assert "缴费成功 ¥ 51.81 微信支付" in text(answer)
    assert "2022年8月 物业服务费 ¥51.81" in text(answer)
    assert "/receipts/" in answer.content.decode()
    assert text(client.get(address)) == text(answer)


def test_the_cashier_is_opened_and_who_comes_back_is_asked_for_patience(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    address = order_of(city, client, open_bills(city)[0].id)
    with scope.estate(city.estate_id):
        Order.objects.update(state="waiting", prepay={"way": "h5", "address": "https://pay.example/cashier?x=1&y=2"})
    first = client.get(address, headers={"HX-Request": "true"}).content.decode()
    assert 'data-cashier="' in first
    assert 'href="https://pay.example/cashier?x=1&amp;y=2"' in first
    back = client.get(address)
    assert "正在确认付款结果" in text(back)
    assert "data-cashier" not in back.content.decode()
    assert f'hx-get="{address}?back=1"' in back.content.decode()
    again = client.get(f"{address}?back=1", headers={"HX-Request": "true"})
    assert "正在确认付款结果" in text(again)


def test_who_says_it_is_paid_lets_the_channel_be_asked_at_once(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    address = order_of(city, client, open_bills(city)[0].id)
    assert client.post(address).headers["Location"] == address
    assert orders(city)[0].next_query_at is not None


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("unknown", "还没有收到结果"),
        ("closed", "这笔缴费已经关闭"),
        ("exception", "这笔缴费正在核对"),
    ],
)
def test_every_other_end_says_what_to_do(city: City, state: str, words: str) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    address = order_of(city, client, open_bills(city)[0].id)
    with scope.estate(city.estate_id):
        Order.objects.update(state=state)
    assert words in text(client.get(address))


def test_an_order_past_its_time_asks_to_wait_and_not_to_pay_again(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    address = order_of(city, client, open_bills(city)[0].id)
    late = orders(city)[0].expires_at + timedelta(minutes=1)
    monkeypatch.setattr(clock, "now", lambda: late)
    assert "付款时间已过" in text(client.get(address))


def test_a_relative_pays_for_the_elder_and_others_see_nothing_of_the_order(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("relative")
    bills = [one.id for one in open_bills(city, "relative")]
    answer = client.post("/pay/start/", form(city, *bills, home="elder"))
    address = answer.headers["Location"]
    assert "您正在替 周** 办理" in text(client.get(address))
    assert city.signed_in("elder").get(address).status_code == 200
    for who in ("owner", "tenant", "stranger"):
        assert city.signed_in(who).get(address).status_code == 404
        assert city.signed_in(who).post(address).status_code == 404


def test_more_than_is_due_becomes_credit_and_the_receipt_says_so(city: City) -> None:
    bill(city, 8)
    client = city.signed_in("owner")
    order_of(city, client, open_bills(city)[0].id)
    pay_cash(city, "51.81", open_bills(city)[0].id)
    settle(city, orders(city)[0])
    assert "预存款 ¥51.81" in text(client.get("/"))
    receipts = re.findall(r'href="(/receipts/\d+/\d+/)"', client.get("/receipts/").content.decode())
    assert any("存为预存款 ¥51.81" in text(client.get(address)) for address in receipts)


IN_WECHAT = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 12) MicroMessenger/8.0.30"}


class _Wechat:
    appid = "wx0"

    def way_there(self, *, back: str, state: str) -> str:
        return f"https://open.weixin.qq.com/connect?redirect_uri={back}&state={state}"

    def openid_behind(self, code: str) -> str:
        return f"o-of-{code}-0000000"


def test_inside_wechat_who_pays_is_asked_of_wechat_once_and_for_this_session_alone(
    city: City, gateways: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("laoyou.system.payments.providers.doors.wechat_oauth", _Wechat)
    bill(city, 8)
    august = open_bills(city)[0].id
    client = city.signed_in("owner")
    assert client.get("/pay/").status_code == 200
    away = client.get(f"/pay/?bill={august}", **IN_WECHAT)
    assert away.status_code == 302
    state = away.headers["Location"].rpartition("state=")[2]
    other = city.signed_in("owner")
    other.get("/pay/", **IN_WECHAT)
    other.get(f"/pay/wechat/?code=hers&state={state}", **IN_WECHAT)
    order_of(city, other, august)
    assert orders(city)[-1].prepay["way"] == "h5"
    back = client.get(f"/pay/wechat/?code=his&state={state}", **IN_WECHAT)
    assert back.headers["Location"] == f"/pay/?bill={august}"
    assert client.get("/pay/", **IN_WECHAT).status_code == 200
    client.post("/pay/start/", form(city, august), **IN_WECHAT)
    assert orders(city)[-1].prepay["way"] == "jsapi"
