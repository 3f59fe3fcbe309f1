"""Which database, and as whom. Pure reading of the environment: nothing is started or created here."""

from __future__ import annotations

import hashlib
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, quote, unquote, urlsplit, urlunsplit

from laoyou.infra.home import Home

DATABASE = "laoyou"
APP_ROLE = "laoyou_app"
OWNER_ROLE = "laoyou_owner"
LONGEST_SOCKET_DIRECTORY = 85  # a unix socket's whole path is limited to 107 bytes


@dataclass(frozen=True, slots=True)
class DatabaseUrls:
    """`app` runs, `owner` migrates, `admin` creates the two; `admin` is None where somebody else did."""

    app: str
    owner: str
    admin: str | None


def socket_directory(home: Home) -> Path:
    """Return the folder of the embedded server's socket: inside its home, or a short one where that path is long."""
    own = home.postgres / "run"
    if len(str(own)) <= LONGEST_SOCKET_DIRECTORY:
        return own
    return Path(tempfile.gettempdir()) / f"pg-{hashlib.sha256(str(own).encode()).hexdigest()[:12]}"


def database_urls(home: Home) -> DatabaseUrls:
    """Return the addresses of the database.

    `DATABASE_URL` alone is an administrator's login: two roles are made from it. With `DATABASE_OWNER_URL` beside it,
    both are used as they are. Without either, the embedded server.
    """
    given = os.environ.get("DATABASE_URL")
    owner = os.environ.get("DATABASE_OWNER_URL")
    if given and owner:
        return DatabaseUrls(app=given, owner=owner, admin=None)
    if given:
        return DatabaseUrls(
            app=as_role(given, APP_ROLE, role_password(home, APP_ROLE)),
            owner=as_role(given, OWNER_ROLE, role_password(home, OWNER_ROLE)),
            admin=given,
        )
    host = quote(str(socket_directory(home)), safe="")
    return DatabaseUrls(
        app=f"postgresql://{APP_ROLE}@/{DATABASE}?host={host}",
        owner=f"postgresql://{OWNER_ROLE}@/{DATABASE}?host={host}",
        admin=f"postgresql://postgres@/{DATABASE}?host={host}",
    )


def direct_url(home: Home) -> str:
    """Return the app's address past any pooler: LISTEN needs a connection of its own (`DATABASE_DIRECT_URL`)."""
    return os.environ.get("DATABASE_DIRECT_URL") or database_urls(home).app


def role_password(home: Home, role: str) -> str:
    return home.key_for(f"database role {role}").hex()


def as_role(url: str, role: str, password: str) -> str:
    parts = urlsplit(url)
    place = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{quote(role)}:{quote(password)}@{place}"))


def with_database(url: str, name: str) -> str:
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def database_name(url: str) -> str:
    return unquote(urlsplit(url).path.lstrip("/")) or DATABASE


def django_settings(url: str, *, pool: bool) -> dict[str, object]:
    """Return Django's DATABASES entry for the address."""
    parts = urlsplit(url)
    options: dict[str, object] = {key: values[-1] for key, values in parse_qs(parts.query).items() if key != "host"}
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": database_name(url),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parse_qs(parts.query).get("host", [parts.hostname or ""])[-1],
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 0,
        "OPTIONS": options,
    }
