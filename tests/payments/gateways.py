"""What the tests of gateways share: an order to ask for, one that was paid, and words signed by whom one likes."""

from __future__ import annotations

import base64
import json
import secrets
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

from laoyou.demo.gateway.keys import GatewayKeys, prepare
from laoyou.system.payments.providers import doors
from laoyou.system.payments.providers.provider import (
    AskedOrder,
    Provider,
    Way,
)
from laoyou.system.payments.rules import numbers
from tests.payments.standin import Postbox, StandIn

CHANNELS = sorted(doors.DOORS)
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
    provider, order = doors.provider_for(channel), asked(box)
    standin.pay(provider.ask(order, at=now()).address)
    headers, body = box.wait()
    return provider, order, headers, body


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


def resealed(body: bytes, key: bytes, *, with_key: bytes = b"", **changes: Any) -> bytes:
    notice = json.loads(body)
    resource = notice["resource"]
    nonce, associated = resource["nonce"].encode(), resource["associated_data"].encode()
    content = json.loads(AESGCM(key).decrypt(nonce, base64.b64decode(resource["ciphertext"]), associated)) | changes
    sealed = AESGCM(with_key or key).encrypt(nonce, json.dumps(content).encode(), associated)
    resource["ciphertext"] = base64.b64encode(sealed).decode()
    return json.dumps(notice).encode()
