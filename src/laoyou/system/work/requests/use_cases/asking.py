"""The asker's word: content with what was done, or not; and what the desk learns when it asks afterwards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.work.requests.errors import RatingMissing, RequestMoved, SayWhyReopened, TooLateToReopen
from laoyou.system.work.requests.models import Request
from laoyou.system.work.requests.rules.quality import RATINGS
from laoyou.system.work.requests.rules.states import REOPENING_DAYS, ClosedBy, RequestState, may_reopen
from laoyou.system.work.requests.rules.telling import OUTCOME_NAMES, Line, Outcome
from laoyou.system.work.requests.use_cases.writing import (
    CLOCKS,
    begin_clocks,
    held,
    held_for,
    line,
    move,
    record,
    touch,
)

CLOSING = ("rating", "rating_text", "closed_at", "closed_by", "followed_up_at")


def confirm(*, actor: Actor, estate_id: int, request_id: int, rating: int | None, at: datetime, text: str = "") -> None:
    """Close an answered request by the asker's word, with 1 to 5; staff enter what the asker told them.

    Raises: NotFound; RequestMoved; RatingMissing.
    """
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, request_id)
        if row.state != RequestState.ANSWERED:
            raise RequestMoved
        if rating not in RATINGS:
            raise RatingMissing
        row.rating, row.rating_text = rating, text.strip()[:500]
        closed_by = ClosedBy.ASKER if actor.kind is ActorKind.RESIDENT else ClosedBy.SAID
        _close(row, actor, closed_by, at)
        line(row, Line.CONFIRMED, actor, at, text=row.rating_text, rating=rating)
        record("work.request_confirmed", row, actor, at, rating=rating)
        touch(row, at)


def lapse(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> None:
    """Close an answered request whose asking period has passed without a word; safe to run twice."""
    with scope.estate(estate_id):
        row = held(estate_id, request_id)
        if row.state != RequestState.ANSWERED or row.lapses_at is None or row.lapses_at > at:
            return
        _close(row, actor, ClosedBy.LAPSE, at)
        line(row, Line.LAPSED, actor, at)
        record("work.request_lapsed", row, actor, at)
        touch(row, at)


def _close(row: Request, actor: Actor, closed_by: ClosedBy, at: datetime) -> None:
    row.closed_at, row.closed_by = at, closed_by.value
    move(row, RequestState.CLOSED, actor, at, also=CLOSING)


def reopen(
    *, actor: Actor, estate_id: int, request_id: int, text: str, at: datetime, file_ids: Sequence[int] = ()
) -> None:
    """Take a request up again that was answered or closed: its clocks begin anew, and so does the ladder.

    Raises: NotFound; RequestMoved; SayWhyReopened; TooLateToReopen.
    """
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, request_id)
        if row.state not in (RequestState.ANSWERED, RequestState.CLOSED):
            raise RequestMoved
        if row.closed_at is not None and not may_reopen(row.closed_at, at):
            raise TooLateToReopen(days=REOPENING_DAYS)
        if not text.strip():
            raise SayWhyReopened
        row.rounds += 1
        row.rating, row.rating_text, row.closed_at, row.closed_by, row.followed_up_at = None, "", None, "", None
        row.same_as_id = None
        begin_clocks(row, at)
        move(row, RequestState.TAKEN, actor, at, reason=text, also=(*CLOSING, *CLOCKS, "rounds", "same_as"))
        line(row, Line.REOPENED, actor, at, text=text, file_ids=file_ids)
        record("work.request_reopened", row, actor, at)
        touch(row, at)


def follow_up(
    *,
    actor: Actor,
    estate_id: int,
    request_id: int,
    outcome: str,
    at: datetime,
    rating: int | None = None,
    text: str = "",
) -> None:
    """Write down what came of asking after a closed request; a rating that was missing is entered with it.

    Raises: NotFound; RequestMoved.
    """
    with scope.estate(estate_id):
        actor.require(Right.HANDLE_REQUESTS, estate_id)
        row = held(estate_id, request_id)
        if row.state != RequestState.CLOSED or row.followed_up_at is not None:
            raise RequestMoved
        if outcome not in set(Outcome):
            raise NotFound
        row.followed_up_at = at
        if row.rating is None and rating in RATINGS and outcome != Outcome.NOT_REACHED:
            row.rating = rating
        line(row, Line.FOLLOWED_UP, actor, at, text=text, outcome=OUTCOME_NAMES[outcome])
        record("work.request_followed_up", row, actor, at, outcome=OUTCOME_NAMES[outcome])
        touch(row, at, "followed_up_at", "rating")
