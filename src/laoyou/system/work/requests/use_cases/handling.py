"""What the desk does with a request: take it, talk, correct, stop the clocks, answer, say that it is another's twin."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, mark
from laoyou.infra import scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people import use_cases as people
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.requests.errors import (
    AnswerMissing,
    DangerDoesNotWait,
    EvidenceMissing,
    NoRequestByThisNumber,
    NothingSaid,
    OrdersStillOpen,
    ReasonMissing,
    RequestMoved,
    SayWhyPaused,
)
from laoyou.system.work.requests.models import Request, RequestSupporter
from laoyou.system.work.requests.queries.promises import promise_on
from laoyou.system.work.requests.rules.categories import CATEGORIES, LEAST_URGENT, Kind, category_of
from laoyou.system.work.requests.rules.levels import Level, dues, level_of, may_pause, moved
from laoyou.system.work.requests.rules.states import OPEN, RequestState, lapses_at
from laoyou.system.work.requests.rules.telling import Line
from laoyou.system.work.requests.use_cases.writing import (
    held,
    held_for,
    line,
    move,
    record,
    tell_askers,
    touch,
)

TAKEN = mark("[Laoyou Butler] %(name)s looks after your request %(number)s.")
SAID = mark("[Laoyou Butler] There is word on your request %(number)s. Read it under “Requests”.")
PAUSED = mark("[Laoyou Butler] Your request %(number)s has to wait. The reason stands under “Requests”.")
ANSWERED = mark("[Laoyou Butler] Your request %(number)s is answered. Please look whether all is well.")
SOURCE = "request"
DONE = ("done", "checked")
NEEDS_EVIDENCE = frozenset({Kind.REPAIR.value, Kind.HELP.value})


def take(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> None:
    """Take a request on oneself, also from a colleague; the asker hears by whom. Raises: NotFound; RequestMoved."""
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        if row.state not in OPEN:
            raise RequestMoved
        take_over(row, actor, at)


def take_over(row: Request, actor: Actor, at: datetime) -> None:
    row.taken_by, row.taken_by_name = actor.user_id, actor.name[:100]
    fields = ["taken_by", "taken_by_name", *_answered(row, at)]
    if row.state == RequestState.RECEIVED:
        move(row, RequestState.TAKEN, actor, at, also=fields)
    line(row, Line.TAKEN, actor, at)
    record("work.request_taken", row, actor, at)
    tell_askers(row, TAKEN, f"taken:{actor.user_id}", at, name=actor.name)
    touch(row, at, *fields)


def say(
    *,
    actor: Actor,
    estate_id: int,
    request_id: int,
    text: str,
    at: datetime,
    file_ids: Sequence[int] = (),
    is_inside: bool = False,
) -> None:
    """Add to the conversation: the asker, or the desk; `is_inside` keeps it within the desk.

    Raises: NotFound; NothingSaid; TooManyFiles.
    """
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, request_id)
        if not text.strip() and not file_ids:
            raise NothingSaid
        by_desk = actor.kind is not ActorKind.RESIDENT
        line(row, Line.SAID, actor, at, text=text, file_ids=file_ids, is_inside=is_inside and by_desk)
        fields: list[str] = []
        if by_desk and not is_inside:
            fields = _answered(row, at)
            tell_askers(row, SAID, f"said:{row.version}", at)
        touch(row, at, *fields)


def correct_suggestion(
    *, actor: Actor, estate_id: int, request_id: int, category: str, kind: str, urgency: int, at: datetime
) -> None:
    """Say what it really is about and how urgent; its clocks are those of the class from its beginning on.

    Raises: NotFound; RequestMoved.
    """
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        if row.state not in OPEN:
            raise RequestMoved
        if category not in CATEGORIES or kind not in set(Kind) or not 0 <= urgency <= LEAST_URGENT:
            raise NotFound
        found = category_of(category)
        level = level_of(kind, urgency)
        fields = ["category", "kind", "urgency", "skill", "minutes", "level"]
        row.category, row.kind, row.urgency, row.level = found.code, kind, urgency, level.value
        row.skill, row.minutes = found.skill, found.minutes
        due = dues(promise_on(estate_id, city_day(row.began_at)).promise, level, row.began_at)
        row.answer_due_at, row.arrive_due_at, row.finish_due_at = due.answer, due.arrive, due.finish
        fields += ["answer_due_at", "arrive_due_at", "finish_due_at"]
        line(row, Line.CORRECTED, actor, at, category=found.name)
        record("work.request_corrected", row, actor, at)
        touch(row, at, *fields)


def pause(*, actor: Actor, estate_id: int, request_id: int, reason: str, at: datetime) -> None:
    """Stop the clocks for a reason that the asker reads. Raises: NotFound; RequestMoved; SayWhyPaused; …"""
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        if row.state not in OPEN or row.paused_at is not None:
            raise RequestMoved
        if not may_pause(Level(row.level)):
            raise DangerDoesNotWait
        if not reason.strip():
            raise SayWhyPaused
        row.paused_at, row.paused_reason = at, reason.strip()[:200]
        line(row, Line.PAUSED, actor, at, text=row.paused_reason)
        record("work.request_paused", row, actor, at, reason=row.paused_reason)
        tell_askers(row, PAUSED, f"paused:{row.version}", at)
        touch(row, at, "paused_at", "paused_reason")


def resume(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> None:
    """Let the clocks run on; what still runs is due later by as long as they stood. Raises: NotFound; RequestMoved."""
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        if row.paused_at is None:
            raise RequestMoved
        fields = run_on(row, at)
        line(row, Line.RESUMED, actor, at)
        record("work.request_resumed", row, actor, at)
        touch(row, at, *fields)


def run_on(row: Request, at: datetime) -> list[str]:
    """End the pause, where there is one, and return what changed; the caller saves."""
    if row.paused_at is None:
        return []
    stood = at - row.paused_at
    row.answer_due_at = moved(row.answer_due_at, row.answered_at, stood)
    row.arrive_due_at = moved(row.arrive_due_at, row.arrived_at, stood)
    row.finish_due_at = moved(row.finish_due_at, row.finished_at, stood)
    row.paused_seconds += int(stood.total_seconds())
    row.paused_at, row.paused_reason = None, ""
    return ["paused_at", "paused_reason", "paused_seconds", "answer_due_at", "arrive_due_at", "finish_due_at"]


def answer(
    *, actor: Actor, estate_id: int, request_id: int, text: str, at: datetime, file_ids: Sequence[int] = ()
) -> None:
    """Say what was done, with its evidence: then the asker's word is waited for.

    Raises: NotFound; RequestMoved; AnswerMissing; EvidenceMissing; OrdersStillOpen; TooManyFiles.
    """
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        if row.state not in OPEN:
            raise RequestMoved
        if not text.strip():
            raise AnswerMissing
        made = orders.orders_of(source=SOURCE, estate_id=estate_id, source_id=row.id)
        if any(order.is_to_do for order in made):
            raise OrdersStillOpen
        if row.kind in NEEDS_EVIDENCE and not file_ids and not any(order.state in DONE for order in made):
            raise EvidenceMissing
        if row.taken_by is None:
            row.taken_by, row.taken_by_name = actor.user_id, actor.name[:100]
            row.save(update_fields=["taken_by", "taken_by_name"])
        give_answer(row, actor, at, text=text, file_ids=file_ids)


def give_answer(row: Request, actor: Actor, at: datetime, *, text: str, file_ids: Sequence[int] = ()) -> None:
    """Answer a request that the caller holds: from now on the asker's word is waited for."""
    fields = [*run_on(row, at), *_answered(row, at), "finished_at", "lapses_at"]
    row.finished_at, row.lapses_at = at, lapses_at(at)
    move(row, RequestState.ANSWERED, actor, at, also=fields)
    line(row, Line.ANSWERED, actor, at, text=text, file_ids=file_ids)
    record("work.request_answered", row, actor, at)
    tell_askers(row, ANSWERED, "answered", at)
    touch(row, at)


