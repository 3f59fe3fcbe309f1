"""TOTP (RFC 6238): six digits of an app, each usable once."""

from __future__ import annotations

import hmac
from dataclasses import dataclass
from datetime import datetime

import pyotp

from laoyou.infra import secrets

STEP_SECONDS = 30
_PURPOSE = "totp"
_ISSUER = "Laoyou"


@dataclass(frozen=True, slots=True)
class Enrolment:
    """A secret that waits to be confirmed. `sealed` may be kept by the caller; `uri` is what the QR code holds."""

    sealed: bytes
    secret: str
    uri: str


def new_enrolment(*, login: str) -> Enrolment:
    secret = pyotp.random_base32()
    uri = pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER)
    return Enrolment(sealed=secrets.encrypt(secret, purpose=_PURPOSE), secret=secret, uri=uri)


def enrolment_of(sealed: bytes, *, login: str) -> Enrolment:
    """Return the waiting enrolment again, for the page to show."""
    secret = secrets.decrypt(sealed, purpose=_PURPOSE)
    return Enrolment(sealed, secret, pyotp.TOTP(secret).provisioning_uri(name=login, issuer_name=_ISSUER))


def matching_step(*, sealed: bytes, digits: str, at: datetime, last_step: int) -> int | None:
    """Return the time step whose digits these are, one step early or late allowed, none up to the last one used.

    Whoever accepts the step must store it, so that the same digits don't open a second time.
    """
    totp = pyotp.TOTP(secrets.decrypt(sealed, purpose=_PURPOSE))
    now = int(at.timestamp()) // STEP_SECONDS
    typed = "".join(digits.split())
    for step in (now - 1, now, now + 1):
        if step > last_step and hmac.compare_digest(totp.generate_otp(step), typed):
            return step
    return None
