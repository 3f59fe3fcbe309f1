"""Conversations as their two sides see them. Residents see their own; seats those of estates where they may answer."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext

from laoyou.core.errors import NotFound
from laoyou.core.paging import Page, offset_of
from laoyou.infra import files, pictures
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.files import OpenedFile
from laoyou.system.contact.models import ChatMessage, Conversation
from laoyou.system.contact.queries.seats import Queue, queue_of
from laoyou.system.contact.rules.states import OPEN, SENTENCES, Author, Line, MessageKind, TalkState
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places
from laoyou.system.places.queries import buildings

AT_ONCE = 200
VIEWS = ("open", "waiting", "mine", "ended")


@dataclass(frozen=True, slots=True)
class MessageView:
    """`is_own`: the reader's side said it; `file_id` of a picture or a voice note; `card` bill or request."""

    seq: int
    client_id: str
    author: str
    is_own: bool
    name: str
    kind: str
    text: str
    file_id: int | None
    card: str
    card_id: int | None
    at: datetime


@dataclass(frozen=True, slots=True)
class Heard:
    """Messages in their order; `last` is where to ask on from, `other_read` what the other side has seen."""

    messages: tuple[MessageView, ...]
    last: int
    more: bool
    state: str
    other_read: int


@dataclass(frozen=True, slots=True)
class TalkRow:
    """A conversation in a list of the desk; the resident's name comes masked."""

    id: int
    estate_id: int
    estate: str
    home_id: int | None
    home: str
    name: str
    channel: str
    state: str
    seat_user_id: int | None
    seat_name: str
    is_danger: bool
    opened_at: datetime
    waiting_at: datetime | None
    answered_at: datetime | None
    ended_at: datetime | None
    last_at: datetime
    last_text: str
    unread: int
    rating: int | None


@dataclass(frozen=True, slots=True)
class TalkView:
    """A conversation with what its page needs besides the messages."""

    row: TalkRow
    person_id: int | None
    user_id: int | None
    company_id: int | None
    last_seq: int
    queue: Queue
    rating_text: str
    is_mine: bool
    is_open: bool


def my_talk(*, actor: Actor, estate_id: int, home_id: int, at: datetime) -> TalkView | None:
    """Return the resident's open conversation about the home, else the newest that has ended; None without any."""
    rows = _own(actor).filter(estate_id=estate_id, home_id=home_id, channel="chat")
    ended = Case(When(state=TalkState.ENDED, then=Value(1)), default=Value(0), output_field=IntegerField())
    row = rows.order_by(ended, "-opened_at", "-id").first()
    return _view(row, actor, at) if row is not None else None


def unread_of(*, actor: Actor, estate_id: int, home_id: int) -> int:
    """Return how many messages wait for the resident."""
    row = _own(actor).filter(estate_id=estate_id, home_id=home_id, state__in=OPEN).first()
    if row is None or row.reply_seq <= row.resident_read:
        return 0
    return (
        ChatMessage.objects.filter(estate_id=estate_id, conversation=row, seq__gt=row.resident_read, author=Author.SEAT)
        .exclude(kind=MessageKind.NOTE)
        .count()
    )


def talk_for(*, actor: Actor, estate_id: int, conversation_id: int, at: datetime) -> TalkView:
    """Raises: NotFound."""
    return _view(seen(actor, estate_id, conversation_id), actor, at)


def heard_after(*, actor: Actor, estate_id: int, conversation_id: int, after: int) -> Heard:
    """Return what was said after that place, in order; nothing is left out and nothing comes twice. Raises: NotFound.

    Each message gets its place while its conversation is held, so a place is never filled in later.
    """
    row = seen(actor, estate_id, conversation_id)
    found = ChatMessage.objects.filter(
        estate_id=estate_id, conversation=row, seq__gt=max(after, 0), seq__lte=row.last_seq
    )
    is_resident = actor.kind is ActorKind.RESIDENT
    if is_resident:
        found = found.exclude(kind=MessageKind.NOTE)
    rows = list(found.order_by("seq")[: AT_ONCE + 1])
    more = len(rows) > AT_ONCE
    shown = rows[:AT_ONCE]
    return Heard(
        messages=tuple(_message(each, is_resident) for each in shown),
        last=shown[-1].seq if more else row.last_seq,
        more=more,
        state=row.state,
        other_read=row.seat_read if is_resident else row.resident_read,
    )


