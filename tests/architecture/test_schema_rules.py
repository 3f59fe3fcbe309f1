"""The rules that keep growing past one machine possible (docs/operations/grow.md), asked of the database."""

from __future__ import annotations

import importlib
import re

import pytest
from django.db import connection
from django.db.migrations.operations import RunSQL

from laoyou.infra.postgres import setup
from tests.architecture.test_schema import business_tables, rows

pytestmark = pytest.mark.django_db
OURS = "n.nspname = 'public' AND p.proname NOT LIKE 'procrastinate%%'"


def our_functions() -> list[tuple[str, str]]:
    return rows(
        "SELECT p.proname, pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace"
        f" JOIN pg_language l ON l.oid = p.prolang WHERE l.lanname IN ('plpgsql', 'sql') AND {OURS}"
    )


def test_r6_ids_stay_below_what_a_browser_can_count() -> None:
    too_far = rows("SELECT sequencename, start_value FROM pg_sequences WHERE start_value > 2::numeric ^ 52")
    assert too_far == []


def test_r9_trigger_functions_name_their_schema_and_tell_nobody() -> None:
    for name, body in our_functions():
        assert "TG_TABLE_NAME" not in body.upper(), name
        assert "notify" not in body.lower(), name
        for table in business_tables():
            bare = re.search(rf"\b(?:FROM|JOIN|INTO|UPDATE)\s+{table}\b", body, re.IGNORECASE)
            assert bare is None, f"{name} names {table} without its schema"


def test_r11_each_step_of_a_migration_is_one_statement() -> None:
    wrong = []
    for file in sorted(setup.PACKAGE.glob("**/migrations/[0-9]*.py")):
        name = "laoyou." + ".".join(file.relative_to(setup.PACKAGE).with_suffix("").parts)
        for operation in importlib.import_module(name).Migration.operations:
            if isinstance(operation, RunSQL):
                plain = re.sub(r"\$\$.*?\$\$|'(?:[^']|'')*'|--[^\n]*", "", str(operation.sql), flags=re.DOTALL)
                if ";" in plain.strip().rstrip(";"):
                    wrong.append(f"{name}: {plain.strip()[:60]}")
    assert wrong == []


def test_r11_a_migration_has_a_name_that_says_what_it_does() -> None:
    files = setup.PACKAGE.glob("**/migrations/[0-9]*.py")
    assert [file.name for file in files if re.search(r"_(auto|alter|rename|remove|merge)_?\d*", file.stem)] == []


def test_r12_no_refusal_waits_for_the_commit_in_a_foreign_key() -> None:
    business = business_tables()
    deferred = rows("SELECT conrelid::regclass::text, conname FROM pg_constraint WHERE contype = 'f' AND condeferrable")
    assert [key for key in deferred if key[0] in business] == []


def test_the_application_may_not_change_the_tables() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(current_user, 'public', 'CREATE')")
        assert cursor.fetchone() == (False,)
