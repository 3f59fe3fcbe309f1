"""Ed25519 signatures by the library's own hand, behind two functions. Source: RFC 8032."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


def sign(text: bytes, *, seed: bytes) -> tuple[bytes, bytes]:
    """Return the public key (32 bytes) that belongs to a secret seed (32 bytes), and its signature (64 bytes)."""
    key = Ed25519PrivateKey.from_private_bytes(seed)
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw), key.sign(text)


def is_signed(text: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether the signature is the public key's over the text."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except InvalidSignature:
        return False
    return True
