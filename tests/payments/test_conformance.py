"""One suite for every gateway, spoken over the network with a stand-in that shares no code with it (PAY-02)."""

from __future__ import annotations

import base64
import dataclasses
import json
import secrets
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.demo.gateway.keys import GatewayKeys, prepare
from laoyou.system.payments import providers
from laoyou.system.payments.errors import ChannelNotReady, NotificationRefused
from laoyou.system.payments.providers.provider import (
    AskedOrder,
    ChannelDeclined,
    ChannelTrouble,
    Provider,
    Standing,
    Told,
    Way,
)
from laoyou.system.payments.rules import numbers
from tests.payments.standin import Postbox, StandIn

CHANNELS = sorted(providers.DOORS)
every_channel = pytest.mark.parametrize("channel", CHANNELS)


def now() -> datetime:
    return datetime.now(UTC)


def asked(box: Postbox | None = None, *, way: Way = Way.NATIVE, amount_fen: int = 5181, number: str = "") -> AskedOrder:
    tail = numbers.tail_of(secrets.token_bytes(10), 10)
    return AskedOrder(
        number=number or numbers.order_number(estate_id=1000, day=now().date(), tail=tail),
        amount_fen=amount_fen,
        text="秀山花园 3栋2单元501",
        expires_at=now() + timedelta(minutes=30),
        notify_address=f"{box.address}/notify" if box else "http://127.0.0.1:9/notify",
        return_address="http://127.0.0.1:9/pay/1000/1/",
        way=way,
        openid="o-test",
        payer_ip="203.0.113.7",
    )


@lru_cache(maxsize=4)
def own_keys(home: Path) -> GatewayKeys:
    return prepare(home / "gateway")


def paid(channel: str, standin: StandIn, box: Postbox) -> tuple[Provider, AskedOrder, dict[str, str], bytes]:
    """Return a provider, an order that was just paid, and the notification of it."""
    provider, order = providers.provider_for(channel), asked(box)
    standin.pay(provider.ask(order, at=now()).address)
    headers, body = box.wait()
    return provider, order, headers, body


@every_channel
@pytest.mark.parametrize("way", list(Way))
def test_asks_and_is_told_the_way_to_the_cashier(channel: str, way: Way, standin: StandIn) -> None:
    prepay = providers.provider_for(channel).ask(asked(way=way), at=now())
    if channel == "wechat" and way is Way.JSAPI:
        assert set(prepay.bridge) == {"appId", "timeStamp", "nonceStr", "package", "signType", "paySign"}
    else:
        assert prepay.address.startswith(standin.address)


@every_channel
def test_asking_twice_makes_one_order(channel: str, standin: StandIn) -> None:
    provider, order = providers.provider_for(channel), asked()
    assert provider.ask(order, at=now()).address == provider.ask(order, at=now()).address


@every_channel
def test_the_same_number_with_another_amount_is_declined(channel: str, standin: StandIn) -> None:
    provider, order = providers.provider_for(channel), asked()
    provider.ask(order, at=now())
    with pytest.raises(ChannelDeclined):
        provider.ask(dataclasses.replace(order, amount_fen=1), at=now())


@every_channel
def test_an_order_waits_is_closed_and_can_not_be_asked_again(channel: str, standin: StandIn) -> None:
    provider, order = providers.provider_for(channel), asked()
    address = provider.ask(order, at=now()).address
    assert provider.query(order.number, at=now()) == Told(order.number, Standing.WAITING)
    assert provider.close(order.number, at=now()) is Standing.CLOSED
    assert provider.close(order.number, at=now()) is Standing.CLOSED
    assert provider.query(order.number, at=now()).standing is Standing.CLOSED
    with pytest.raises(ChannelDeclined):
        provider.ask(order, at=now())
    assert "已关闭" in httpx.get(address, trust_env=False).text


@every_channel
def test_an_unknown_number_is_absent_and_closing_it_is_no_fault(channel: str, standin: StandIn) -> None:
    provider = providers.provider_for(channel)
    assert provider.query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT
    assert provider.close("ERS_20221130_NONE", at=now()) is Standing.CLOSED


