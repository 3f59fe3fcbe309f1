"""What the acts on requests share: the row held, its timeline, its clocks, and who hears of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, live, messages, states
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people import queries as people
from laoyou.system.people.rules.telephones import is_mobile
from laoyou.system.work.requests.errors import RequestMoved, TooManyFiles
from laoyou.system.work.requests.models import Request, RequestEntry, RequestFile, RequestSupporter
from laoyou.system.work.requests.queries.promises import promise_on
from laoyou.system.work.requests.rules.ladder import next_moment
from laoyou.system.work.requests.rules.levels import Level, dues
from laoyou.system.work.requests.rules.states import MOVES, OPEN, RequestState, may_move
from laoyou.system.work.requests.rules.telling import Line

MOST_FILES = 6
TRANSLATED = frozenset({"category", "receiver", "outcome", "level"})
PURPOSES = {"photo": "request_photo", "voice": "request_voice"}
SHOWN = (*PURPOSES.values(), "photo")
"""What a line may show: files of requests, and the crews' photos of their work. Never a voucher or a paper."""


def held(estate_id: int, request_id: int) -> Request:
    """Return the request, locked. Raises: NotFound."""
    row = Request.objects.select_for_update().filter(estate_id=estate_id, id=request_id).first()
    if row is None:
        raise NotFound
    return row


def is_asker(actor: Actor, row: Request) -> bool:
    """Return whether it is the actor's own request, or that of a home they act for."""
    if actor.kind is not ActorKind.RESIDENT or row.is_anonymous:
        return False
    if row.asker_user_id is not None and row.asker_user_id == actor.user_id:
        return True
    tenure = actor.homes.get((row.estate_id, row.home_id or 0))
    return tenure is not None and tenure.covers(city_day(row.came_at))


def held_for(actor: Actor, estate_id: int, request_id: int) -> Request:
    """Return the request, locked, to its asker or to who handles requests there. Raises: NotFound; NotAllowed."""
    if actor.kind is ActorKind.RESIDENT:
        row = held(estate_id, request_id)
        if not is_asker(actor, row):
            raise NotFound
        return row
    actor.require(Right.HANDLE_REQUESTS, estate_id)
    return held(estate_id, request_id)


def move(
    row: Request, to: RequestState, actor: Actor, at: datetime, *, reason: str = "", also: Iterable[str] = ()
) -> None:
    """Move a request that the caller holds. Raises: RequestMoved."""
    if not may_move(RequestState(row.state), to):
        raise RequestMoved
    states.move(row, to, MOVES, actor=actor, at=at, reason=reason, also=also)


def touch(row: Request, at: datetime, *fields: str) -> None:
    """Save what the act changed, that it did, and when the calendar looks at it next; open pages hear of it."""
    row.version += 1
    row.changed_at = at
    row.looks_at = _looks_at(row, at)
    row.save(update_fields=[*fields, "version", "changed_at", "looks_at"])
    data = {"request": row.id, "urgency": row.urgency, "state": row.state}
    live.publish(estate_id=row.estate_id, topic="requests", name="request", data=data, at=at)
    for user_id in _users(row):
        live.publish(estate_id=row.estate_id, topic=f"asker:{user_id}", name="request", data=data, at=at)


def running(row: Request) -> list[tuple[str, datetime]]:
    """Return the clocks that still run, each with when it is due."""
    if row.state not in OPEN or row.paused_at is not None:
        return []
    return [
        (clock, due)
        for clock, due, done in (
            ("answer", row.answer_due_at, row.answered_at),
            ("arrive", row.arrive_due_at, row.arrived_at),
            ("finish", row.finish_due_at, row.finished_at),
        )
        if due is not None and done is None
    ]


def _looks_at(row: Request, at: datetime) -> datetime | None:
    """Return when a step of the ladder comes next; one that has come and waits for the calendar stays."""
    if not (clocks := running(row)):
        return None
    if row.looks_at is not None and row.looks_at <= at:
        return row.looks_at
    moments = [next_moment(Level(row.level), starts=row.began_at, due=due, at=at) for _, due in clocks]
    return min((moment for moment in moments if moment is not None), default=None)


