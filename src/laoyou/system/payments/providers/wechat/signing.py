"""WECHATPAY2-SHA256-RSA2048 in both directions, and what WeChat Pay seals with AES-256-GCM."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256

SCHEME = "WECHATPAY2-SHA256-RSA2048"
OLDEST_SECONDS = 300
SEAL = "AEAD_AES_256_GCM"


class NotBelieved(Exception):
    """The word says which check failed: headers, stale, serial, signature or sealed."""


def sign(key: RSAPrivateKey, *parts: str) -> str:
    """Return the signature over the parts, each ended by a line feed."""
    message = "".join(f"{part}\n" for part in parts).encode()
    return b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def authorization(
    *, key: RSAPrivateKey, mchid: str, serial: str, method: str, path: str, body: str, nonce: str, at: datetime
) -> str:
    """Return the Authorization header of a request. `path` has its query string."""
    timestamp = str(int(at.timestamp()))
    signature = sign(key, method, path, timestamp, nonce, body)
    return (
        f'{SCHEME} mchid="{mchid}",nonce_str="{nonce}",signature="{signature}",'
        f'timestamp="{timestamp}",serial_no="{serial}"'
    )


def check_signature(headers: Mapping[str, str], body: bytes, *, keys: Mapping[str, RSAPublicKey], at: datetime) -> None:
    """Do nothing when the bytes were signed by a known key within five minutes. Raises: NotBelieved.

    Header names are lower case. An unknown serial is refused and never looked up here.
    """
    try:
        timestamp = headers["wechatpay-timestamp"]
        nonce = headers["wechatpay-nonce"]
        serial = headers["wechatpay-serial"]
        signature = b64decode(headers["wechatpay-signature"], validate=True)
        age = abs(at.timestamp() - int(timestamp))
    except (KeyError, ValueError) as error:
        raise NotBelieved("headers") from error
    if age > OLDEST_SECONDS:
        raise NotBelieved("stale")
    key = keys.get(serial)
    if key is None:
        raise NotBelieved("serial")
    try:
        key.verify(signature, f"{timestamp}\n{nonce}\n".encode() + body + b"\n", PKCS1v15(), SHA256())
    except InvalidSignature as error:
        raise NotBelieved("signature") from error


def unseal(resource: Mapping[str, Any], *, apiv3_key: bytes) -> bytes:
    """Return the bytes of a sealed resource. Raises: NotBelieved when a byte, or the key, is another one."""
    try:
        if resource["algorithm"] != SEAL:
            raise NotBelieved("sealed")
        return AESGCM(apiv3_key).decrypt(
            resource["nonce"].encode(),
            b64decode(resource["ciphertext"], validate=True),
            (resource.get("associated_data") or "").encode(),
        )
    except (KeyError, TypeError, AttributeError, ValueError, InvalidTag) as error:
        raise NotBelieved("sealed") from error


def seal(content: bytes, *, apiv3_key: bytes, nonce: str, associated_data: str) -> dict[str, str]:
    """Return a sealed resource, as the channel makes it."""
    ciphertext = AESGCM(apiv3_key).encrypt(nonce.encode(), content, associated_data.encode())
    return {
        "algorithm": SEAL,
        "nonce": nonce,
        "associated_data": associated_data,
        "ciphertext": b64encode(ciphertext).decode(),
    }
