"""Statements that the database plans once per connection: for hot paths whose planning costs as much as their work."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import psycopg
from django.db import connection


def prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement with named values and return its rows; from the second time on it is already planned.

    The database binds the values itself here, so the statement says their types where they can't be told.
    """
    connection.ensure_connection()
    link = connection.connection
    threshold, link.prepare_threshold = link.prepare_threshold, 0  # Django switches preparing off altogether
    try:
        with connection.wrap_database_errors, psycopg.Cursor(link) as cursor:
            return list(cursor.execute(statement, values).fetchall())
    finally:
        link.prepare_threshold = threshold