def merge(*, actor: Actor, estate_id: int, request_id: int, number: str, at: datetime) -> None:
    """Say that it is the same trouble as another open request: its asker hears of that one, and this one is answered.

    Raises: NotFound; RequestMoved; NoRequestByThisNumber; OrdersStillOpen.
    """
    with scope.estate(estate_id):
        row = _held(actor, estate_id, request_id)
        other = Request.objects.filter(
            estate_id=estate_id, number=number.strip().upper(), state__in=OPEN, same_as__isnull=True
        ).first()
        if other is None or other.id == row.id:
            raise NoRequestByThisNumber(number=number.strip()[:20] or "–")
        if row.state not in OPEN:
            raise RequestMoved
        made = orders.orders_of(source=SOURCE, estate_id=estate_id, source_id=row.id)
        if any(order.is_to_do for order in made):
            raise OrdersStillOpen
        for user_id in [row.asker_user_id] if row.asker_user_id else []:
            RequestSupporter.objects.get_or_create(
                estate_id=estate_id, request=other, user_id=user_id, defaults={"at": at}
            )
        line(other, Line.ME_TOO, actor, at)
        line(row, Line.MERGED, actor, at, other=other.number)
        record("work.request_merged", row, actor, at, other=other.number)
        row.same_as_id = other.id
        row.save(update_fields=["same_as"])
        give_answer(row, actor, at, text="")


def open_asker(*, actor: Actor, estate_id: int, request_id: int, reason: str, at: datetime) -> str:
    """Return the asker's telephone in full; who opened it, and why, is written down for the asker to read.

    Raises: NotFound; NotAllowed; ReasonMissing.
    """
    with scope.estate(estate_id):
        actor.require(Right.HANDLE_REQUESTS, estate_id)
        actor.require(Right.OPEN_PERSONAL_DATA, estate_id)
        row = held(estate_id, request_id)
        if not reason.strip():
            raise ReasonMissing
        if row.asker_person_id is not None:
            telephone = people.open_personal_data(
                actor=actor,
                estate_id=estate_id,
                person_id=row.asker_person_id,
                field="telephone",
                reason=reason,
                at=at,
            )
        elif row.asker_telephone:
            telephone = row.asker_telephone
        else:
            raise NotFound
        line(row, Line.OPENED, actor, at, text=reason.strip()[:200])
        record("work.asker_opened", row, actor, at, reason=reason.strip())
        return telephone


def _held(actor: Actor, estate_id: int, request_id: int) -> Request:
    actor.require(Right.HANDLE_REQUESTS, estate_id)
    return held(estate_id, request_id)


def _answered(row: Request, at: datetime) -> list[str]:
    """Note the first answer to the asker: that somebody took it, or wrote. The caller saves."""
    if row.answered_at is None:
        row.answered_at = at
    return ["answered_at"]
