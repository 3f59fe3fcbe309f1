"""Sees a transaction that writes rows of two estates (R4): a trigger on every table of estates, in tests only.

The first row that a transaction writes names its estate, kept in a setting of that transaction; a row of another one
is refused. It looks at what is written, so a scope of many estates may be read in as before, and the centre's own rows
(estate 0) count as an estate: they stay on their server when estates move to others.

In a test that rolls back everything happens in one transaction, so there what the application would commit is watched:
its outermost block begins with nothing written, and leaves nothing behind.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, LiteralString

from django.db import connection
from psycopg import Connection, sql

from laoyou.infra import scope

WRITTEN = "laoyou.written"
_WATCH: LiteralString = """
CREATE FUNCTION public.watch_estates() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
  low bigint; high bigint; written text := coalesce(current_setting('laoyou.written', true), '');
BEGIN
  SELECT min(estate_id), max(estate_id) INTO low, high FROM written_rows;
  IF low IS NULL OR written = 'any' THEN RETURN NULL; END IF;
  IF low <> high OR written NOT IN ('', low::text) THEN
    RAISE 'one transaction writes rows of two estates: % and %', coalesce(nullif(written, ''), low::text), high
      USING ERRCODE = 'R4001';
  END IF;
  PERFORM set_config('laoyou.written', low::text, true);
  RETURN NULL;
END $$
"""


def watch(owner: Connection[Any]) -> None:
    """Put the triggers on every table under row-level security, in the template that all tests copy."""
    owner.execute(_WATCH)
    tables = owner.execute("SELECT tablename FROM pg_policies WHERE schemaname = 'public' ORDER BY 1").fetchall()
    for (table,) in tables:
        for act, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            owner.execute(
                sql.SQL(
                    "CREATE TRIGGER watch_estates_{act} AFTER {act} ON {table}"
                    " REFERENCING {rows} TABLE AS written_rows"
                    " FOR EACH STATEMENT EXECUTE FUNCTION public.watch_estates()"
                ).format(act=sql.SQL(act), table=sql.Identifier(table), rows=sql.SQL(rows))
            )


@contextmanager
def unwatched() -> Iterator[None]:
    """Let a test set up rows of many estates in one block, as no part of the application may."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, 'any', true)", [WRITTEN])
        yield
        if not connection.needs_rollback:
            cursor.execute("SELECT set_config(%s, '', true)", [WRITTEN])


def see_blocks_of_tests() -> None:
    """Let the outermost block of the application begin with nothing written where a test's own block is around it."""
    scope._set = _set_and_begin  # type: ignore[assignment]


def _set_and_begin(value: str) -> None:
    own = [block for block in connection.atomic_blocks if not getattr(block, "_from_testcase", False)]
    is_outermost = len(own) == 1 and len(connection.atomic_blocks) > 1
    with connection.cursor() as cursor:
        if is_outermost:
            cursor.execute(
                "SELECT set_config(%s, %s, true), set_config(%s,"
                " CASE current_setting(%s, true) WHEN 'any' THEN 'any' ELSE '' END, true)",
                [scope.SETTING, value, WRITTEN, WRITTEN],
            )
        else:
            cursor.execute("SELECT set_config(%s, %s, true)", [scope.SETTING, value])
