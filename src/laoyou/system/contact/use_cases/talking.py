"""Talking: begin, say something, ask for a person, read, end, rate."""

from __future__ import annotations

from datetime import datetime
from typing import BinaryIO

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.errors import NotFound, mark
from laoyou.infra import files, live, messages, scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.contact.errors import ConversationEnded, NothingSaid, NotYetEnded, RatingOutOfRange, WithColleague
from laoyou.system.contact.models import Conversation
from laoyou.system.contact.queries.seats import on_duty
from laoyou.system.contact.rules.dangers import danger_in
from laoyou.system.contact.rules.states import RATINGS, Author, Line, MessageKind, TalkState
from laoyou.system.contact.use_cases.writing import add, earlier, held_for, move, record, system_line, tell
from laoyou.system.places import queries as places

PURPOSES = {MessageKind.PICTURE: "chat_picture", MessageKind.VOICE: "chat_voice"}
PREVIEWS = {MessageKind.PICTURE: mark("[picture]"), MessageKind.VOICE: mark("[voice note]")}
CARDS = ("bill", "request")
DANGER = mark("A resident speaks of danger in %(estate)s: “%(word)s”. Answer the conversation at once.")


def begin(*, actor: Actor, estate_id: int, home_id: int, company_id: int | None, at: datetime) -> int:
    """Return the resident's open conversation about the home, a new one where there is none. Raises: NotFound."""
    with scope.estate(estate_id):
        if actor.kind is not ActorKind.RESIDENT or actor.user_id is None:
            raise NotFound
        actor.require_home(estate_id, home_id)
        row, is_new = Conversation.objects.get_or_create(
            estate_id=estate_id,
            home_id=home_id,
            user_id=actor.user_id,
            state__in=[state.value for state in TalkState if state is not TalkState.ENDED],
            defaults={
                "state": TalkState.ASKING.value,
                "company_id": company_id,
                "person_id": actor.person_ids.get(estate_id),
                "name": actor.name[:60],
                "opened_at": at,
                "last_at": at,
            },
        )
        if is_new:
            system_line(row, Line.WELCOME, actor, at)
        return int(row.id)


def keep_file(
    *, actor: Actor, estate_id: int, conversation_id: int, name: str, content: BinaryIO, kind: str, at: datetime
) -> int:
    """Keep a picture or a voice note that is about to be said. Raises: NotFound; of files."""
    with scope.estate(estate_id):
        held_for(actor, estate_id, conversation_id)
        if kind not in PURPOSES:
            raise NotFound
        return files.store(
            estate_id=estate_id, name=name, content=content, purpose=PURPOSES[MessageKind(kind)], actor=actor, at=at
        )


def say(
    *,
    actor: Actor,
    estate_id: int,
    conversation_id: int,
    client_id: str,
    at: datetime,
    text: str = "",
    kind: str = "text",
    file_id: int | None = None,
    card: str = "",
    card_id: int | None = None,
) -> int:
    """Say something and return its place; the same `client_id` again returns the place it has already.

    A resident's word of danger calls a person and rings at every seat. A seat's first word takes the conversation;
    notes are for colleagues, whoever has it. Raises: NotFound; NothingSaid; ConversationEnded; WithColleague.
    """
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, conversation_id)
        is_resident = actor.kind is ActorKind.RESIDENT
        name = f"{'r' if is_resident else 's'}{actor.user_id}:{client_id}"[:60]
        place = earlier(row, name)
        if place is not None:
            return place
        said, what = text.strip()[:2000], MessageKind(kind) if kind in set(MessageKind) else MessageKind.TEXT
        _look(row, actor, what, said, file_id, card, card_id)
        if not is_resident and what is not MessageKind.NOTE:
            _be_there(row, actor, at)
        seq = add(
            row,
            Author.RESIDENT if is_resident else Author.SEAT,
            actor,
            at,
            client_id=name,
            kind=what,
            text=said,
            preview=_preview(what),
            file_id=file_id if what in PURPOSES else None,
            card=card if what is MessageKind.CARD else "",
            card_id=card_id if what is MessageKind.CARD else None,
        )
        if is_resident:
            _listen(row, actor, said, at)
        return seq


def ask_person(*, actor: Actor, estate_id: int, conversation_id: int, at: datetime) -> None:
    """Ask for a person instead of the first line; asked again nothing changes. Raises: NotFound; ConversationEnded."""
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, conversation_id)
        if row.state == TalkState.ENDED:
            raise ConversationEnded
        _call(row, actor, at)


def read(*, actor: Actor, estate_id: int, conversation_id: int, seq: int, at: datetime) -> None:
    """Remember how far this side has read; it never goes back. Raises: NotFound."""
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, conversation_id)
        field = "resident_read" if actor.kind is ActorKind.RESIDENT else "seat_read"
        seen = min(seq, row.last_seq)
        if seen <= getattr(row, field):
            return
        setattr(row, field, seen)
        row.save(update_fields=[field])
        tell(row, at)


