"""Notifications that are not believed: changed, forged, stale, for others, or without sense (PAY-02, PAY-03)."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import (
    Standing,
)
from tests.payments.gateways import every_channel, now, own_keys, paid, resealed, signed_by
from tests.payments.standin import Postbox, StandIn

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
        told = signed_by(own.wechat_key, headers, resealed(body, own.apiv3_key, mchid="1600000001"))
    with pytest.raises(NotificationRefused) as refused:
        provider.read_notification(*told, at=now())
    assert refused.value.reason == "addressee"


def test_pay_03_refuses_what_was_sealed_with_another_merchants_key(standin: StandIn, box: Postbox) -> None:
    provider, _, headers, body = paid("wechat", standin, box)
    own = own_keys(standin.home)
    sealed = resealed(body, own.apiv3_key, with_key=b"k" * 32)
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
    told = signed_by(own.wechat_key, headers, resealed(body, own.apiv3_key, **changes))
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


@every_channel
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=300) | st.text(max_size=200).map(str.encode) | st.just(b'{"resource":{}}'))
def test_any_bytes_are_refused_and_nothing_breaks(channel: str, standin: StandIn, body: bytes) -> None:
    with pytest.raises(NotificationRefused):
        doors.provider_for(channel).read_notification({}, body, at=now())


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
        doors.provider_for("wechat").read_notification(*signed_by(own.wechat_key, headers, body), at=now())


def _no_network(*_: object, **__: object) -> None:
    raise AssertionError("a call outside")
