"""Two workers write the log at the same moment, as when both were held up until their clocks were right."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection

from laoyou.infra import scope
from laoyou.system.ledger import use_cases
from laoyou.system.ledger.models import LogCheckpoint, LogLeaf
from laoyou.system.ledger.rules.accounts import Account, Fund, NewLine
from laoyou.system.ledger.use_cases import log
from tests.ledger.conftest import AFTER, AT, ESTATE, Books


def test_the_citys_log_takes_each_checkpoint_once_although_two_write_it_at_once(
    committing_database: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    Books().post(NewLine(Fund.SERVICE, Account.MONEY, 100), NewLine(Fund.SERVICE, Account.OPENING, -100))
    use_cases.log_estate(estate_id=ESTATE, at=AT)
    real, came = log.lock_books, list[int]()

    def twin() -> None:
        came.append(use_cases.log_city(at=AT))
        connection.close()

    def lock_books(*given: Any) -> None:
        monkeypatch.setattr(log, "lock_books", real)
        other = threading.Thread(target=twin)
        other.start()
        other.join(20)
        real(*given)

    monkeypatch.setattr(log, "lock_books", lock_books)
    came.append(use_cases.log_city(at=AFTER))
    assert came == [1, 0]
    with scope.everything():
        assert LogLeaf.objects.filter(estate_id=0).count() == 1
        assert LogCheckpoint.objects.filter(estate_id=0).count() == 1
