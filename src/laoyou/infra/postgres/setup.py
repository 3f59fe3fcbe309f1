"""Database ready for the application: roles, database, migrations as the owner, and a look at the run-time role."""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

from laoyou.infra.home import Home
from laoyou.infra.postgres.marks import read_mark, write_mark
from laoyou.infra.postgres.provision import provision, refuse_unsafe_role
from laoyou.infra.postgres.urls import database_urls

PACKAGE = Path(__file__).resolve().parent.parent.parent
CARRIER = "django_migrations"
# Row-level security holds for the tables' owner too: a migration that mends rows has to be let see all of them.
AS_OWNER = {
    "DJANGO_SETTINGS_MODULE": "laoyou.config.settings",
    "LAOYOU_DB_LOGIN": "owner",
    "PGOPTIONS": "-c laoyou.estates=*",
}


def make_ready(home: Home) -> bool:
    """Bring roles, database and tables up to date, and say whether tables had to change.

    The server must be running. Safe to run at every start: a database that carries the mark of these very migrations
    is left as it is, which saves two seconds of each start.
    """
    urls = database_urls(home)
    provision(urls)
    wanted = migrations_digest()
    is_behind = read_mark(urls.owner, CARRIER) != wanted
    if is_behind:
        subprocess.run(
            [sys.executable, "-m", "django", "migrate", "--noinput", "--skip-checks", "-v", "0"],
            check=True,
            env=os.environ | AS_OWNER,
        )
        write_mark(urls.owner, CARRIER, wanted)
    refuse_unsafe_role(urls.app)
    return is_behind


def migrations_digest() -> str:
    """Return a short name of everything that makes tables: our migrations, and the libraries that bring their own."""
    digest = hashlib.sha256()
    for file in sorted([*PACKAGE.glob("**/migrations/*.py"), PACKAGE / "infra/schema.py"]):
        digest.update(file.relative_to(PACKAGE).as_posix().encode() + file.read_bytes())
    digest.update(f"{version('django')} {version('procrastinate')}".encode())
    return digest.hexdigest()[:20]
