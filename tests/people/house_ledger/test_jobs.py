"""The jobs that read and enter a ledger: what a page sees of them while they run."""

from __future__ import annotations

from typing import Any

import pytest

from laoyou.infra import scope
from laoyou.infra.models import LiveEvent, Work
from laoyou.system.people import jobs
from laoyou.system.people.house_ledger import use_cases
from laoyou.system.people.models import ImportedSheet
from laoyou.system.places.models import Home
from tests.people.house_ledger.ledgers import AT, clerk, estate, kept


@pytest.mark.usefixtures("committing_database", "nobody_keeps_prices")
def test_progress_is_seen_before_the_transaction_ends_and_the_end_stands_last() -> None:
    estate_id = estate()
    actor = clerk(estate_id)
    asked: dict[str, Any] = {"actor": actor, "estate_id": estate_id, "at": AT}
    sheet_id = use_cases.read_sheet(name="台账.xlsx", content=kept("house-ledger.xlsx"), **asked)
    read = use_cases.start_check(sheet_id=sheet_id, **asked)
    jobs.check_house_ledger(estate_id=estate_id, sheet_id=sheet_id, work_id=read)
    entered = use_cases.commit_sheet(sheet_id=sheet_id, leave_out_refused=True, **asked)
    jobs.enter_house_ledger(estate_id=estate_id, sheet_id=sheet_id, work_id=entered, user_id=None)
    with scope.estate(estate_id):
        assert Home.objects.count() == 997
        assert ImportedSheet.objects.get(id=sheet_id).state == "committed"
        work = Work.objects.get(id=entered)
        assert (work.state, work.done, work.total) == ("done", 997, 997)
        told = LiveEvent.objects.filter(topic=f"work:{entered}").order_by("id").values_list("data", flat=True)
        assert [event["done"] for event in told] == [0, 99, 598, 897, 997, 997]
        assert told[len(told) - 1]["state"] == "done"