def begin_clocks(row: Request, at: datetime) -> None:
    """Let the clocks of a new round run by the promise of the day; the caller saves."""
    found = dues(promise_on(row.estate_id, city_day(at)).promise, Level(row.level), at)
    row.began_at = at
    row.answer_due_at, row.arrive_due_at, row.finish_due_at = found.answer, found.arrive, found.finish
    row.answered_at = row.arrived_at = row.finished_at = row.lapses_at = row.looks_at = None


CLOCKS = (
    *("began_at", "answer_due_at", "arrive_due_at", "finish_due_at"),
    *("answered_at", "arrived_at", "finished_at", "lapses_at"),
)


def line(
    row: Request,
    kind: Line,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
    is_inside: bool = False,
    file_ids: Sequence[int] = (),
    **details: object,
) -> RequestEntry:
    """Add a line to the timeline, with its files. Raises: NotFound for a file that was not handed in for this."""
    by_asker = actor.kind in (ActorKind.RESIDENT, ActorKind.VISITOR)
    entry = RequestEntry.objects.create(
        estate_id=row.estate_id,
        request=row,
        kind=kind.value,
        text=text.strip()[:2000],
        details=details,
        is_inside=is_inside,
        is_asker=by_asker,
        user_id=None if by_asker and row.is_anonymous else actor.user_id,
        name="" if by_asker and row.is_anonymous else actor.name[:100] if actor.kind is not ActorKind.SYSTEM else "",
        at=at,
    )
    if file_ids:
        attach(entry, file_ids)
    return entry


def attach(entry: RequestEntry, file_ids: Sequence[int]) -> None:
    """Keep the files with the line. Raises: TooManyFiles; NotFound."""
    if len(file_ids) > MOST_FILES:
        raise TooManyFiles(most=MOST_FILES)
    found = files.kinds_of(estate_id=entry.estate_id, file_ids=file_ids, purposes=SHOWN)
    if len(found) != len(set(file_ids)):
        raise NotFound
    RequestFile.objects.bulk_create(
        RequestFile(
            estate_id=entry.estate_id,
            entry=entry,
            file_id=file_id,
            kind="photo" if found[file_id] in files.PICTURES else "voice",
        )
        for file_id in file_ids
    )


def record(action: str, row: Request, actor: Actor, at: datetime, *, reason: str = "", **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.request",
        subject_id=row.id,
        reason=reason,
        number=row.number,
        **details,
    )


def _users(row: Request) -> list[int]:
    found = list(
        RequestSupporter.objects.filter(estate_id=row.estate_id, request=row).values_list("user_id", flat=True)
    )
    return [*found, row.asker_user_id] if row.asker_user_id else found


def tell_askers(row: Request, sentence: str, fact: str, at: datetime, **params: object) -> None:
    """Write to who asked and to those who said “me too”, each in their language; nothing of anybody's data."""
    letters, told = [], {"number": row.number, **params}
    for user_id in _users(row):
        reachable = people.reachable_user(user_id)
        if reachable is not None:
            letters.append((reachable.telephone, said(reachable.language, sentence, told)))
    if row.asker_telephone and is_mobile(row.asker_telephone):
        letters.append((row.asker_telephone, said(settings.LANGUAGE_CODE, sentence, told)))
    key = f"request:{row.id}:{row.rounds}:{fact}"
    messages.write_all(estate_id=row.estate_id, letters=[(receiver, text, key) for receiver, text in letters], at=at)


def said(language: str, sentence: str, params: Mapping[str, object]) -> str:
    """Return the sentence with its parameters in that language, the names of categories and steps too."""
    with translation.override(language):
        told = {key: gettext(str(value)) if key in TRANSLATED and value else value for key, value in params.items()}
        return gettext(sentence) % told
