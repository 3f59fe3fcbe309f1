"""Closing a month, after which nothing is posted into it, and publishing it to everybody. Law: CIVIL-943."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laoyou.core.calendar import Month, city_day
from laoyou.infra import audit, files, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.ledger.books import balances, lock_books
from laoyou.system.ledger.errors import (
    EarlierMonthOpen,
    MonthClosed,
    MonthNotOver,
    NotClosedYet,
    NothingToClose,
    PublishedAlready,
    UndecidedLeft,
)
from laoyou.system.ledger.models import ClosedMonth, Publication
from laoyou.system.ledger.queries import details, months, publications
from laoyou.system.ledger.rules.months import Missing
from laoyou.system.ledger.use_cases.log import log_locked_books


def close_month(*, actor: Actor, estate_id: int, month: Month, at: datetime) -> None:
    """Close the month: from now on no entry is dated in it or before it. The log of the books is signed with it.

    Raises: NothingToClose, MonthClosed, MonthNotOver, EarlierMonthOpen, UndecidedLeft.
    """
    with scope.estate(estate_id):
        actor.require(Right.CLOSE_MONTH, estate_id)
        lock_books(estate_id)
        known = {books.month: books for books in months.months_with_books(estate_id)}
        if month not in known:
            raise NothingToClose(month=str(month))
        if known[month].is_closed:
            raise MonthClosed(month=str(month))
        for check in months.closing_checklist(estate_id, month, today=city_day(at)):
            if not check.done:
                if check.what is Missing.MONTH_OVER:
                    raise MonthNotOver(month=str(month))
                if check.what is Missing.EARLIER_CLOSED:
                    raise EarlierMonthOpen(month=str(check.month))
                raise UndecidedLeft(count=check.count)
        ClosedMonth.objects.create(
            estate_id=estate_id,
            month=month.first,
            balances=balances(estate_id, before=month.next),
            closed_by=actor.user_id,
            closed_at=at,
        )
        log_locked_books(estate_id, at)
        _audit("ledger.month_closed", actor, estate_id, month, at)


def publish_month(*, actor: Actor, estate_id: int, month: Month, rates: Mapping[str, Any], at: datetime) -> None:
    """Publish a closed month: keep the figures exactly as they are shown, and the list of all entries as a file.

    `rates` maps current, recovery, combined and households to a numerator and a denominator, in fen or homes.
    The list is masked like the public pages, and its SHA-256 stands in the figures, so that anybody can check both.
    Raises: NotClosedYet, PublishedAlready.
    """
    with scope.estate(estate_id):
        actor.require(Right.CLOSE_MONTH, estate_id)
        lock_books(estate_id)
        if not ClosedMonth.objects.filter(estate_id=estate_id, month=month.first).exists():
            raise NotClosedYet(month=str(month))
        if Publication.objects.filter(estate_id=estate_id, month=month.first).exists():
            raise PublishedAlready(month=str(month))
        listed = details.details_file(estate_id, month)
        file_id = files.store(
            estate_id=estate_id,
            name=f"{month}.csv",
            content=io.BytesIO(listed.content),
            purpose="publication",
            actor=actor,
            at=at,
        )
        Publication.objects.create(
            estate_id=estate_id,
            month=month.first,
            figures=publications.figures_of(estate_id, month, rates=rates, listed=listed),
            details_id=file_id,
            published_by=actor.user_id,
            published_at=at,
        )
        _audit("ledger.month_published", actor, estate_id, month, at)


def _audit(action: str, actor: Actor, estate_id: int, month: Month, at: datetime) -> None:
    audit.record(action, actor=actor, estate_id=estate_id, at=at, subject="ledger.month", month=str(month))
