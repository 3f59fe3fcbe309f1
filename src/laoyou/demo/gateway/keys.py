"""Both halves of a made-up merchant's keys: the gateway's own in its home, the other where the application looks."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from cryptography.x509.oid import NameOID

from laoyou.infra.home import Home

MARK = "stand_in.txt"
MARK_TEXT = "The keys in this folder are made up by the stand-in payment gateway. No real money moves.\n"
RATE = "0.006"
OF_THE_APP = "merchant/wechat/appsecret.txt"
YEARS = timedelta(days=3650)


class RealKeysHere(SystemExit):
    """A real merchant's keys lie where the stand-in would write its own."""


@dataclass(frozen=True)
class GatewayKeys:
    """What the gateway knows: its own private keys; of the merchant the names, the public keys and the shared key."""

    mchid: str
    appid: str
    apiv3_key: bytes
    wechat_key: RSAPrivateKey
    wechat_certificate: x509.Certificate
    former_certificates: tuple[x509.Certificate, ...]
    merchant_serial: str
    merchant_key: RSAPublicKey
    app_id: str
    seller_id: str
    alipay_key: RSAPrivateKey
    app_key: RSAPublicKey
    appsecret: str

    @property
    def wechat_certificates(self) -> tuple[x509.Certificate, ...]:
        """Return the certificates that are good: in an overlap the one before too."""
        return (self.wechat_certificate, *self.former_certificates)

    @property
    def wechat_serial(self) -> str:
        return f"{self.wechat_certificate.serial_number:X}"


def make_keys(home: Home) -> None:
    """Make the stand-in's keys and hand the merchant's half to this installation. Safe to run at every start.

    Raises: RealKeysHere.
    """
    prepare(home.path / "gateway")
    hand_over(home.path / "gateway", home.path / "keys")


def prepare(folder: Path) -> GatewayKeys:
    """Return the gateway's keys, made on the first start."""
    if not (folder / "ready").exists():
        _make(folder)
    if not (folder / OF_THE_APP).exists():  # made before the app had one
        _write(folder / OF_THE_APP, secrets.token_hex(16))
    return _read(folder)


def hand_over(folder: Path, keys: Path, *, address: str = "", public: str = "") -> None:
    """Copy the merchant's half to where the application reads it, and say where the gateway answers, also to payers.

    Raises: RealKeysHere.
    """
    for channel in ("wechat", "alipay"):
        target = keys / channel
        if target.exists() and any(target.iterdir()) and not (target / MARK).exists():
            raise RealKeysHere(f"laoyou: {target} holds real keys; the stand-in gateway leaves them alone")
        target.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write(target / MARK, MARK_TEXT)
        for file in sorted((folder / "merchant" / channel).rglob("*")):
            if file.is_file():
                _write(target / file.relative_to(folder / "merchant" / channel), file.read_text())
        _write(target / "rate.txt", f"{RATE}\n")
        if address:
            path = "" if channel == "wechat" else "/gateway.do"
            _write(target / "address.txt", f"{address}{path}\n")
            if channel == "wechat":
                _write(target / "oauth_address.txt", f"{address}\n")
                _write(target / "oauth_page.txt", f"{public or address}\n")


def rotated(keys: GatewayKeys) -> GatewayKeys:
    """Return the keys after WeChat Pay changed its own; the certificate before stays good for the overlap.

    The merchant learns of it when it next fetches the certificates. Lasts as long as the process.
    """
    key = rsa.generate_private_key(65537, 2048)
    return replace(
        keys,
        wechat_key=key,
        wechat_certificate=_certificate(key, "Stand-in for WeChat Pay"),
        former_certificates=(keys.wechat_certificate,),
    )


def _make(folder: Path) -> None:
    names = {
        "mchid": f"16{secrets.randbelow(10**8):08d}",
        "appid": f"wx{secrets.token_hex(8)}",
        "apiv3_key": secrets.token_hex(16),
        "app_id": f"2021{secrets.randbelow(10**12):012d}",
        "seller_id": f"2088{secrets.randbelow(10**12):012d}",
    }
    wechat, merchant, alipay, app = (rsa.generate_private_key(65537, 2048) for _ in range(4))
    platform = _certificate(wechat, "Stand-in for WeChat Pay")
    own = _certificate(merchant, f"Merchant {names['mchid']}")
    serial = f"{platform.serial_number:X}"
    for name, text in {
        "own/wechat_key.pem": _private(wechat),
        "own/wechat_cert.pem": _pem(platform),
        "own/alipay_key.pem": _private(alipay),
        "own/app_public_key.pem": _public(app),
        "merchant/wechat/mchid.txt": names["mchid"],
        "merchant/wechat/appid.txt": names["appid"],
        "merchant/wechat/apiv3_key.txt": names["apiv3_key"],
        "merchant/wechat/apiclient_key.pem": _private(merchant),
        "merchant/wechat/apiclient_cert.pem": _pem(own),
        f"merchant/wechat/platform/{serial}.pem": _pem(platform),
        "merchant/alipay/app_id.txt": names["app_id"],
        "merchant/alipay/seller_id.txt": names["seller_id"],
        "merchant/alipay/app_private_key.pem": _private(app),
        "merchant/alipay/alipay_public_key.pem": _public(alipay),
        "ready": "ready\n",
    }.items():
        _write(folder / name, text)


def _read(folder: Path) -> GatewayKeys:
    def word(name: str) -> str:
        return (folder / "merchant" / name).read_text().strip()

    own = x509.load_pem_x509_certificate((folder / "merchant/wechat/apiclient_cert.pem").read_bytes())
    merchant_key = own.public_key()
    wechat_key = load_pem_private_key((folder / "own/wechat_key.pem").read_bytes(), None)
    alipay_key = load_pem_private_key((folder / "own/alipay_key.pem").read_bytes(), None)
    app_key = load_pem_private_key((folder / "merchant/alipay/app_private_key.pem").read_bytes(), None)
    assert isinstance(merchant_key, RSAPublicKey)
    assert isinstance(wechat_key, RSAPrivateKey)
    assert isinstance(alipay_key, RSAPrivateKey)
    assert isinstance(app_key, RSAPrivateKey)
    return GatewayKeys(
        mchid=word("wechat/mchid.txt"),
        appid=word("wechat/appid.txt"),
        apiv3_key=word("wechat/apiv3_key.txt").encode(),
        wechat_key=wechat_key,
        wechat_certificate=x509.load_pem_x509_certificate((folder / "own/wechat_cert.pem").read_bytes()),
        former_certificates=(),
        merchant_serial=f"{own.serial_number:X}",
        merchant_key=merchant_key,
        app_id=word("alipay/app_id.txt"),
        seller_id=word("alipay/seller_id.txt"),
        alipay_key=alipay_key,
        app_key=app_key.public_key(),
        appsecret=word("wechat/appsecret.txt"),
    )


def _certificate(key: RSAPrivateKey, name: str) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + YEARS)
        .sign(key, SHA256())
    )


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if file.exists() and file.read_text() == text:
        return
    half = file.with_suffix(".new")
    with os.fdopen(os.open(half, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as opened:
        opened.write(text)
    half.replace(file)


def _private(key: RSAPrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def _public(key: RSAPrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def _pem(certificate: x509.Certificate) -> str:
    return certificate.public_bytes(Encoding.PEM).decode()