@every_channel
def test_the_notification_and_the_query_say_the_same(channel: str, standin: StandIn, box: Postbox) -> None:
    provider, order, headers, body = paid(channel, standin, box)
    told = provider.read_notification(headers, body, at=now())
    assert (told.number, told.standing, told.amount_fen) == (order.number, Standing.PAID, 5181)
    assert told.paid_at is not None
    assert abs(told.paid_at - now()) < timedelta(seconds=60)
    assert provider.query(order.number, at=now()) == told
    assert [row["transaction_id"] for row in standin.truth() if row["number"] == order.number] == [told.transaction]


@every_channel
def test_closing_what_is_paid_says_so(channel: str, standin: StandIn, box: Postbox) -> None:
    provider, order, _, _ = paid(channel, standin, box)
    assert provider.close(order.number, at=now()) is Standing.PAID


@every_channel
@pytest.mark.parametrize("way", [Way.H5, Way.NATIVE])
def test_the_payer_comes_back_paid_or_not(channel: str, way: Way, standin: StandIn) -> None:
    provider, order = providers.provider_for(channel), asked(way=way)
    back = standin.pay(provider.ask(order, at=now()).address, decision="cancel")
    assert provider.query(order.number, at=now()).standing is Standing.WAITING
    assert back == (order.return_address if way is Way.H5 else "")
    back = standin.pay(provider.ask(order, at=now()).address)
    assert provider.query(order.number, at=now()).standing is Standing.PAID
    assert back.startswith(order.return_address if way is Way.H5 else "")


@every_channel
def test_tells_again_until_it_is_accepted_also_after_a_kill(channel: str, tmp_path: Any, box: Postbox) -> None:
    own = StandIn(tmp_path, pace=0.001)
    own.start()
    try:
        with pytest.MonkeyPatch.context() as patched:
            patched.setenv("LAOYOU_HOME", str(tmp_path))
            own.pay(providers.provider_for(channel).ask(asked(box), at=now()).address)
            box.wait(2)
            own.kill()
            accepted = providers.provider_for(channel).answer(is_accepted=True)
            box.status, box.text = accepted.status, accepted.body
            before = len(box.received)
            own.start()
            box.wait(before + 1)
            until = now() + timedelta(seconds=5)
            while own.notices_waiting() and now() < until:
                sleep(0.05)
            assert own.notices_waiting() == 0
    finally:
        own.stop()


Change = Callable[[dict[str, str], bytes, StandIn], tuple[dict[str, str], bytes]]


def changed_body(headers: dict[str, str], body: bytes, standin: StandIn) -> tuple[dict[str, str], bytes]:
    return headers, body.replace(b"2", b"3", 1)


def longer_body(headers: dict[str, str], body: bytes, standin: StandIn) -> tuple[dict[str, str], bytes]:
    return headers, body + b" " * 70_000


def unsigned(headers: dict[str, str], body: bytes, standin: StandIn) -> tuple[dict[str, str], bytes]:
    form = [(name, value) for name, value in parse_qsl(body.decode()) if name != "sign"]
    return {"Content-Type": headers["Content-Type"]}, urlencode(form).encode() if form else body


def other_key(headers: dict[str, str], body: bytes, standin: StandIn) -> tuple[dict[str, str], bytes]:
    """Sign the same words rightly, with a key that is not the channel's (PAY-02)."""
    return signed_by(rsa.generate_private_key(65537, 2048), headers, body)


def downgraded(headers: dict[str, str], body: bytes, standin: StandIn) -> tuple[dict[str, str], bytes]:
    return headers | {"Wechatpay-Serial": "none"}, body.replace(b"sign_type=RSA2", b"sign_type=RSA")


def signed_by(key: rsa.RSAPrivateKey, headers: dict[str, str], body: bytes) -> tuple[dict[str, str], bytes]:
    if b"sign=" in body:
        form = {name: value for name, value in parse_qsl(body.decode()) if name not in ("sign", "sign_type")}
        content = "&".join(f"{name}={value}" for name, value in sorted(form.items()))
        sign = base64.b64encode(key.sign(content.encode(), PKCS1v15(), SHA256())).decode()
        return headers, urlencode({**form, "sign_type": "RSA2", "sign": sign}).encode()
    named = {name.lower(): value for name, value in headers.items()}
    message = f"{named['wechatpay-timestamp']}\n{named['wechatpay-nonce']}\n".encode() + body + b"\n"
    named["wechatpay-signature"] = base64.b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()
    return named, body


