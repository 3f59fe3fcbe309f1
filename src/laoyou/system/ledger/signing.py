"""The key that signs the logs: made from the installation's secret, so that no table holds it."""

from __future__ import annotations

from laoyou.infra import signatures
from laoyou.infra.home import Home
from laoyou.system.ledger.rules.checkpoints import SIGNER, Checkpoint, signed_note, verifier_key


def published_key() -> str:
    """Return the public key as it is shown to everybody, and kept by whoever wants to check later."""
    return verifier_key(SIGNER, signatures.sign(b"", seed=_seed())[0])


def sign(checkpoint: Checkpoint) -> str:
    """Return the checkpoint as a signed note."""
    public_key, signature = signatures.sign(checkpoint.text().encode(), seed=_seed())
    return signed_note(checkpoint, SIGNER, public_key, signature)


def _seed() -> bytes:
    return Home.from_environment().key_for("books checkpoint")
