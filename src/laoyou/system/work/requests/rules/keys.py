"""What is kept of a key for another system: its hash. A key is long and random, so it can't be guessed backwards."""

from __future__ import annotations

import hashlib


def digest_of(key: str) -> bytes:
    """Return the hash by which a key is known.

    >>> digest_of("a key").hex()[:8]
    '8fa3aab2'
    """
    return hashlib.sha256(key.encode()).digest()
