"""What the channels said once, byte for byte, read again: a change of the clients shows here without any process."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from laoyou.system.payments import providers
from laoyou.system.payments.errors import NotificationRefused
from laoyou.system.payments.providers.alipay.client import Alipay
from laoyou.system.payments.providers.alipay.keys import AlipayKeys
from laoyou.system.payments.providers.doors import DOORS
from laoyou.system.payments.providers.keys import public_key
from laoyou.system.payments.providers.provider import AskedRefund, ChannelDeclined, ChannelTrouble, Way
from laoyou.system.payments.providers.wechat.client import WechatPay
from laoyou.system.payments.providers.wechat.keys import WechatKeys
from tests.payments.gateways import asked
from tests.payments.record import plain

FIXTURES = sorted(Path(providers.__file__).parent.glob("*/fixtures/*.json"))
NAMES = [f"{file.parent.parent.name}/{file.stem}" for file in FIXTURES]
every_fixture = pytest.mark.parametrize("file", FIXTURES, ids=NAMES)


@lru_cache(maxsize=1)
def any_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def provider_of(file: Path, fixture: dict[str, Any]) -> Any:
    keys = fixture["keys"]
    reply = httpx.Response(fixture["status"] or 500, headers=fixture["headers"], content=fixture["body"].encode())
    transport = httpx.MockTransport(lambda request: reply)
    if file.parent.parent.name == "wechat":
        platform = {serial: public_key(pem) for serial, pem in keys["platform"].items()}
        own = WechatKeys(
            keys["mchid"], keys["appid"], "1", any_key(), keys["apiv3_key"].encode(), platform, Path("none")
        )
        return WechatPay(own, "http://recorded", transport)
    return Alipay(
        AlipayKeys(keys["app_id"], keys["seller_id"], any_key(), public_key(keys["public_key"])),
        "http://recorded/gateway.do",
        transport,
    )


def replayed(provider: Any, file: Path, fixture: dict[str, Any], at: datetime) -> Any:
    """Return what the client makes of the recorded words."""
    if fixture["act"] == "notification":
        return plain(provider.read_notification(fixture["headers"], fixture["body"].encode(), at=at))
    way = Way.H5 if "_h5_" in file.stem else Way.NATIVE
    try:
        if fixture["act"] == "ask":
            return plain(provider.ask(asked(way=way, number=fixture["number"]), at=at))
        about = AskedRefund(**fixture["refund"]) if "refund" in fixture else fixture["number"]
        return plain(getattr(provider, fixture["act"])(about, at=at))
    except ChannelDeclined as declined:
        return {"declined": declined.code}


def test_every_channel_has_its_recorded_words() -> None:
    assert {name.partition("/")[0] for name in NAMES} == set(DOORS)
    for channel in DOORS:
        assert f"{channel}/notification__paid" in NAMES


@every_fixture
def test_the_client_still_reads_what_was_recorded(file: Path) -> None:
    fixture = json.loads(file.read_text())
    at = datetime.fromisoformat(fixture["at"])
    assert replayed(provider_of(file, fixture), file, fixture, at) == fixture["expect"]


@every_fixture
def test_recorded_words_changed_by_one_character_are_not_believed(file: Path) -> None:
    fixture = json.loads(file.read_text())
    at = datetime.fromisoformat(fixture["at"])
    body = fixture["body"]
    if not body:
        fixture["body"] = "{}"
    else:
        place = next(i for i in range(len(body) // 2, len(body)) if body[i].isalnum())
        fixture["body"] = body[:place] + ("1" if body[place] != "1" else "2") + body[place + 1 :]
    with pytest.raises((ChannelTrouble, NotificationRefused)):
        replayed(provider_of(file, fixture), file, fixture, at)


@pytest.mark.parametrize(
    "file", [file for file in FIXTURES if file.parent.parent.name == "wechat"], ids=lambda f: f.stem
)
def test_recorded_words_of_wechat_are_stale_after_five_minutes(file: Path) -> None:
    fixture = json.loads(file.read_text())
    at = datetime.fromisoformat(fixture["at"]) + timedelta(minutes=6)
    with pytest.raises((ChannelTrouble, NotificationRefused)):
        replayed(provider_of(file, fixture), file, fixture, at)


@every_fixture
def test_recorded_words_for_another_merchant_are_refused(file: Path) -> None:
    fixture = json.loads(file.read_text())
    if fixture["act"] != "notification":
        return
    provider = provider_of(file, fixture)
    name = "mchid" if file.parent.parent.name == "wechat" else "seller_id"
    other = dataclasses.replace(provider, keys=dataclasses.replace(provider.keys, **{name: "1"}))
    with pytest.raises(NotificationRefused):
        replayed(other, file, fixture, datetime.fromisoformat(fixture["at"]))
