"""Database ready for the application: roles, database, migrations as the owner, and a look at the run-time role."""

from __future__ import annotations

import os
import subprocess
import sys

from laoyou.infra.home import Home
from laoyou.infra.postgres.provision import provision, refuse_unsafe_role
from laoyou.infra.postgres.urls import database_urls


def make_ready(home: Home) -> None:
    """Bring roles, database and tables up to date. The server must be running. Safe to run at every start."""
    urls = database_urls(home)
    provision(urls)
    subprocess.run(
        [sys.executable, "-m", "django", "migrate", "--noinput", "-v", "0"],
        check=True,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "laoyou.config.settings", "LAOYOU_DB_LOGIN": "owner"},
    )
    refuse_unsafe_role(urls.app)
