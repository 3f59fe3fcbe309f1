"""The key that signs the logs: Ed25519, made from the installation's secret, so that no table holds it."""

from __future__ import annotations

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from laoyou.infra.home import Home
from laoyou.system.ledger.rules.checkpoints import SIGNER, Checkpoint, signed_note, verifier_key


def published_key() -> str:
    """Return the public key as it is shown to everybody, and kept by whoever wants to check later."""
    return verifier_key(SIGNER, _public(_own_key()))


def sign(checkpoint: Checkpoint) -> str:
    """Return the checkpoint as a signed note."""
    key = _own_key()
    return signed_note(checkpoint, SIGNER, _public(key), key.sign(checkpoint.text().encode()))


def is_signed(text: bytes, signature: bytes, public_key: bytes) -> bool:
    """Return whether the signature (64 bytes) is the key's (32 bytes) over the text."""
    try:
        Ed25519PublicKey.from_public_bytes(public_key).verify(signature, text)
    except InvalidSignature:
        return False
    return True


def _own_key() -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(Home.from_environment().key_for("books checkpoint"))


def _public(key: Ed25519PrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
