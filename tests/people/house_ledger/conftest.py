"""What the ledger's tests share."""

from __future__ import annotations

import pytest

from laoyou.infra import events
from laoyou.system.people.events import HouseRatesGiven


@pytest.fixture
def nobody_keeps_prices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rates go unheard: the prices of an estate need a mandate, which is another package's matter."""
    monkeypatch.setitem(events._in_transaction, HouseRatesGiven, [])
