"""What seats do: take, hand over, write down a call or a visit, begin and end their shift."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotAllowed, NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.contact.errors import ConversationEnded, NotAColleague, NothingSaid
from laoyou.system.contact.models import Conversation, SeatShift
from laoyou.system.contact.queries.seats import on_duty
from laoyou.system.contact.rules.states import Author, Line, MessageKind, TalkState
from laoyou.system.contact.use_cases.talking import take_row
from laoyou.system.contact.use_cases.writing import add, held_for, record, system_line
from laoyou.system.places import queries as places

BY_STAFF = ("telephone", "counter")


def take(*, actor: Actor, estate_id: int, conversation_id: int, at: datetime) -> None:
    """Take a conversation that waits, or carry on that of a colleague. Raises: NotFound; ConversationEnded."""
    with scope.estate(estate_id):
        row = _held(actor, estate_id, conversation_id)
        if row.state != TalkState.TALKING:
            take_row(row, actor, at)
        elif row.seat_user_id != actor.user_id:
            _give(row, actor.user_id or 0, actor.name, actor, at)


def hand_over(*, actor: Actor, estate_id: int, conversation_id: int, to: int, note: str = "", at: datetime) -> None:
    """Hand the conversation to a colleague on duty, with a note. Raises: NotFound; ConversationEnded; NotAColleague."""
    with scope.estate(estate_id):
        row = _held(actor, estate_id, conversation_id)
        seats = {seat.user_id: seat.name for seat in on_duty(company_id=actor.organisation_id, at=at)}
        if to not in seats or to == row.seat_user_id:
            raise NotAColleague
        if row.state != TalkState.TALKING:
            take_row(row, actor, at)
        if note.strip():
            add(row, Author.SEAT, actor, at, kind=MessageKind.NOTE, text=note.strip()[:2000])
        _give(row, to, seats[to], actor, at)


def write_down(
    *,
    actor: Actor,
    estate_id: int,
    channel: str,
    text: str,
    client_id: str,
    at: datetime,
    home_id: int | None = None,
    name: str = "",
) -> int:
    """Write down what somebody said by telephone or at the counter, as a conversation that the actor has."""
    with scope.estate(estate_id):
        actor.require(Right.ANSWER_CHATS, estate_id)
        if channel not in BY_STAFF:
            raise NotFound
        if not text.strip():
            raise NothingSaid
        if home_id is not None and home_id not in places.home_labels(estate_id=estate_id, home_ids=[home_id]):
            raise NotFound
        row = Conversation.objects.create(
            estate_id=estate_id,
            channel=channel,
            home_id=home_id,
            company_id=actor.organisation_id,
            name=name.strip()[:60],
            state=TalkState.TALKING.value,
            seat_user_id=actor.user_id,
            seat_name=actor.name[:100],
            opened_at=at,
            waiting_at=at,
            answered_at=at,
            last_at=at,
        )
        add(row, Author.SEAT, actor, at, client_id=client_id[:40], text=text.strip()[:2000])
        record("contact.written_down", row, actor, at)
        return int(row.id)


def begin_shift(*, actor: Actor, until: datetime, at: datetime) -> None:
    """Sit down at the desk until then; who sits there already stays longer or shorter. Raises: NotAllowed."""
    company_id, user_id = _seat(actor)
    with scope.estate(0):
        running = SeatShift.objects.select_for_update().filter(
            estate_id=0, company_id=company_id, user_id=user_id, ends_at__gt=at
        )
        if running.update(ends_at=max(until, at)):
            return
        SeatShift.objects.create(
            estate_id=0, company_id=company_id, user_id=user_id, name=actor.name[:100], starts_at=at, ends_at=until
        )
        audit.record("contact.shift_begun", actor=actor, estate_id=0, at=at, subject="contact.seatshift")


def end_shift(*, actor: Actor, at: datetime) -> None:
    """Leave the desk; nothing happens to who does not sit there. Raises: NotAllowed."""
    company_id, user_id = _seat(actor)
    with scope.estate(0):
        running = SeatShift.objects.filter(
            estate_id=0, company_id=company_id, user_id=user_id, starts_at__lte=at, ends_at__gt=at
        )
        if running.update(ends_at=at):
            audit.record("contact.shift_ended", actor=actor, estate_id=0, at=at, subject="contact.seatshift")


def _seat(actor: Actor) -> tuple[int, int]:
    if actor.kind is not ActorKind.STAFF or not actor.may_somewhere(Right.ANSWER_CHATS):
        raise NotAllowed
    if actor.organisation_id is None or actor.user_id is None:
        raise NotAllowed
    return actor.organisation_id, actor.user_id


def _held(actor: Actor, estate_id: int, conversation_id: int) -> Conversation:
    if actor.kind is not ActorKind.STAFF:
        raise NotFound
    row = held_for(actor, estate_id, conversation_id)
    if row.state == TalkState.ENDED:
        raise ConversationEnded
    return row


def _give(row: Conversation, user_id: int, name: str, actor: Actor, at: datetime) -> None:
    row.seat_user_id, row.seat_name = user_id, name[:100]
    row.save(update_fields=["seat_user_id", "seat_name"])
    system_line(row, Line.HANDED, actor, at, name=name)
    record("contact.handed_over", row, actor, at, name=name)
