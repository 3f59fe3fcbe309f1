"""A month is closed while an entry is being posted into it: the entry is counted, or refused, never slipped in."""

from __future__ import annotations

import threading
import time
from datetime import date

import psycopg
import pytest
from django.db import connection

from laoyou.core.calendar import Month
from laoyou.infra import scope
from laoyou.system.ledger import queries, use_cases
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from tests.ledger.conftest import AFTER, ESTATE, Books

DECEMBER = Month(2022, 12)


def close_while_an_entry_is_on_its_way(books: Books) -> list[str]:
    """Post into December without committing, close December from another thread, commit; return the proof's codes."""
    close_failed: list[BaseException] = []

    def close() -> None:
        try:
            use_cases.close_month(actor=books.manager, estate_id=ESTATE, month=DECEMBER, at=AFTER)
        except BaseException as error:
            close_failed.append(error)
        finally:
            connection.close()

    def post(fen: int) -> None:
        books.post(
            NewLine(Fund.SERVICE, Account.MONEY, fen),
            NewLine(Fund.SERVICE, Account.OPENING, -fen),
            on=date(2022, 12, 31),
        )

    post(100)
    closer = threading.Thread(target=close)
    with scope.estate(ESTATE):
        post(500)
        closer.start()
        time.sleep(0.5)  # long enough for a closing that waits for nobody
    closer.join(timeout=20)
    assert not closer.is_alive()
    assert close_failed == []
    with scope.estate(ESTATE):
        return [difference.code for difference in queries.proof(ESTATE)]


@pytest.mark.fault
def test_a_closing_waits_for_the_entry_and_counts_it(committing_database: str) -> None:
    assert close_while_an_entry_is_on_its_way(Books()) == []


@pytest.mark.fault
def test_without_the_lock_the_closed_balance_would_be_wrong(committing_database: str) -> None:
    with psycopg.connect(committing_database, autocommit=True) as admin:
        admin.execute(
            "CREATE OR REPLACE FUNCTION public.ledger_lock_books(estate bigint, alone boolean) RETURNS void"
            " LANGUAGE plpgsql AS $$ BEGIN END $$"
        )
    assert close_while_an_entry_is_on_its_way(Books()) == ["closed_differs"]
