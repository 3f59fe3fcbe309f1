"""Statements that the database plans once per connection: for hot paths whose planning costs as much as their work."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import psycopg
from django.db import connection


def prepared(statement: str, values: Mapping[str, Any]) -> list[tuple[Any, ...]]:
    """Run a statement with values named %(so)s and return its rows; from the second time on it is already planned.

    The database binds the values itself here, so the statement says their types where they can't be told.
    """
    numbered, names = _numbered(statement)
    connection.ensure_connection()
    link = connection.connection
    threshold, link.prepare_threshold = link.prepare_threshold, 0  # Django switches preparing off altogether
    try:
        with connection.wrap_database_errors, psycopg.RawCursor(link) as cursor:
            cursor.execute(numbered, [values[name] for name in names])
            return list(cursor.fetchall()) if cursor.description else []
    finally:
        link.prepare_threshold = threshold


@lru_cache(maxsize=64)
def _numbered(statement: str) -> tuple[str, tuple[str, ...]]:
    """Return the statement with $1, $2, … and the names in that order. psycopg reads so long a text anew each time."""
    names: list[str] = []

    def number(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%"
        if found[1] not in names:
            names.append(found[1])
        return f"${names.index(found[1]) + 1}"

    return re.sub(r"%\((\w+)\)s|%%", number, statement), tuple(names)
