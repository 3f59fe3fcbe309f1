"""What the calendar does for many: one that fails is written down and stops no other."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from laoyou.infra import jobs
from laoyou.system.ledger import jobs as ledger
from laoyou.system.mandates import jobs as mandates
from laoyou.system.payments import jobs as payments

DAYS = [("wechat", date(2022, 12, 29)), ("alipay", date(2022, 12, 29)), ("wechat", date(2022, 12, 30))]
PAIRS = [(71, 1), (72, 2), (73, 3)]

# Of each job: what lists its work, what does one piece of it, the work, and the words that name a piece.
LOOPS: dict[str, tuple[Any, Any, str, Any, str, list[Any], tuple[str, ...]]] = {
    "poll": (payments.poll, payments.use_cases, "due_orders", payments.use_cases, "query_order", PAIRS, ("order_id",)),
    "poll_refunds": (
        *(payments.poll_refunds, payments.refunds, "due_refunds", payments.refunds, "carry_refund"),
        *(PAIRS, ("refund_id",)),
    ),
    "fetch bills": (
        *(payments.reconcile, payments.reconciliation, "days_without_bill", payments.reconciliation, "fetch_bill"),
        *(DAYS, ("channel", "day")),
    ),
    "compare days": (
        *(payments.reconcile, payments.reconciliation, "open_days", payments.reconciliation, "compare_day"),
        *(DAYS, ("channel", "day")),
    ),
    "log_books": (
        *(ledger.log_books, ledger.queries, "estates_to_log", ledger.use_cases, "log_estate"),
        *([71, 72, 73], ("estate_id",)),
    ),
    "settle_terms": (
        *(mandates.settle_terms, mandates.queries, "estates_with_terms_over", mandates.use_cases, "settle_terms"),
        *([71, 72, 73], ("estate_id",)),
    ),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", LOOPS)
def test_one_that_fails_stops_no_other(
    name: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    task, lists, listing, does, doing, work, words = LOOPS[name]
    done: list[Any] = []
    monkeypatch.setattr(lists, listing, lambda *_, **__: work)
    monkeypatch.setattr(does, doing, _failing_first(done, words))
    with caplog.at_level(logging.ERROR):
        task(timestamp=0)
    pieces = [piece if len(words) > 1 else (piece[-1] if isinstance(piece, tuple) else piece) for piece in work]
    assert done == pieces
    assert [record.levelname for record in caplog.records] == ["ERROR"]
    assert "RuntimeError" in caplog.text
    assert "李秀兰" not in caplog.text


def _failing_first(done: list[Any], words: tuple[str, ...]) -> Callable[..., None]:
    def act(**given: Any) -> None:
        done.append(given[words[0]] if len(words) == 1 else tuple(given[word] for word in words))
        if len(done) == 1:
            raise RuntimeError("the row of 李秀兰 is odd")

    return act


def test_without_the_guard_the_first_fault_ends_the_run() -> None:
    """The twin: a plain loop does one of three."""
    done: list[Any] = []
    act = _failing_first(done, ("number",))
    with pytest.raises(RuntimeError):
        [act(number=number) for number in (1, 2, 3)]
    assert done == [1]
    jobs.for_each("counting", (2, 3), lambda number: act(number=number))
    assert done == [1, 2, 3]