@every_channel
@pytest.mark.parametrize("change", [changed_body, longer_body, unsigned, other_key, downgraded])
def test_pay_02_refuses_what_the_channel_did_not_sign(
    channel: str, change: Change, standin: StandIn, box: Postbox
) -> None:
    provider, _, headers, body = paid(channel, standin, box)
    assert provider.read_notification(headers, body, at=now()).standing is Standing.PAID
    with pytest.raises(NotificationRefused):
        provider.read_notification(*change(headers, body, standin), at=now())


@every_channel
def test_pay_03_refuses_what_was_rightly_signed_for_another_merchant(
    channel: str, standin: StandIn, box: Postbox
) -> None:
    provider, _, headers, body = paid(channel, standin, box)
    own = own_keys(standin.home)
    if channel == "alipay":
        form = dict(parse_qsl(body.decode())) | {"seller_id": "2088000000000001"}
        told = signed_by(own.alipay_key, headers, urlencode(form).encode())
    else:
        told = signed_by(own.wechat_key, headers, _resealed(body, own.apiv3_key, mchid="1600000001"))
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(*told, at=now())
    assert refused.value.reason == "addressee"


def test_pay_03_refuses_what_was_sealed_with_another_merchants_key(standin: StandIn, box: Postbox) -> None:
    provider, _, headers, body = paid("wechat", standin, box)
    own = own_keys(standin.home)
    sealed = _resealed(body, own.apiv3_key, with_key=b"k" * 32)
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(*signed_by(own.wechat_key, headers, sealed), at=now())
    assert refused.value.reason == "sealed"


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"amount": {"total": 5181, "currency": "USD"}}, "currency"),
        ({"amount": {"total": "5181", "currency": "CNY"}}, "shape"),
        ({"amount": {"total": -1, "currency": "CNY"}}, "shape"),
        ({"amount": None}, "shape"),
        ({"transaction_id": None}, "shape"),
        ({"success_time": "yesterday"}, "shape"),
        ({"success_time": "2022-11-30T10:00:00"}, "shape"),
        ({"trade_state": "MAGIC"}, "shape"),
        ({"out_trade_no": 7}, "shape"),
        ({"appid": "wx0"}, "addressee"),
    ],
)
def test_refuses_signed_words_that_make_no_sense(
    changes: dict[str, Any], reason: str, standin: StandIn, box: Postbox
) -> None:
    provider, _, headers, body = paid("wechat", standin, box)
    own = own_keys(standin.home)
    told = signed_by(own.wechat_key, headers, _resealed(body, own.apiv3_key, **changes))
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(*told, at=now())
    assert refused.value.reason == reason


@pytest.mark.parametrize("amount", ["0.00", "-51.81", "51.811", "5e1", "", "51,81"])
def test_refuses_signed_amounts_that_are_none(amount: str, standin: StandIn, box: Postbox) -> None:
    provider, _, headers, body = paid("alipay", standin, box)
    own = own_keys(standin.home)
    form = dict(parse_qsl(body.decode())) | {"total_amount": amount}
    with pytest.raises(NotificationRefused):
        provider.read_notification(*signed_by(own.alipay_key, headers, urlencode(form).encode()), at=now())


@pytest.mark.parametrize("seconds", [-400 * 86400, -301, 301])
def test_refuses_a_notification_that_is_not_of_these_five_minutes(seconds: int, standin: StandIn, box: Postbox) -> None:
    provider, _, headers, body = paid("wechat", standin, box)
    assert provider.read_notification(headers, body, at=now() + timedelta(seconds=290)).standing is Standing.PAID
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(headers, body, at=now() - timedelta(seconds=seconds))
    assert refused.value.reason == "stale"


