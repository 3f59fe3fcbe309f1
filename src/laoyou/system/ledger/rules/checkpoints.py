"""A checkpoint: what a log signs of itself, as a note that a person can read and any tool for such logs can check.

The form is that of C2SP tlog-checkpoint and signed-note: origin, size, root, further lines; then the signatures.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from datetime import datetime

ED25519 = b"\1"
SIGNER = "laoyou.books"
CITY = 0


class NotACheckpoint(ValueError):
    """The text is no checkpoint; the message says where it goes wrong."""


def origin_of(estate_id: int) -> str:
    """Return the name of an estate's log, as its checkpoints carry it for ever; 0 is the city's.

    >>> origin_of(71), origin_of(0)
    ('books/71', 'books/0')
    """
    return f"books/{estate_id}"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """How many leaves a log has, their root (32 bytes), and when that was so. `origin` names the log."""

    origin: str
    size: int
    root: bytes
    at: datetime

    def text(self) -> str:
        """Return what is signed.

        >>> from datetime import UTC
        >>> print(Checkpoint("books/71", 2, bytes(32), datetime(2023, 1, 5, 2, 42, tzinfo=UTC)).text(), end="")
        books/71
        2
        AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=
        at 2023-01-05T02:42:00+00:00
        """
        root = base64.b64encode(self.root).decode()
        return f"{self.origin}\n{self.size}\n{root}\nat {self.at.isoformat(timespec='seconds')}\n"


def key_hash(name: str, public_key: bytes) -> bytes:
    """Return the four bytes by which a note names the key that signed it. Source: C2SP signed-note."""
    return hashlib.sha256(name.encode() + b"\n" + ED25519 + public_key).digest()[:4]


def verifier_key(name: str, public_key: bytes) -> str:
    """Return a public key (32 bytes) as a text to publish: name, hash and key.

    >>> verifier_key("laoyou.books", bytes(32))[:22]
    'laoyou.books+454d8a75+'
    """
    key = base64.b64encode(ED25519 + public_key).decode()
    return f"{name}+{key_hash(name, public_key).hex()}+{key}"


def public_key_of(text: str) -> tuple[str, bytes]:
    """Return name and public key of a published key. Raises: NotACheckpoint when it is none, or damaged."""
    try:
        name, stated, encoded = text.strip().split("+", 2)
        key = base64.b64decode(encoded, validate=True)
    except (ValueError, binascii.Error) as error:
        raise NotACheckpoint("no verifier key") from error
    if key[:1] != ED25519 or len(key) != 33 or key_hash(name, key[1:]).hex() != stated:
        raise NotACheckpoint("the verifier key is damaged")
    return name, key[1:]


def signed_note(checkpoint: Checkpoint, name: str, public_key: bytes, signature: bytes) -> str:
    """Return the checkpoint with its signature (64 bytes) as one text."""
    mark = base64.b64encode(key_hash(name, public_key) + signature).decode()
    return f"{checkpoint.text()}\n— {name} {mark}\n"


def read_note(note: str) -> tuple[Checkpoint, str, bytes, bytes]:
    """Return a note's checkpoint, the signer's name, the key's hash and the signature. Raises: NotACheckpoint."""
    try:
        body, signatures = note.split("\n\n")
        origin, size, root, at = body.split("\n")
        dash, name, mark = signatures.removesuffix("\n").split(" ")
        signed = base64.b64decode(mark, validate=True)
        checkpoint = Checkpoint(
            origin, int(size), base64.b64decode(root, validate=True), datetime.fromisoformat(at.removeprefix("at "))
        )
    except (ValueError, binascii.Error) as error:
        raise NotACheckpoint("not a signed checkpoint") from error
    if dash != "—" or len(signed) != 68 or f"{checkpoint.text()}\n{signatures}" != note:
        raise NotACheckpoint("not a signed checkpoint")
    return checkpoint, name, signed[:4], signed[4:]