def inbox(
    *, actor: Actor, at: datetime, view: str = "open", search: str = "", page: int = 1, size: int = 50
) -> Page[TalkRow]:
    """Return the conversations of all estates where the actor answers: danger first, then who waits longest."""
    found = _of_view(_answered_by(actor), actor, view)
    if search:
        homes = buildings.homes_labelled_in(estate_ids=actor.estates_with(Right.ANSWER_CHATS), text=search, limit=200)
        said = ChatMessage.objects.filter(text__icontains=search, author__in=[Author.RESIDENT, Author.SEAT])
        found = found.filter(
            Q(home_id__in=homes) | Q(name__icontains=search) | Q(id__in=said.values("conversation_id"))
        )
    turn = Case(
        When(state=TalkState.WAITING, then=Value(0)),
        When(state=TalkState.TALKING, then=Value(1)),
        default=Value(2),
        output_field=IntegerField(),
    )
    if view == "ended":
        ordered = found.order_by("-ended_at", "-id")
    else:
        ordered = found.order_by("-is_danger", turn, "waiting_at", "-last_at", "id")
    start = offset_of(page, size)
    return Page(rows=rows_of(list(ordered[start : start + size])), number=page, size=size, total=found.count())


def counts(*, actor: Actor) -> dict[str, int]:
    """Return how many conversations each view of the inbox has, but for those that have ended."""
    every = _answered_by(actor)
    return {view: _of_view(every, actor, view).count() for view in VIEWS if view != "ended"}


def longest_wait(*, actor: Actor) -> datetime | None:
    """Return since when the one who waits longest has been waiting."""
    waiting = _answered_by(actor).filter(state=TalkState.WAITING).order_by("waiting_at")
    return waiting.values_list("waiting_at", flat=True).first()


def talks_of_home(*, actor: Actor, estate_id: int, home_id: int, but: int = 0, limit: int = 3) -> list[TalkRow]:
    """Return the home's newest other conversations, to who answers there."""
    rows = _answered_by(actor).filter(estate_id=estate_id, home_id=home_id).exclude(id=but)
    return rows_of(list(rows.order_by("-opened_at", "-id")[:limit]))


def dangers_for(*, actor: Actor) -> list[TalkRow]:
    """Return the conversations that spoke of danger and have nobody of the desk yet."""
    rows = _answered_by(actor).filter(is_danger=True, state=TalkState.WAITING)
    return rows_of(list(rows.order_by("waiting_at")[:5]))


def open_file(
    *, actor: Actor, estate_id: int, conversation_id: int, file_id: int, is_small: bool = False
) -> OpenedFile:
    """Return a picture or a voice note of a conversation that the actor sees. Raises: NotFound."""
    row = seen(actor, estate_id, conversation_id)
    message = ChatMessage.objects.filter(estate_id=estate_id, conversation=row, file_id=file_id).first()
    if message is None:
        raise NotFound
    if is_small and message.kind == MessageKind.PICTURE:
        return pictures.small_copy(estate_id=estate_id, file_id=file_id)
    return files.open_stored(estate_id=estate_id, file_id=file_id)


def seen(actor: Actor, estate_id: int, conversation_id: int) -> Conversation:
    """Return the conversation to one of its two sides. Raises: NotFound."""
    rows = _own(actor) if actor.kind is ActorKind.RESIDENT else _answered_by(actor)
    row = rows.filter(estate_id=estate_id, id=conversation_id).first()
    if row is None:
        raise NotFound
    return row


