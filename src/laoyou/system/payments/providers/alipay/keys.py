"""A merchant's keys with Alipay, and the key that Alipay signs with."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from laoyou.system.payments.providers.keys import KeyFolder


@dataclass(frozen=True)
class AlipayKeys:
    app_id: str
    seller_id: str
    private_key: RSAPrivateKey
    public_key: RSAPublicKey


def read(folder: KeyFolder) -> AlipayKeys:
    """Return the keys as they are now. Raises: KeysMissing."""
    return _read(folder, folder.stamp())


@lru_cache(maxsize=4)
def _read(folder: KeyFolder, stamp: tuple[str, ...]) -> AlipayKeys:
    return AlipayKeys(
        app_id=folder.text("app_id.txt"),
        seller_id=folder.text("seller_id.txt"),
        private_key=folder.private_key("app_private_key.pem"),
        public_key=folder.public_key("alipay_public_key.pem"),
    )
