"""The journal keeps its promises against raw SQL of the application's own role."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.ledger import use_cases
from laoyou.system.ledger.models import Expense
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from tests.ledger.conftest import AFTER, AT, ESTATE, Books

NEW_ENTRY = (
    "INSERT INTO ledger_entry (estate_id, kind, source, posted_on, text, actor, created_at)"
    " VALUES (%s, 'test', %s, %s, '', 'test', now()) RETURNING id, estate_id, posted_on"
)
NEW_LINE = (
    "INSERT INTO ledger_line (estate_id, entry_id, line_number, posted_on, fund, account, amount_fen)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s)"
)


def run(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []


@contextmanager
def refused(sqlstate: str, constraint: str | None = None) -> Iterator[None]:
    with pytest.raises(DatabaseError) as error, transaction.atomic():
        yield
    cause = error.value.__cause__
    assert isinstance(cause, psycopg.Error)
    assert cause.sqlstate == sqlstate
    if constraint:
        assert cause.diag.constraint_name == constraint


def entry(books: Books) -> int:
    return books.post(NewLine(Fund.SERVICE, Account.MONEY, 500), NewLine(Fund.SERVICE, Account.OPENING, -500))


def test_refuses_an_unbalanced_entry(books: Books) -> None:
    with scope.estate(ESTATE):
        entry_id, _, day = run(NEW_ENTRY, ESTATE, "u", date(2022, 12, 1))[0]
        with refused("23514", "ledger_entry_balanced"):
            run(NEW_LINE, ESTATE, entry_id, 1, day, "service", 10, 500)


def test_refuses_an_entry_balanced_only_over_two_funds(books: Books) -> None:
    two = NEW_LINE + ", (%s, %s, %s, %s, %s, %s, %s)"
    with scope.estate(ESTATE):
        entry_id, _, day = run(NEW_ENTRY, ESTATE, "f", date(2022, 12, 1))[0]
        with refused("23514", "ledger_entry_balanced"):
            first = (ESTATE, entry_id, 1, day, "service", 10, 500)
            run(two, *first, ESTATE, entry_id, 2, day, "common_income", 10, -500)


def test_refuses_lines_without_an_entry_or_on_another_day_than_its_entry(books: Books) -> None:
    two = NEW_LINE + ", (%s, %s, %s, %s, %s, %s, %s)"
    known = entry(books)
    with scope.estate(ESTATE):
        for entry_id, day in ((999_999_999, date(2022, 12, 20)), (known, date(2022, 12, 21))):
            with refused("23503", "ledger_line_entry"):
                run(two, ESTATE, entry_id, 8, day, "service", 10, 5, ESTATE, entry_id, 9, day, "service", 50, -5)


@pytest.mark.parametrize("table", ["ledger_entry", "ledger_line", "ledger_voucher", "ledger_closed_month"])
def test_refuses_to_change_or_remove_what_is_written(books: Books, table: str) -> None:
    books.spend(fen=100)
    with scope.estate(ESTATE):
        for statement in (f"UPDATE {table} SET estate_id = estate_id", f"DELETE FROM {table}", f"TRUNCATE {table}"):
            with refused("42501"):
                run(statement)


def test_refuses_lines_added_to_a_posted_entry_even_when_they_balance(books: Books) -> None:
    two = NEW_LINE + ", (%s, %s, %s, %s, %s, %s, %s)"
    known, day = entry(books), date(2022, 12, 20)
    with scope.estate(ESTATE):
        with refused("23514", "ledger_entry_whole"):
            run(two, ESTATE, known, 3, day, "service", 10, 5, ESTATE, known, 4, day, "service", 50, -5)
        with refused("23505", "line_once"):
            run(two, ESTATE, known, 1, day, "service", 10, 5, ESTATE, known, 4, day, "service", 50, -5)


def test_refuses_an_entry_in_a_closed_month_and_before_it(books: Books) -> None:
    entry(books)
    use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=Month(2022, 12), at=AFTER)
    with scope.estate(ESTATE):
        for day in (date(2022, 12, 31), date(2022, 12, 1), date(2022, 10, 5)):
            with refused("23514", "ledger_month_open"):
                run(NEW_ENTRY, ESTATE, f"late {day}", day)
        assert run(NEW_ENTRY, ESTATE, "new year", date(2023, 1, 1))


def test_refuses_the_same_person_as_second_person(books: Books) -> None:
    expense_id, entry_id = books.record(), entry(books)
    with scope.estate(ESTATE):
        with refused("23514", "expense_needs_a_second_person"):
            run(
                "UPDATE ledger_expense SET state = 'approved', decided_by = recorded_by, decided_at = now(),"
                " entry_id = %s WHERE id = %s",
                entry_id,
                expense_id,
            )
        with refused("23514", "approved_expense_is_posted"):
            run("UPDATE ledger_expense SET state = 'approved', decided_by = 99 WHERE id = %s", expense_id)


def test_refuses_to_change_what_was_recorded(books: Books) -> None:
    expense_id = books.record()
    with scope.estate(ESTATE):
        for change in ("amount_fen = 1", "direction = 'in'", "payee = ''", "recorded_by = 99"):
            with refused("42501"):
                run(f"UPDATE ledger_expense SET {change} WHERE id = %s", expense_id)
        with refused("42501"):
            run("DELETE FROM ledger_expense")


def test_refuses_an_expense_on_an_account_of_income(books: Books) -> None:
    with scope.estate(ESTATE), refused("23514", "expense_direction"), transaction.atomic():
        Expense.objects.create(
            estate_id=ESTATE,
            direction="out",
            fund="service",
            account=41,
            amount_fen=1,
            spent_on=date(2022, 12, 1),
            payee="",
            text="",
            recorded_by=11,
            recorded_at=AT,
        )


def test_refuses_a_voucher_of_another_estate(books: Books) -> None:
    expense_id = books.record()
    foreign = books.voucher("red", estate_id=72)
    with scope.estates([ESTATE, 72]), refused("23503"):
        run(
            "INSERT INTO ledger_voucher (estate_id, expense_id, file_id, public_file_id) VALUES (%s, %s, %s, %s)",
            *(ESTATE, expense_id, foreign, None),
        )
