"""A merchant's keys with WeChat Pay, and the keys that WeChat Pay signs with."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from laoyou.system.payments.providers.keys import KeyFolder, KeysMissing, public_key


@dataclass(frozen=True)
class WechatKeys:
    """`platform` maps a serial to the key: of a downloaded certificate, or of a public key (`PUB_KEY_ID_…`).

    Several are good at the same time: that is how the channel changes its key.
    """

    mchid: str
    appid: str
    serial: str
    private_key: RSAPrivateKey
    apiv3_key: bytes = field(repr=False)
    platform: Mapping[str, RSAPublicKey]
    platform_folder: Path


def read(folder: KeyFolder) -> WechatKeys:
    """Return the keys as they are now. Raises: KeysMissing."""
    return _read(folder, folder.stamp())


@lru_cache(maxsize=4)
def _read(folder: KeyFolder, stamp: tuple[str, ...]) -> WechatKeys:
    apiv3_key = folder.text("apiv3_key.txt").encode()
    if len(apiv3_key) != 32:
        raise KeysMissing("wechat: the APIv3 key has 32 characters")
    return WechatKeys(
        mchid=folder.text("mchid.txt"),
        appid=folder.text("appid.txt"),
        serial=serial_of(_certificate(folder.text("apiclient_cert.pem"))),
        private_key=folder.private_key("apiclient_key.pem"),
        apiv3_key=apiv3_key,
        platform=_platform(folder.path / "platform"),
        platform_folder=folder.path / "platform",
    )


def serial_of(certificate: x509.Certificate) -> str:
    """Return the serial number as WeChat Pay writes it: capital hexadecimal."""
    return f"{certificate.serial_number:X}"


def key_of(certificate: x509.Certificate) -> RSAPublicKey:
    key = certificate.public_key()
    if not isinstance(key, RSAPublicKey):
        raise KeysMissing("wechat: a certificate without an RSA key")
    return key


def _certificate(pem: str) -> x509.Certificate:
    try:
        return x509.load_pem_x509_certificate(pem.encode())
    except ValueError as error:
        raise KeysMissing("wechat: this is no certificate") from error


def _platform(folder: Path) -> dict[str, RSAPublicKey]:
    keys: dict[str, RSAPublicKey] = {}
    for file in sorted(folder.glob("*.pem")):
        pem = file.read_text(encoding="utf-8")
        if file.stem.startswith("PUB_KEY_ID_"):
            keys[file.stem] = public_key(pem)
        else:
            certificate = _certificate(pem)
            keys[serial_of(certificate)] = key_of(certificate)
    return keys
