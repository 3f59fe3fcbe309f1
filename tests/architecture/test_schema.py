"""What must stay true of every table, asked of the database itself."""

from __future__ import annotations

import pytest
from django.apps import apps
from django.db import connection

from laoyou.infra.tables import EstateRow

pytestmark = pytest.mark.django_db

# Tables without estate_id: sign-in, reference data, the city-wide directory of claims, and what libraries own.
CITY_WIDE = {
    *("people_user", "people_one_time_code", "people_organisation", "people_staff_role", "people_try_count"),
    *("places_division", "places_estate", "payments_channel_claim", "payments_wechat_payer"),
    *("django_session", "django_migrations", "django_content_type"),
    *("auth_permission", "auth_group", "auth_group_permissions"),
}


def rows(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def business_tables() -> set[str]:
    every = {name for (name,) in rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")}
    return {name for name in every if not name.startswith("procrastinate_")} - CITY_WIDE


def test_every_business_table_carries_its_estate_and_never_null() -> None:
    carrying = rows(
        "SELECT table_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND column_name = 'estate_id' AND is_nullable = 'NO'"
    )
    assert business_tables() - {name for (name,) in carrying} == set()


def test_row_level_security_is_on_and_forced_for_every_business_table() -> None:
    secured = rows(
        "SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind IN ('r', 'p')"
    )
    assert business_tables() == {name for (name,) in secured}


def test_a_foreign_scope_reads_nothing_from_any_table() -> None:
    from laoyou.infra import scope

    with scope.estates([4_000_000]):
        for table in business_tables():
            assert rows(f'SELECT count(*) FROM "{table}"') == [(0,)], table


def test_the_estate_stands_first_in_every_unique_and_exclusion_key() -> None:
    keys = rows(
        "SELECT c.relname, i.relname, a.attname FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid"
        " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
        " JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = x.indkey[0]"
        " WHERE n.nspname = 'public' AND x.indisunique AND NOT x.indisprimary"
    )
    # A handle in a public address is unguessable by itself, and is looked up before the estate is known.
    handles = {"payments_receipt"}
    wrong = [key for key in keys if key[0] in business_tables() - handles and key[2] != "estate_id"]
    assert wrong == []


def test_every_foreign_key_between_business_tables_contains_the_estate() -> None:
    keys = rows(
        "SELECT conname, conrelid::regclass::text, confrelid::regclass::text, array_length(conkey, 1)"
        " FROM pg_constraint WHERE contype = 'f'"
    )
    business = business_tables()
    assert [key for key in keys if key[1] in business and (key[2] not in business or key[3] < 2)] == []


def test_the_application_owns_no_table_and_can_not_pass_by_security() -> None:
    assert rows("SELECT rolsuper, rolbypassrls, rolcreatedb FROM pg_roles WHERE rolname = current_user") == [
        (False, False, False)
    ]
    assert rows("SELECT count(*) FROM pg_tables WHERE tableowner = current_user") == [(0,)]


def test_policies_look_at_the_row_and_the_setting_only() -> None:
    for table, policy in rows("SELECT tablename, qual FROM pg_policies"):
        assert "SELECT" not in policy.upper(), table


def test_no_trigger_is_always_or_replica() -> None:
    assert rows("SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled <> 'O'") == []


def test_every_estate_model_has_the_estate_in_front_of_its_own_keys() -> None:
    for model in apps.get_models():
        if issubclass(model, EstateRow):
            names = {constraint.name for constraint in model._meta.constraints}
            assert any(name.endswith("_estate_row") for name in names), model.__name__
