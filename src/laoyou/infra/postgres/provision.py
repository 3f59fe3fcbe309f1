"""The two roles and the database. Safe to run at every start."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import psycopg
from psycopg import sql

from laoyou.infra.postgres.urls import APP_ROLE, OWNER_ROLE, DatabaseUrls, database_name, with_database


class UnsafeRole(SystemExit):
    pass


def provision(urls: DatabaseUrls) -> None:
    """Make the owner's and the app's role and the database, where they are missing, and set their rights."""
    if urls.admin is not None:
        with psycopg.connect(with_database(urls.admin, "postgres"), autocommit=True) as admin:
            # Roles belong to the whole server: two installations that start at once take turns.
            admin.execute("SELECT pg_advisory_lock(hashtext('laoyou provision'))")
            _make_role(admin, OWNER_ROLE, urls.owner, "CREATEDB")
            _make_role(admin, APP_ROLE, urls.app, "NOCREATEDB")
            make_database(admin, database_name(urls.owner))
        with psycopg.connect(with_database(urls.admin, database_name(urls.owner)), autocommit=True) as admin:
            _let_owner_build(admin)
    with psycopg.connect(urls.owner, autocommit=True) as owner:
        grant_rights(owner)


def make_database(admin: psycopg.Connection, name: str, template: str = "template0") -> None:
    if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone() is None:
        admin.execute(
            sql.SQL("CREATE DATABASE {} OWNER {} TEMPLATE {} ENCODING 'UTF8'").format(
                sql.Identifier(name), sql.Identifier(OWNER_ROLE), sql.Identifier(template)
            )
        )


def _let_owner_build(admin: psycopg.Connection) -> None:
    """Let the owner's role make tables also in a database that somebody else had made for us, and so owns."""
    owner = sql.Identifier(OWNER_ROLE)
    here = sql.Identifier(admin.info.dbname)
    admin.execute(sql.SQL("GRANT CREATE ON DATABASE {} TO {}").format(here, owner))
    admin.execute(sql.SQL("GRANT USAGE, CREATE ON SCHEMA public TO {} WITH GRANT OPTION").format(owner))


def grant_rights(owner: psycopg.Connection) -> None:
    """Let the app's role read and write what the owner makes from now on; what is append-only says so itself."""
    app = sql.Identifier(APP_ROLE)
    owner.execute("REVOKE CREATE ON SCHEMA public FROM PUBLIC")
    for statement in (
        "GRANT USAGE ON SCHEMA public TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {}",
        "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT EXECUTE ON FUNCTIONS TO {}",
    ):
        owner.execute(sql.SQL(statement).format(app))


def refuse_unsafe_role(app_url: str) -> None:
    """Raises: UnsafeRole when the run-time login could pass by row-level security or owns tables."""
    with psycopg.connect(app_url) as app:
        unsafe = app.execute(
            "SELECT rolsuper OR rolbypassrls OR EXISTS"
            " (SELECT 1 FROM pg_class WHERE relowner = pg_roles.oid AND relkind IN ('r', 'p'))"
            " FROM pg_roles WHERE rolname = current_user"
        ).fetchone()
    if unsafe is None or unsafe[0]:
        raise UnsafeRole(
            "laoyou: the database login of the application is a superuser, passes by row-level security or owns"
            " tables; give an administrator's DATABASE_URL alone, or a plain role with DATABASE_OWNER_URL beside it"
        )


def _make_role(admin: psycopg.Connection, role: str, url: str, right: str) -> None:
    name = sql.Identifier(role)
    if admin.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone() is None:
        try:
            admin.execute(sql.SQL("CREATE ROLE {}").format(name))
        except (psycopg.errors.DuplicateObject, psycopg.errors.UniqueViolation):
            admin.rollback()  # another start made it a moment ago
        if role == OWNER_ROLE:
            admin.execute(sql.SQL("GRANT {} TO CURRENT_USER").format(name))
    password = unquote(urlsplit(url).password or "")
    admin.execute(
        sql.SQL("ALTER ROLE {} LOGIN {} PASSWORD {}").format(name, sql.SQL(right), sql.Literal(password or None))
    )
