"""The two public libraries as peers for refunds: both ask for the same, and ours refuses what they let through."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any

import pytest
from wechatpayv3 import utils as wechat_peer_tools
from wechatpayv3.type import RequestType

from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import AskedOrder, AskedRefund, ToldRefund
from laoyou.system.payments.providers.wechat import refunds, signing
from laoyou.system.payments.refunds.rules.stages import RefundStanding
from tests.payments.gateways import asked, now, own_keys
from tests.payments.standin import StandIn
from tests.payments.test_peers import NUMBER, alipay_library, wechat_library

__all__ = ["alipay_library", "wechat_library"]


def paid_order(channel: str, standin: StandIn) -> tuple[AskedOrder, str]:
    """Return an order that was paid, and by which transaction."""
    provider, order = doors.provider_for(channel), asked()
    standin.pay(provider.ask(order, at=now()).address)
    return order, provider.query(order.number, at=now()).transaction


def refund_of(order: AskedOrder, transaction: str) -> AskedRefund:
    return AskedRefund(f"R{order.number[1:]}", order.number, transaction, 181, 5181, "退款", order.notify_address)


def test_the_library_and_ours_ask_for_the_same_refund_and_read_it_alike(standin: StandIn, wechat_library: Any) -> None:
    order, transaction = paid_order("wechat", standin)
    mine = refund_of(order, transaction)
    code, message = wechat_library.request(
        refunds.PATH, method=RequestType.POST, data=refunds.body_of(mine)
    )  # wechatpayv3.refund() sends just these fields
    theirs = json.loads(message)
    assert (code, theirs["status"]) == (200, "PROCESSING")
    ours = doors.provider_for("wechat").refund(mine, at=now())
    assert (ours.refund, ours.amount_fen) == (theirs["refund_id"], theirs["amount"]["refund"])
    code, message = wechat_library.request(f"{refunds.PATH}/{mine.number}")
    done = doors.provider_for("wechat").query_refund(mine, at=now())
    assert (code, json.loads(message)["status"], done.standing) == (200, "SUCCESS", RefundStanding.DONE)


def refund_notice(standin: StandIn, at: datetime, **changes: Any) -> tuple[dict[str, str], bytes]:
    gateway = own_keys(standin.home)
    content = {
        "mchid": gateway.mchid,
        "out_trade_no": NUMBER,
        "transaction_id": "4200000001202211300000000001",
        "out_refund_no": "RRS_20221203_7QK4M2ZP9T",
        "refund_id": "50300012022120300000000001",
        "refund_status": "SUCCESS",
        "success_time": "2022-12-03T12:00:00+08:00",
        "user_received_account": "支付用户零钱",
        "amount": {"total": 5181, "refund": 181, "payer_total": 5181, "payer_refund": 181},
    } | changes
    sealed = signing.seal(
        json.dumps(content).encode(), apiv3_key=gateway.apiv3_key, nonce="0123456789ab", associated_data="refund"
    )
    body = json.dumps({"resource_type": "encrypt-resource", "event_type": "REFUND.SUCCESS", "resource": sealed})
    timestamp, nonce = str(int(at.timestamp())), "0123456789abcdef"
    signature = wechat_peer_tools.rsa_sign(gateway.wechat_key, f"{timestamp}\n{nonce}\n{body}\n")
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": gateway.wechat_serial,
        "Wechatpay-Signature": signature,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }, body.encode()


def test_our_code_accepts_a_refund_that_the_library_signs(standin: StandIn, wechat_library: Any) -> None:
    headers, body = refund_notice(standin, now())
    assert json.loads(wechat_library.decrypt_callback(headers, body))["out_refund_no"] == "RRS_20221203_7QK4M2ZP9T"
    told = doors.provider_for("wechat").read_notification(headers, body, at=now())
    assert isinstance(told, ToldRefund)
    assert (told.number, told.standing, told.amount_fen) == ("RRS_20221203_7QK4M2ZP9T", RefundStanding.DONE, 181)


@pytest.mark.parametrize(
    ("reason", "age", "changes"),
    [
        ("stale", timedelta(days=400), {}),
        ("addressee", timedelta(), {"mchid": "1999999999"}),
        ("shape", timedelta(), {"amount": {"refund": "181"}}),
        ("shape", timedelta(), {"success_time": "2022-12-03 12:00:00"}),
        ("currency", timedelta(), {"amount": {"refund": 181, "currency": "USD"}}),
    ],
)
def test_our_code_refuses_refunds_that_the_library_lets_through(
    standin: StandIn, wechat_library: Any, reason: str, age: timedelta, changes: dict[str, Any]
) -> None:
    headers, body = refund_notice(standin, now() - age, **changes)
    assert wechat_library.decrypt_callback(headers, body) is not None
    with pytest.raises(NotificationRefused, match=reason):
        doors.provider_for("wechat").read_notification(headers, body, at=now())


def test_alipays_library_and_ours_ask_for_the_same_refund_and_read_it_alike(
    standin: StandIn, alipay_library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        order, transaction = paid_order("alipay", standin)
        mine = refund_of(order, transaction)
        answer = alipay_library.api_alipay_trade_refund(
            refund_amount="1.81", out_trade_no=order.number, trade_no=transaction, out_request_no=mine.number
        )
        assert (answer["code"], answer["fund_change"]) == ("10000", "Y")
        assert doors.provider_for("alipay").refund(mine, at=now()).standing is RefundStanding.UNDER_WAY
        theirs = alipay_library.api_alipay_trade_fastpay_refund_query(
            mine.number, trade_no=transaction, out_trade_no=order.number
        )
        done = doors.provider_for("alipay").query_refund(mine, at=now())
        assert (theirs["refund_status"], theirs["refund_amount"]) == ("REFUND_SUCCESS", "1.81")
        assert (done.standing, done.amount_fen) == (RefundStanding.DONE, 181)
    finally:
        monkeypatch.undo()
        time.tzset()
