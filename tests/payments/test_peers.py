"""Two public libraries as peers: what ours signs they accept, what they sign ours accepts, and what they let through
ours refuses."""

from __future__ import annotations

import json
import time
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

import alipay as alipay_peer
import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from wechatpayv3 import core as wechat_peer
from wechatpayv3 import utils as wechat_peer_tools
from wechatpayv3.type import RequestType

from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.alipay import signing as alipay_signing
from laoyou.system.payments.providers.provider import Standing, Way
from laoyou.system.payments.providers.wechat import signing
from tests.payments.gateways import asked, now, own_keys
from tests.payments.standin import StandIn

__all__ = ["alipay_library", "wechat_library"]
NUMBER = "ERS_20221130_7QK4M2ZP9T"


def private_pem(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def public_pem(key: RSAPublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.fixture
def wechat_library(standin: StandIn) -> Any:
    """wechatpayv3 as a merchant with the same keys; its gateway is the stand-in. It starts without the network."""
    ours: Any = doors.provider_for("wechat")
    gateway = own_keys(standin.home)
    library = wechat_peer.Core(
        mchid=gateway.mchid,
        cert_serial_no=ours.keys.serial,
        private_key=private_pem(ours.keys.private_key),
        apiv3_key=gateway.apiv3_key.decode(),
        public_key=public_pem(gateway.wechat_key.public_key()),
        public_key_id="PUB_KEY_ID_0",
        timeout=5,
        proxy={"http": "", "https": ""},
    )
    library._gate_way = standin.address
    library._certificates = [gateway.wechat_certificate]
    library._public_key_id = None
    return library


def notice(
    standin: StandIn, at: datetime, *, by_peer: bool = False, serial: str = "", **changes: Any
) -> tuple[dict[str, str], bytes]:
    """Return a notification that WeChat Pay's own key signed, by our code or by the library's."""
    gateway = own_keys(standin.home)
    content = {
        "mchid": gateway.mchid,
        "appid": gateway.appid,
        "out_trade_no": NUMBER,
        "transaction_id": "4200000001202211300000000001",
        "trade_state": "SUCCESS",
        "trade_type": "NATIVE",
        "success_time": "2022-11-30T12:00:00+08:00",
        "amount": {"total": 5181, "payer_total": 5181, "currency": "CNY", "payer_currency": "CNY"},
    } | changes
    sealed = signing.seal(
        json.dumps(content).encode(), apiv3_key=gateway.apiv3_key, nonce="0123456789ab", associated_data="transaction"
    )
    body = json.dumps({"resource_type": "encrypt-resource", "event_type": "TRANSACTION.SUCCESS", "resource": sealed})
    timestamp, nonce = str(int(at.timestamp())), "0123456789abcdef"
    if by_peer:
        signature = wechat_peer_tools.rsa_sign(gateway.wechat_key, f"{timestamp}\n{nonce}\n{body}\n")
    else:
        signature = signing.sign(gateway.wechat_key, timestamp, nonce, body)
    return {
        "Wechatpay-Timestamp": timestamp,
        "Wechatpay-Nonce": nonce,
        "Wechatpay-Serial": serial or gateway.wechat_serial,
        "Wechatpay-Signature": signature,
        "Wechatpay-Signature-Type": "WECHATPAY2-SHA256-RSA2048",
    }, body.encode()


def test_both_sign_a_request_alike(standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    ours: Any = doors.provider_for("wechat")
    at = now()
    monkeypatch.setattr(wechat_peer_tools.time, "time", at.timestamp)
    body = json.dumps({"out_trade_no": NUMBER, "description": "秀山花园"})
    request = {"method": "POST", "path": "/v3/pay/transactions/native"}
    theirs = wechat_peer_tools.build_authorization(
        request["path"],
        request["method"],
        ours.keys.mchid,
        ours.keys.serial,
        ours.keys.private_key,
        data=body,
        nonce_str="N0",
    )
    mine = signing.authorization(
        key=ours.keys.private_key,
        mchid=ours.keys.mchid,
        serial=ours.keys.serial,
        body=body,
        nonce="N0",
        at=at,
        **request,
    )
    assert mine == theirs


def test_the_library_accepts_what_our_code_signs_and_seals(standin: StandIn, wechat_library: Any) -> None:
    headers, body = notice(standin, now())
    assert json.loads(wechat_library.decrypt_callback(headers, body))["out_trade_no"] == NUMBER


def test_our_code_accepts_what_the_library_signs(standin: StandIn) -> None:
    told = doors.provider_for("wechat").read_notification(*notice(standin, now(), by_peer=True), at=now())
    assert (told.number, told.standing, told.amount_fen) == (NUMBER, Standing.PAID, 5181)


def test_the_stand_in_serves_the_library_as_it_serves_us(standin: StandIn, wechat_library: Any) -> None:
    order = asked()
    gateway = own_keys(standin.home)
    wanted = {
        "appid": gateway.appid,
        "mchid": gateway.mchid,
        "description": "Xiushan Garden",
        "out_trade_no": order.number,
        "time_expire": order.expires_at.isoformat(timespec="seconds"),
        "notify_url": order.notify_address,
        "amount": {"total": 5181, "currency": "CNY"},
    }
    code, message = wechat_library.request("/v3/pay/transactions/native", method=RequestType.POST, data=wanted)
    assert code == 200
    standin.pay(json.loads(message)["code_url"])
    assert doors.provider_for("wechat").query(order.number, at=now()).standing is Standing.PAID
    path = f"/v3/pay/transactions/out-trade-no/{order.number}?mchid={gateway.mchid}"
    code, message = wechat_library.request(path)
    assert (code, json.loads(message)["trade_state"]) == (200, "SUCCESS")


def test_the_library_reads_the_certificates_of_the_stand_in(standin: StandIn, wechat_library: Any) -> None:
    wechat_library._update_certificates()
    assert [each.serial_number for each in wechat_library._certificates] == [
        own_keys(standin.home).wechat_certificate.serial_number
    ]


LET_THROUGH = [
    ("stale", {"age": timedelta(days=400)}, {}),
    ("addressee", {}, {"mchid": "1999999999"}),
    ("addressee", {}, {"appid": "wx9999999999999999"}),
]


@pytest.mark.parametrize(("reason", "when", "changes"), LET_THROUGH)
def test_our_code_refuses_what_the_library_lets_through(
    standin: StandIn, wechat_library: Any, reason: str, when: dict[str, timedelta], changes: dict[str, str]
) -> None:
    headers, body = notice(standin, now() - when.get("age", timedelta()), **changes)
    assert wechat_library.decrypt_callback(headers, body) is not None
    with pytest.raises(NotificationRefused, match=reason):
        doors.provider_for("wechat").read_notification(headers, body, at=now())


def test_a_replay_passes_the_library_and_changes_nothing_here(standin: StandIn, wechat_library: Any) -> None:
    """The signature of a replay is good for five minutes; what makes it harmless is the claim (test_settling)."""
    headers, body = notice(standin, now())
    assert wechat_library.decrypt_callback(headers, body) == wechat_library.decrypt_callback(headers, body)
    provider = doors.provider_for("wechat")
    assert provider.read_notification(headers, body, at=now()) == provider.read_notification(headers, body, at=now())


def test_an_unknown_serial_makes_the_library_call_out_and_not_us(
    standin: StandIn, wechat_library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    headers, body = notice(standin, now(), serial="ABCDEF0123")
    calls: list[str] = []

    def called(url: str, **_: Any) -> Any:
        calls.append(url)
        raise requests.ConnectionError

    monkeypatch.setattr(requests, "get", called)
    with pytest.raises(requests.ConnectionError):
        wechat_library.decrypt_callback(headers, body)
    assert len(calls) == 1
    monkeypatch.setattr("httpx.Client.stream", lambda *_, **__: pytest.fail("it called out"))
    with pytest.raises(NotificationRefused, match="serial"):
        doors.provider_for("wechat").read_notification(headers, body, at=now())


@pytest.mark.parametrize("headers", [{}, {"Wechatpay-Serial": "PUB_KEY_ID_X"}])
def test_what_breaks_the_library_is_refused_here(
    standin: StandIn, wechat_library: Any, headers: dict[str, str]
) -> None:
    good, body = notice(standin, now())
    with pytest.raises(Exception, match=r".*"):
        wechat_library.decrypt_callback({**good, **headers} if headers else {}, b"no json" if headers else body)
    with pytest.raises(NotificationRefused):
        doors.provider_for("wechat").read_notification(headers, body, at=now())


@pytest.fixture
def alipay_library(standin: StandIn) -> Any:
    """python-alipay-sdk as a merchant with the same keys; its gateway is the stand-in."""
    keys = standin.home / "keys" / "alipay"
    library = alipay_peer.AliPay(
        appid=(keys / "app_id.txt").read_text().strip(),
        app_private_key_string=(keys / "app_private_key.pem").read_text(),
        alipay_public_key_string=(keys / "alipay_public_key.pem").read_text(),
    )
    library._gateway = f"{standin.address}/gateway.do"
    return library


def form(standin: StandIn, library: Any, *, by_peer: bool = False, **changes: str) -> tuple[dict[str, str], bytes]:
    """Return a notification that Alipay's own key signed."""
    gateway = own_keys(standin.home)
    told = {
        "app_id": gateway.app_id,
        "seller_id": gateway.seller_id,
        "out_trade_no": NUMBER,
        "trade_no": "2022113022001400000000000001",
        "trade_status": "TRADE_SUCCESS",
        "total_amount": "51.81",
        "gmt_payment": "2022-11-30 12:00:00",
        "subject": "秀山花园 3栋",
        "notify_time": "2022-11-30 12:00:01",
    } | changes
    content = "&".join(f"{name}={value}" for name, value in sorted(told.items()))
    signer = alipay_peer.AliPay(
        appid=gateway.app_id,
        app_private_key_string=private_pem(gateway.alipay_key),
        alipay_public_key_string=public_pem(gateway.alipay_key.public_key()),
    )
    sign = signer._sign(content) if by_peer else alipay_signing.sign(gateway.alipay_key, content)
    told |= {"sign_type": "RSA2", "sign": sign}
    return told, urlencode(told).encode()


def test_both_sign_alipays_parameters_alike(standin: StandIn, alipay_library: Any) -> None:
    ours: Any = doors.provider_for("alipay")
    address = ours.ask(asked(way=Way.H5), at=now()).address
    sent = dict(parse_qsl(urlsplit(address).query, keep_blank_values=True))
    signature = sent.pop("sign")
    content = "&".join(f"{name}={value}" for name, value in sorted(sent.items()))
    assert alipay_library._sign(content) == signature
    verifier = alipay_peer.AliPay(
        appid="1",
        app_private_key_string=private_pem(ours.keys.private_key),
        alipay_public_key_string=public_pem(ours.keys.private_key.public_key()),
    )
    assert verifier._verify(content, signature)


def test_alipays_library_accepts_what_our_code_signs_and_ours_what_it_signs(
    standin: StandIn, alipay_library: Any
) -> None:
    told, _ = form(standin, alipay_library)
    assert alipay_library.verify({k: v for k, v in told.items() if k != "sign"}, told["sign"])
    _, body = form(standin, alipay_library, by_peer=True)
    read = doors.provider_for("alipay").read_notification({}, body, at=now())
    assert (read.number, read.amount_fen) == (NUMBER, 5181)


def test_the_stand_in_serves_alipays_library_as_it_serves_us(
    standin: StandIn, alipay_library: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    try:
        order = asked()
        answer = alipay_library.server_api(
            "alipay.trade.precreate",
            {
                "out_trade_no": order.number,
                "total_amount": "51.81",
                "subject": "Xiushan",
                "time_expire": order.expires_at.astimezone().strftime("%Y-%m-%d %H:%M:%S"),
            },
            notify_url=order.notify_address,
        )
        standin.pay(answer["qr_code"])
        assert alipay_library.api_alipay_trade_query(order.number)["trade_status"] == "TRADE_SUCCESS"
        assert doors.provider_for("alipay").query(order.number, at=now()).standing is Standing.PAID
    finally:
        monkeypatch.undo()
        time.tzset()


@pytest.mark.parametrize("changes", [{"app_id": "2021000000000000"}, {"seller_id": "2088000000000000"}])
def test_our_code_refuses_the_addressees_that_alipays_library_lets_through(
    standin: StandIn, alipay_library: Any, changes: dict[str, str]
) -> None:
    told, body = form(standin, alipay_library, **changes)
    assert alipay_library.verify({k: v for k, v in told.items() if k != "sign"}, told["sign"])
    with pytest.raises(NotificationRefused, match="addressee"):
        doors.provider_for("alipay").read_notification({}, body, at=now())


def test_neither_accepts_a_changed_amount(standin: StandIn, alipay_library: Any) -> None:
    told, _body = form(standin, alipay_library)
    changed = {k: v for k, v in told.items() if k != "sign"} | {"total_amount": "0.01"}
    assert not alipay_library.verify(dict(changed), told["sign"])
    with pytest.raises(NotificationRefused, match="signature"):
        doors.provider_for("alipay").read_notification(
            {}, urlencode(changed | {"sign": told["sign"]}).encode(), at=now()
        )