def test_an_unknown_serial_is_refused_without_any_call_outside(
    standin: StandIn, box: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider, _, headers, body = paid("wechat", standin, box)
    monkeypatch.setattr(httpx.Client, "__init__", _no_network)
    headers = {name.lower(): value for name, value in headers.items()} | {"wechatpay-serial": "PUB_KEY_ID_0116000000"}
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(headers, body, at=now())
    assert refused.value.reason == "serial"


def test_certificates_are_fetched_by_the_calendar_and_old_ones_stay_good(
    standin: StandIn, box: Postbox, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from laoyou.demo.gateway.keys import hand_over

    hand_over(standin.home / "gateway", tmp_path / "keys", address=standin.address)
    platform = tmp_path / "keys" / "wechat" / "platform"
    for file in platform.iterdir():
        file.unlink()
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    with pytest.raises(ChannelTrouble):
        providers.provider_for("wechat").query("ERS_20221130_NONE", at=now())
    assert providers.provider_for("wechat").refresh_keys(at=now()) == 1
    assert providers.provider_for("wechat").refresh_keys(at=now()) == 0
    assert providers.provider_for("wechat").query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT


def test_certificates_of_somebody_else_are_not_believed(standin: StandIn, tmp_path: Any) -> None:
    provider: Any = providers.provider_for("wechat")
    forged = dataclasses.replace(provider.keys, apiv3_key=b"x" * 32, platform={}, platform_folder=tmp_path)
    with pytest.raises(ChannelTrouble):
        dataclasses.replace(provider, keys=forged).refresh_keys(at=now())
    assert list(tmp_path.iterdir()) == []


@every_channel
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | st.just(b'{"resource":{}}'))
def test_any_bytes_are_refused_and_nothing_breaks(channel: str, standin: StandIn, body: bytes) -> None:
    with pytest.raises(NotificationRefused):
        providers.provider_for(channel).read_notification({}, body, at=now())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.recursive(
        st.none() | st.integers() | st.text(max_size=5),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["mchid", "appid", "amount", "resource", "trade_state", "nonce", "ciphertext", "algorithm"]
                ),
                inner,
                max_size=6,
            )
        ),
    )
)
def test_any_json_that_is_rightly_signed_is_refused_and_nothing_breaks(standin: StandIn, content: Any) -> None:
    own = own_keys(standin.home)
    headers = {
        "wechatpay-timestamp": str(int(now().timestamp())),
        "wechatpay-nonce": "n",
        "wechatpay-serial": own.wechat_serial,
        "wechatpay-signature": "",
    }
    body = json.dumps(content).encode()
    with pytest.raises(NotificationRefused):
        providers.provider_for("wechat").read_notification(*signed_by(own.wechat_key, headers, body), at=now())


@every_channel
@pytest.mark.parametrize(
    "answer",
    [
        lambda: httpx.Response(500),
        lambda: httpx.Response(429),
        lambda: httpx.Response(200, content=b"<html>"),
        lambda: httpx.Response(200, content=b'{"code":"10000"}'),
        lambda: httpx.Response(302, headers={"location": "http://127.0.0.1/"}),
        lambda: httpx.Response(200, content=b"x" * 300_000),
        lambda: _raise(httpx.ReadTimeout("slow")),
        lambda: _raise(httpx.ConnectError("down")),
    ],
)
def test_an_answer_that_can_not_be_believed_is_trouble(
    channel: str, answer: Callable[[], httpx.Response], standin: StandIn
) -> None:
    provider: Any = dataclasses.replace(
        providers.provider_for(channel),  # type: ignore[type-var]
        transport=httpx.MockTransport(lambda request: answer()),
    )
    for act in (provider.query, provider.close):
        with pytest.raises(ChannelTrouble):
            act("ERS_20221130_NONE", at=now())
    with pytest.raises(ChannelTrouble):
        provider.ask(asked(), at=now())


