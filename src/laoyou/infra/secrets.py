"""Fields and files that are unreadable at rest (AES-256-GCM) and a keyed hash to look them up by."""

from __future__ import annotations

import hashlib
import hmac
import os

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from laoyou.infra.home import Home


def encrypt(text: str, *, purpose: str) -> bytes:
    """Return nonce and ciphertext of the text; the same text gives other bytes each time."""
    return encrypt_bytes(text.encode(), purpose=purpose)


def decrypt(sealed: bytes, *, purpose: str) -> str:
    """Return the text. Raises: cryptography.exceptions.InvalidTag when a byte or the purpose was changed."""
    return decrypt_bytes(bytes(sealed), purpose=purpose).decode()


def encrypt_bytes(content: bytes, *, purpose: str) -> bytes:
    """Return nonce and ciphertext of a whole file; it has to fit in memory."""
    nonce = os.urandom(12)
    key = Home.from_environment().key_for(f"field {purpose}")
    return nonce + AESGCM(key).encrypt(nonce, content, purpose.encode())


def decrypt_bytes(sealed: bytes, *, purpose: str) -> bytes:
    """Return the content. Raises: cryptography.exceptions.InvalidTag when a byte or the purpose was changed."""
    key = Home.from_environment().key_for(f"field {purpose}")
    return AESGCM(key).decrypt(sealed[:12], sealed[12:], purpose.encode())


def lookup_hash(text: str, *, purpose: str) -> bytes:
    """Return 32 bytes that are equal for equal texts and tell nothing without the installation's secret."""
    key = Home.from_environment().key_for(f"lookup {purpose}")
    return hmac.new(key, text.encode(), hashlib.sha256).digest()