def end(*, actor: Actor, estate_id: int, conversation_id: int, at: datetime) -> None:
    """End the conversation, by either side; what has ended stays so. Raises: NotFound; WithColleague."""
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, conversation_id)
        if row.state == TalkState.ENDED:
            return
        is_resident = actor.kind is ActorKind.RESIDENT
        if not is_resident and row.seat_user_id not in (None, actor.user_id):
            raise WithColleague(name=row.seat_name)
        row.ended_at, row.ended_by = at, "resident" if is_resident else "seat"
        move(row, TalkState.ENDED, actor, at, "ended_at", "ended_by")
        system_line(row, Line.ENDED, actor, at)
        if not is_resident:
            record("contact.ended", row, actor, at)


def rate(*, actor: Actor, estate_id: int, conversation_id: int, rating: int, text: str = "", at: datetime) -> None:
    """Give one's word on how it was, once it has ended. Raises: NotFound; NotYetEnded; RatingOutOfRange."""
    with scope.estate(estate_id):
        row = held_for(actor, estate_id, conversation_id)
        if actor.kind is not ActorKind.RESIDENT:
            raise NotFound
        if row.state != TalkState.ENDED:
            raise NotYetEnded
        if rating not in RATINGS:
            raise RatingOutOfRange
        row.rating, row.rating_text = rating, text.strip()[:500]
        row.save(update_fields=["rating", "rating_text"])
        tell(row, at)


def _look(
    row: Conversation,
    actor: Actor,
    kind: MessageKind,
    text: str,
    file_id: int | None,
    card: str,
    card_id: int | None,
) -> None:
    """Raises: what is wrong with what is said."""
    if row.state == TalkState.ENDED and kind is not MessageKind.NOTE:
        raise ConversationEnded
    if kind is MessageKind.NOTE and actor.kind is ActorKind.RESIDENT:
        raise NotFound
    if kind in PURPOSES:
        handed_in = [PURPOSES[kind]]
        kept = files.kinds_of(estate_id=row.estate_id, file_ids=[file_id or 0], purposes=handed_in).get(file_id or 0)
        if kept is None or (kept in files.PICTURES) != (kind is MessageKind.PICTURE):
            raise NotFound
    elif kind is MessageKind.CARD:
        if card not in CARDS or not card_id or actor.kind is ActorKind.RESIDENT:
            raise NotFound
    elif not text:
        raise NothingSaid


def _be_there(row: Conversation, actor: Actor, at: datetime) -> None:
    """Take a conversation that nobody has, by the first word said in it. Raises: WithColleague."""
    if row.state == TalkState.TALKING:
        if row.seat_user_id != actor.user_id:
            raise WithColleague(name=row.seat_name)
        return
    take_row(row, actor, at)


def take_row(row: Conversation, actor: Actor, at: datetime) -> None:
    """Give a conversation that the caller holds to the seat."""
    row.seat_user_id, row.seat_name = actor.user_id, actor.name[:100]
    row.waiting_at = row.waiting_at or at
    row.answered_at = row.answered_at or at
    move(row, TalkState.TALKING, actor, at, "seat_user_id", "seat_name", "waiting_at", "answered_at")
    system_line(row, Line.TAKEN, actor, at, name=actor.name)
    record("contact.taken", row, actor, at)


def _listen(row: Conversation, actor: Actor, text: str, at: datetime) -> None:
    word = danger_in(text)
    if word is None or row.is_danger:
        return
    row.is_danger = True
    row.save(update_fields=["is_danger"])
    system_line(row, Line.DANGER, actor, at)
    _call(row, actor, at)
    record("contact.danger_said", row, actor, at, word=word)
    data = {"conversation": row.id}
    live.publish(estate_id=row.estate_id, topic="danger", name="danger", data=data, at=at)
    estate = places.estate_names([row.estate_id]).get(row.estate_id, "")
    with translation.override(settings.LANGUAGE_CODE):
        told = gettext(DANGER) % {"estate": estate, "word": word}
    seats = on_duty(company_id=row.company_id, at=at)
    for receiver in [seat.name for seat in seats] or [_telephone(row, actor) or estate]:
        messages.write(
            estate_id=row.estate_id,
            receiver=receiver[:60],
            text=told,
            fact_key=f"conversation:{row.id}:danger",
            at=at,
            channel="desk",
        )


def _call(row: Conversation, actor: Actor, at: datetime) -> None:
    if row.state != TalkState.ASKING:
        return
    row.waiting_at = at
    move(row, TalkState.WAITING, actor, at, "waiting_at")
    if on_duty(company_id=row.company_id, at=at):
        system_line(row, Line.QUEUED, actor, at)
    else:
        system_line(row, Line.NOBODY, actor, at, telephone=_telephone(row, actor) or "–")


def _telephone(row: Conversation, actor: Actor) -> str:
    return places.estate_for(actor=actor, estate_id=row.estate_id).telephone


def _preview(kind: MessageKind) -> str:
    with translation.override(settings.LANGUAGE_CODE):
        return gettext(PREVIEWS[kind]) if kind in PREVIEWS else ""


__all__ = ["ask_person", "begin", "end", "keep_file", "rate", "read", "say", "take_row"]
