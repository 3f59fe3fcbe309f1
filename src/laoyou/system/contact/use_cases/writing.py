"""What the acts on conversations share: the row held, a message in its place, and who hears of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from laoyou.core.errors import NotFound
from laoyou.infra import audit, live, states
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.contact.models import ChatMessage, Conversation
from laoyou.system.contact.rules.states import MOVES, Author, Line, MessageKind, TalkState


def held_for(actor: Actor, estate_id: int, conversation_id: int) -> Conversation:
    """Return the conversation, locked, to one of its two sides. Raises: NotFound; NotAllowed."""
    if actor.kind is not ActorKind.RESIDENT:
        actor.require(Right.ANSWER_CHATS, estate_id)
    row = Conversation.objects.select_for_update().filter(estate_id=estate_id, id=conversation_id).first()
    if row is None:
        raise NotFound
    if actor.kind is ActorKind.RESIDENT:
        if row.user_id is None or row.user_id != actor.user_id:
            raise NotFound
        actor.require_home(estate_id, row.home_id or 0)
    return row


def move(row: Conversation, to: TalkState, actor: Actor, at: datetime, *also: str, reason: str = "") -> None:
    states.move(row, to, MOVES, actor=actor, at=at, reason=reason, also=also)


def earlier(row: Conversation, client_id: str) -> int | None:
    """Return the place of the message that this device's name has entered already."""
    found = ChatMessage.objects.filter(estate_id=row.estate_id, conversation=row, client_id=client_id)
    return found.values_list("seq", flat=True).first()


def add(
    row: Conversation,
    author: Author,
    actor: Actor,
    at: datetime,
    *,
    client_id: str = "",
    kind: MessageKind = MessageKind.TEXT,
    text: str = "",
    preview: str = "",
    file_id: int | None = None,
    card: str = "",
    card_id: int | None = None,
    details: Mapping[str, str] | None = None,
) -> int:
    """Give a message its place in a conversation that the caller holds, and tell both sides' open pages."""
    row.last_seq += 1
    seq = row.last_seq
    ChatMessage.objects.create(
        estate_id=row.estate_id,
        conversation=row,
        seq=seq,
        client_id=client_id or f"{author.value}-{seq}",
        author=author.value,
        user_id=actor.user_id if author in (Author.RESIDENT, Author.SEAT) else None,
        name=actor.name[:100] if author in (Author.RESIDENT, Author.SEAT) else "",
        kind=kind.value,
        text=text,
        details=dict(details or {}),
        file_id=file_id,
        card=card,
        card_id=card_id,
        at=at,
    )
    fields = ["last_seq", "last_at"]
    row.last_at = at
    if author is Author.RESIDENT:
        row.asker_seq, row.resident_read = seq, seq
        fields += ["asker_seq", "resident_read"]
    elif author is Author.SEAT:
        row.seat_read = seq
        fields += ["seat_read"]
    if kind is not MessageKind.NOTE and author is not Author.RESIDENT:
        row.reply_seq = seq
        fields += ["reply_seq"]
    if kind is not MessageKind.NOTE and author in (Author.RESIDENT, Author.SEAT):
        row.last_text = (preview or text)[:80]
        fields += ["last_text"]
    row.save(update_fields=fields)
    tell(row, at)
    return seq


def system_line(row: Conversation, line: Line, actor: Actor, at: datetime, **details: str) -> None:
    add(row, Author.SYSTEM, actor, at, text=line.value, details=details)


def tell(row: Conversation, at: datetime) -> None:
    """Wake the open pages of both sides; what is new they read themselves, each within their rights."""
    data = {"conversation": row.id, "seq": row.last_seq, "state": row.state}
    live.publish(estate_id=row.estate_id, topic="chats", name="chat", data=data, at=at)
    if row.user_id is not None:
        live.publish(estate_id=row.estate_id, topic=f"asker:{row.user_id}", name="chat", data=data, at=at)


def record(action: str, row: Conversation, actor: Actor, at: datetime, **details: Any) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="contact.conversation",
        subject_id=row.id,
        **details,
    )