@every_channel
def test_an_answer_changed_on_its_way_is_trouble(channel: str, standin: StandIn) -> None:
    order = asked()
    providers.provider_for(channel).ask(order, at=now())

    def changed(request: httpx.Request) -> httpx.Response:
        answer = httpx.Client(trust_env=False).send(request)
        return httpx.Response(
            answer.status_code,
            headers=answer.headers,
            content=answer.content.replace(b"NOTPAY", b"CLOSED").replace(b"WAIT_BUYER_PAY", b"TRADE_CLOSED"),
        )

    provider: Any = dataclasses.replace(
        providers.provider_for(channel),  # type: ignore[type-var]
        transport=httpx.MockTransport(changed),
    )
    with pytest.raises(ChannelTrouble):
        provider.query(order.number, at=now())


@every_channel
def test_the_stand_in_refuses_a_merchant_who_signs_wrongly(channel: str, standin: StandIn) -> None:
    provider: Any = providers.provider_for(channel)
    forged = dataclasses.replace(provider.keys, private_key=rsa.generate_private_key(65537, 2048))
    with pytest.raises((ChannelDeclined, ChannelTrouble)):
        dataclasses.replace(provider, keys=forged).ask(asked(), at=now())


@pytest.mark.parametrize("minutes", [-6, 6])
def test_the_stand_in_refuses_a_request_of_another_time(minutes: int, standin: StandIn) -> None:
    with pytest.raises((ChannelDeclined, ChannelTrouble)):
        providers.provider_for("wechat").ask(asked(), at=now() + timedelta(minutes=minutes))


def test_the_stand_in_refuses_a_request_sent_twice(standin: StandIn) -> None:
    sent: list[httpx.Response] = []

    def twice(request: httpx.Request) -> httpx.Response:
        with httpx.Client(trust_env=False) as client:
            sent.extend(
                client.request(request.method, request.url, headers=request.headers, content=request.content)
                for _ in range(2)
            )
        return httpx.Response(sent[0].status_code, headers=sent[0].headers, content=sent[0].content)

    provider: Any = providers.provider_for("wechat")
    dataclasses.replace(provider, transport=httpx.MockTransport(twice)).ask(asked(), at=now())
    assert [answer.status_code for answer in sent] == [200, 401]
    assert sent[1].json()["message"] == "随机串重复使用"


def test_the_stand_in_leaves_real_keys_alone(tmp_path: Any) -> None:
    from laoyou.demo.gateway import make_keys
    from laoyou.demo.gateway.keys import RealKeysHere
    from laoyou.infra.home import Home

    real = tmp_path / "keys" / "wechat" / "mchid.txt"
    real.parent.mkdir(parents=True)
    real.write_text("1900000001")
    with pytest.raises(RealKeysHere):
        make_keys(Home(tmp_path))
    assert real.read_text() == "1900000001"


def test_without_keys_a_channel_is_not_offered(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    assert providers.ready_channels() == []
    with pytest.raises(ChannelNotReady):
        providers.provider_for("wechat")
    with pytest.raises(ChannelNotReady):
        providers.provider_for("unionpay")


def test_keys_may_come_from_the_environment(tmp_path: Any, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = standin.home / "keys" / "alipay"
    monkeypatch.setenv("LAOYOU_HOME", str(tmp_path))
    for file in folder.glob("*"):
        if file.stem != "stand_in":
            monkeypatch.setenv(f"LAOYOU_ALIPAY_{file.stem.upper()}", file.read_text())
    assert providers.ready_channels() == ["alipay"]
    assert providers.provider_for("alipay").query("ERS_20221130_NONE", at=now()).standing is Standing.ABSENT


def _resealed(body: bytes, key: bytes, *, with_key: bytes = b"", **changes: Any) -> bytes:
    notice = json.loads(body)
    resource = notice["resource"]
    nonce, associated = resource["nonce"].encode(), resource["associated_data"].encode()
    content = json.loads(AESGCM(key).decrypt(nonce, base64.b64decode(resource["ciphertext"]), associated)) | changes
    sealed = AESGCM(with_key or key).encrypt(nonce, json.dumps(content).encode(), associated)
    resource["ciphertext"] = base64.b64encode(sealed).decode()
    return json.dumps(notice).encode()


def _no_network(*_: object, **__: object) -> None:
    raise AssertionError("a call outside")


def _raise(error: Exception) -> httpx.Response:
    raise error
