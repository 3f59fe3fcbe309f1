"""Short notes that the database keeps about itself, as the comment on a table: they travel with every copy of it."""

from __future__ import annotations

import psycopg
from psycopg import sql


def read_mark(owner_url: str, table: str) -> str | None:
    """Return the note; None when there is none, or no such table yet."""
    with psycopg.connect(owner_url) as owner:
        row = owner.execute("SELECT obj_description(to_regclass(%s), 'pg_class')", [f"public.{table}"]).fetchone()
    return None if row is None else row[0]


def write_mark(owner_url: str, table: str, mark: str) -> None:
    with psycopg.connect(owner_url) as owner:
        statement = sql.SQL("COMMENT ON TABLE {} IS {}")
        owner.execute(statement.format(sql.Identifier("public", table), sql.Literal(mark)))
