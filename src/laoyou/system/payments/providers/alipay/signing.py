"""RSA2: SHA-256 with RSA over the sorted parameters; answers are signed over their own bytes."""

from __future__ import annotations

import json
import re
from base64 import b64decode, b64encode
from binascii import Error as NotBase64
from collections.abc import Mapping

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


def content_of(parameters: Mapping[str, str], *, without: frozenset[str] = frozenset({"sign"})) -> str:
    """Return what is signed: name=value of every parameter in order of name, joined by &.

    >>> content_of({"b": "2", "a": "1", "sign": "x"})
    'a=1&b=2'
    """
    return "&".join(f"{name}={value}" for name, value in sorted(parameters.items()) if name not in without)


def sign(key: RSAPrivateKey, content: str) -> str:
    return b64encode(key.sign(content.encode(), PKCS1v15(), SHA256())).decode()


def is_signed(key: RSAPublicKey, content: str, signature: str) -> bool:
    try:
        key.verify(b64decode(signature, validate=True), content.encode(), PKCS1v15(), SHA256())
    except (InvalidSignature, NotBase64, ValueError):
        return False
    return True


def signed_part(text: str, name: str) -> str | None:
    """Return the answer's part of that name exactly as it was written, since its own characters were signed.

    >>> signed_part('{"alipay_x_response":{"code": "10000"},"sign":"s"}', "alipay_x_response")
    '{"code": "10000"}'
    """
    match = re.search(rf'"{re.escape(name)}"\s*:\s*', text)
    if match is None:
        return None
    try:
        _, end = json.JSONDecoder().raw_decode(text, match.end())
    except (ValueError, RecursionError):
        return None
    return text[match.end() : end]
