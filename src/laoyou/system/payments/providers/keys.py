"""Keys and names of a channel: files under `LAOYOU_HOME/keys/<channel>/`, or the environment. Never the database.

A setting `mchid` of wechat is `LAOYOU_WECHAT_MCHID`, or the file `keys/wechat/mchid.txt`; a key `apiclient_key.pem`
is `LAOYOU_WECHAT_APICLIENT_KEY`, or that file.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key, load_pem_public_key

from laoyou.infra.home import Home


class KeysMissing(Exception):
    """The channel is not set up, or its keys can't be read."""


@dataclass(frozen=True, slots=True)
class KeyFolder:
    channel: str
    path: Path

    @classmethod
    def of(cls, channel: str) -> KeyFolder:
        return cls(channel, Home.from_environment().path / "keys" / channel)

    def environment_name(self, name: str) -> str:
        return f"LAOYOU_{self.channel}_{Path(name).stem}".upper()

    def text(self, name: str) -> str:
        """Return a setting or a key's text. Raises: KeysMissing."""
        given = os.environ.get(self.environment_name(name), "").strip()
        if given:
            return given
        try:
            return (self.path / name).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            raise KeysMissing(f"{self.channel}: no {name}") from error

    def address(self, real: str) -> str:
        """Return where the channel answers: `address.txt` or its variable; without either, the real one."""
        try:
            return self.text("address.txt").rstrip("/")
        except KeysMissing:
            return real

    def private_key(self, name: str) -> RSAPrivateKey:
        try:
            key = load_pem_private_key(self.text(name).encode(), password=None)
        except ValueError as error:
            raise KeysMissing(f"{self.channel}: {name} is no private key") from error
        if not isinstance(key, RSAPrivateKey):
            raise KeysMissing(f"{self.channel}: {name} is no RSA key")
        return key

    def public_key(self, name: str) -> RSAPublicKey:
        return public_key(self.text(name))

    def stamp(self) -> tuple[str, ...]:
        """Return what changes when a file or variable of the channel does, so that new keys count at once."""
        prefix = f"LAOYOU_{self.channel}_".upper()
        given = [f"{name}={value}" for name, value in sorted(os.environ.items()) if name.startswith(prefix)]
        return (*given, *sorted(_files(self.path)))


def _files(folder: Path | str) -> Iterator[str]:
    """Yield each file below the folder with the time of its last change: asked for with every notification."""
    try:
        with os.scandir(folder) as entries:
            for entry in entries:
                if entry.is_dir():
                    yield from _files(entry.path)
                else:
                    yield f"{entry.path}:{entry.stat().st_mtime_ns}"
    except FileNotFoundError:
        return


def public_key(pem: str) -> RSAPublicKey:
    """Return the key of a PEM text. Raises: KeysMissing."""
    try:
        key = load_pem_public_key(pem.encode())
    except ValueError as error:
        raise KeysMissing("this is no public key") from error
    if not isinstance(key, RSAPublicKey):
        raise KeysMissing("this is no RSA key")
    return key
