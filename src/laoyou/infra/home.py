"""The one folder in which an installation keeps what is its own: secret, database, files, logs.

`LAOYOU_HOME` names it; without it, `.laoyou` under the working directory. In production the secret comes from
`LAOYOU_SECRET` or from the file that `LAOYOU_SECRET_FILE` names, and the folder holds files and logs only.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

SHORTEST_SECRET = 32


class NoSecret(SystemExit):
    pass


@dataclass(frozen=True, slots=True)
class Home:
    path: Path

    @classmethod
    def from_environment(cls) -> Home:
        return cls(Path(os.environ.get("LAOYOU_HOME", ".laoyou")).absolute())

    @property
    def files(self) -> Path:
        return self.path / "files"

    @property
    def logs(self) -> Path:
        return self.path / "logs"

    @property
    def postgres(self) -> Path:
        """The database's folder. Root's server runs under a lesser account, which must be able to walk there."""
        own = self.path / "postgres"
        if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in self.path.parents):
            return own
        return Path("/var/lib/laoyou") / hashlib.sha256(str(own).encode()).hexdigest()[:12]

    def prepare(self) -> None:
        """Make the folders, and the secret on the first start. Only the installation's own user reads them."""
        for folder in (self.path, self.files, self.logs):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = self.path / "secret"
        if not secret.exists():
            with os.fdopen(os.open(secret, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
                file.write(secrets.token_urlsafe(48))

    def secret(self) -> str:
        """Return the installation's secret. Raises: NoSecret when there is none, or it is too short to be one."""
        named_file = os.environ.get("LAOYOU_SECRET_FILE")
        own_file = self.path / "secret"
        if "LAOYOU_SECRET" in os.environ:
            secret = os.environ["LAOYOU_SECRET"]
        elif named_file:
            secret = Path(named_file).read_text().strip()
        elif own_file.exists():
            secret = own_file.read_text().strip()
        else:
            raise NoSecret("laoyou: no secret yet: run `laoyou run` once, or set LAOYOU_SECRET or LAOYOU_SECRET_FILE")
        if len(secret) < SHORTEST_SECRET:
            raise NoSecret(f"laoyou: the secret is shorter than {SHORTEST_SECRET} characters")
        return secret

    def key_for(self, purpose: str) -> bytes:
        """Return 32 bytes for one purpose, derived from the secret, so that no two purposes share a key."""
        return hmac.new(self.secret().encode(), purpose.encode(), hashlib.sha256).digest()