def rows_of(rows: list[Conversation]) -> list[TalkRow]:
    estates = places.estate_names({row.estate_id for row in rows})
    homes: dict[int, str] = {}
    unread = _unread(rows)
    for estate_id in estates:
        ids = [row.home_id for row in rows if row.estate_id == estate_id and row.home_id]
        homes |= places.home_labels(estate_id=estate_id, home_ids=ids)
    return [
        TalkRow(
            id=row.id,
            estate_id=row.estate_id,
            estate=estates.get(row.estate_id, ""),
            home_id=row.home_id,
            home=homes.get(row.home_id or 0, ""),
            name=masked_name(row.name) if row.name else "",
            channel=row.channel,
            state=row.state,
            seat_user_id=row.seat_user_id,
            seat_name=row.seat_name,
            is_danger=row.is_danger,
            opened_at=row.opened_at,
            waiting_at=row.waiting_at,
            answered_at=row.answered_at,
            ended_at=row.ended_at,
            last_at=row.last_at,
            last_text=row.last_text,
            unread=unread.get(row.id, 0),
            rating=row.rating,
        )
        for row in rows
    ]


def _unread(rows: list[Conversation]) -> dict[int, int]:
    """Return how many words of residents the desk has not seen, by conversation."""
    waiting = [row.id for row in rows if row.state != TalkState.ENDED and row.asker_seq > row.seat_read]
    found = ChatMessage.objects.filter(
        conversation_id__in=waiting, author=Author.RESIDENT, seq__gt=F("conversation__seat_read")
    )
    return dict(found.values_list("conversation_id").annotate(n=Count("id")))


def _own(actor: Actor) -> QuerySet[Conversation]:
    """Return the resident's own conversations, about homes that are theirs still."""
    if actor.kind is not ActorKind.RESIDENT:
        return Conversation.objects.none()
    homes = Q(pk__in=[])
    for estate_id, home_id in actor.homes:
        homes |= Q(estate_id=estate_id, home_id=home_id)
    return Conversation.objects.filter(homes, user_id=actor.user_id)


def _answered_by(actor: Actor) -> QuerySet[Conversation]:
    if actor.kind is not ActorKind.STAFF:
        return Conversation.objects.none()
    return Conversation.objects.filter(estate_id__in=actor.estates_with(Right.ANSWER_CHATS))


def _of_view(found: QuerySet[Conversation], actor: Actor, view: str) -> QuerySet[Conversation]:
    if view == "waiting":
        return found.filter(state=TalkState.WAITING)
    if view == "mine":
        return found.filter(state=TalkState.TALKING, seat_user_id=actor.user_id)
    if view == "ended":
        return found.filter(state=TalkState.ENDED)
    return found.filter(state__in=[TalkState.WAITING, TalkState.TALKING])


def _view(row: Conversation, actor: Actor, at: datetime) -> TalkView:
    return TalkView(
        row=rows_of([row])[0],
        person_id=row.person_id,
        user_id=row.user_id,
        company_id=row.company_id,
        last_seq=row.last_seq,
        queue=queue_of(row, at=at),
        rating_text=row.rating_text,
        is_mine=row.seat_user_id is not None and row.seat_user_id == actor.user_id,
        is_open=row.state in OPEN,
    )


def _message(row: ChatMessage, is_resident: bool) -> MessageView:
    text, name = row.text, row.name
    if row.author == Author.SYSTEM:
        text = gettext(SENTENCES[Line(row.text)]) % row.details if row.details else gettext(SENTENCES[Line(row.text)])
    elif row.author == Author.RESIDENT and not is_resident:
        name = masked_name(name) if name else ""
    return MessageView(
        seq=row.seq,
        client_id=row.client_id,
        author=row.author,
        is_own=row.author == (Author.RESIDENT if is_resident else Author.SEAT),
        name=name,
        kind=row.kind,
        text=text,
        file_id=row.file_id,
        card=row.card,
        card_id=row.card_id,
        at=row.at,
    )
