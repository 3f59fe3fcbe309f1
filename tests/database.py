"""A pytest plugin, loaded before Django's settings: a real PostgreSQL for the whole run, migrated once.

Without `DATABASE_URL` an embedded server is started in a folder of its own; with it, that server is used. The tables
are made once in a template named after the migrations' content, and each test process works in a copy, as the same
plain role that the application has. Writes roll back after each test; a test that must commit asks for
`committing_database`.
"""

from __future__ import annotations

import atexit
import hashlib
import os
import shutil
import sys
import tempfile
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

os.environ["LAOYOU_SECRET"] = "a-secret-for-tests-only-a-secret-for-tests-only"
os.environ["DJANGO_SETTINGS_MODULE"] = "laoyou.config.settings"
os.environ["LAOYOU_DEMO"] = "1"
SOURCE = Path(__file__).resolve().parent.parent / "src"


def admin_url() -> str:
    """Return the administrator's address of the test server, started by the first process that asks."""
    from laoyou.infra.home import Home
    from laoyou.infra.postgres.embedded import EmbeddedPostgres
    from laoyou.infra.postgres.urls import database_urls

    if "LAOYOU_TEST_ADMIN_URL" not in os.environ:
        folder = tempfile.mkdtemp(prefix="laoyou-test-")
        os.chmod(folder, 0o711)
        os.environ["LAOYOU_HOME"] = folder
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        given = os.environ.get("DATABASE_URL")
        if given is None:
            home = Home.from_environment()
            home.prepare()
            # A throw-away server need not survive a power cut; the fault tests start their own, which must.
            server = EmbeddedPostgres(home, settings={"fsync": "off", "full_page_writes": "off"})
            server.start()
            atexit.register(server.stop)
            given = database_urls(home).admin
        os.environ["LAOYOU_TEST_ADMIN_URL"] = str(given)
        atexit.register(drop, demo_name())
    return os.environ["LAOYOU_TEST_ADMIN_URL"]


def template_name() -> str:
    digest = hashlib.sha256()
    for file in sorted([*SOURCE.glob("**/migrations/*.py"), SOURCE / "laoyou/infra/schema.py"]):
        digest.update(file.read_bytes())
    digest.update((Path(__file__).parent / "one_estate.py").read_bytes())
    digest.update(Path(psycopg.__file__).parent.as_posix().encode())
    return f"laoyou_template_{digest.hexdigest()[:12]}"


def database_url(name: str) -> str:
    """Return the administrator's address of one database; `DATABASE_URL` alone lets the roles be derived from it."""
    parts = urlsplit(admin_url())
    return parts._replace(path=f"/{name}").geturl()


def make_template() -> str:
    """Make the migrated template where it is missing. Processes that race wait for one another."""
    from laoyou.infra.home import Home
    from laoyou.infra.postgres.setup import make_ready
    from tests.one_estate import watch

    name = template_name()
    with psycopg.connect(database_url("postgres"), autocommit=True) as admin:
        admin.execute("SELECT pg_advisory_lock(hashtext('laoyou test template'))")
        made = admin.execute("SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn", [name]).fetchone()
        if made is None:
            admin.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))
            os.environ["DATABASE_URL"] = database_url(name)
            make_ready(Home.from_environment())
            with psycopg.connect(database_url(name), autocommit=True) as owner:
                # What the planner knows of persons must not hang on when the server looked last: tests read its plans.
                owner.execute("ALTER TABLE people_person SET (autovacuum_enabled = off)")
                watch(owner)
            # Closed to connections once it is whole: copying needs that, and it says "finished" to the next process.
            admin.execute(sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS false").format(sql.Identifier(name)))
    return name


def demo_name() -> str:
    """Return the database of this run's demo city (`tests.demo_city`)."""
    return f"laoyou_demo_{Path(os.environ['LAOYOU_HOME']).name}"


def clone(name: str, template: str = "") -> str:
    """Make a fresh database from a template (without one: empty, migrated), return its administrator's address."""
    with psycopg.connect(database_url("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        admin.execute(
            sql.SQL("CREATE DATABASE {} TEMPLATE {} OWNER laoyou_owner").format(
                sql.Identifier(name), sql.Identifier(template or template_name())
            )
        )
    return database_url(name)


def drop(name: str) -> None:
    with psycopg.connect(database_url("postgres"), autocommit=True) as admin:
        admin.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _prepare_this_process() -> None:
    from laoyou.infra.translations import compile_catalogues

    compile_catalogues()
    admin_url()
    make_template()
    name = f"laoyou_test_{os.getpid()}"
    os.environ["DATABASE_URL"] = clone(name)
    atexit.register(drop, name)


if not {"--version", "--help", "-h"} & set(sys.argv):
    _prepare_this_process()
