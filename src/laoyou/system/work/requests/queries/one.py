"""One request as its readers see it: the asker, the desk, and those whom it climbed to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Case, IntegerField, Q, Value, When
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.paging import Page, offset_of
from laoyou.infra import files, pictures
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.infra.files import OpenedFile
from laoyou.system.people import queries as people
from laoyou.system.people.rules.masking import masked_telephone
from laoyou.system.work.requests.models import Request, RequestEntry, RequestFile, RequestSupporter
from laoyou.system.work.requests.queries.lists import RequestRow, bare_view, seen_by, views
from laoyou.system.work.requests.rules.levels import Level, may_pause
from laoyou.system.work.requests.rules.states import OPEN, RequestState, may_reopen
from laoyou.system.work.requests.rules.telling import ICONS, SENTENCES, Line

NEAR = timedelta(days=7)
OURS = 10


@dataclass(frozen=True, slots=True)
class Clock:
    """A clock of the request: `name` answer, arrive or finish; done within its time, running, or over it."""

    name: str
    due_at: datetime
    done_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class FileView:
    id: int
    kind: str


@dataclass(frozen=True, slots=True)
class TimelineLine:
    """A line as people read it. `sentence` says what happened, `text` is what somebody wrote with it."""

    kind: str
    icon: str
    sentence: str
    text: str
    name: str
    is_asker: bool
    is_inside: bool
    order_id: int | None
    at: datetime
    files: tuple[FileView, ...]


@dataclass(frozen=True, slots=True)
class RequestView:
    """A request with all that its page shows. Who asked comes masked; `is_mine`: the reader is the asker."""

    row: RequestRow
    skill: str
    minutes: int
    level: str
    suggested: dict[str, object]
    home_id: int | None
    facility_id: int | None
    at_home: str
    asker_telephone: str
    has_telephone: bool
    paused_reason: str
    clocks: tuple[Clock, ...]
    lapses_at: datetime | None
    rating_text: str
    followed_up_at: datetime | None
    same_as: str
    same_as_id: int | None
    is_mine: bool
    is_open: bool
    may_pause: bool
    may_reopen: bool
    can_confirm: bool
    version: int
    timeline: tuple[TimelineLine, ...]


def request_for(*, actor: Actor, estate_id: int, request_id: int, at: datetime) -> RequestView:
    """Return the request to who may see it. Raises: NotFound."""
    row = _seen(actor, estate_id, request_id)
    is_mine = actor.kind is ActorKind.RESIDENT and _is_own(actor, row)
    shown = views([row], at)[0]
    telephone = _telephone(row)
    return RequestView(
        row=shown,
        skill=row.skill,
        minutes=row.minutes,
        level=row.level,
        suggested=row.suggested,
        home_id=row.home_id,
        facility_id=row.facility_id,
        at_home=row.at_home,
        asker_telephone=masked_telephone(telephone) if telephone else "",
        has_telephone=bool(row.asker_person_id or row.asker_telephone),
        paused_reason=row.paused_reason,
        clocks=_clocks(row, at),
        lapses_at=row.lapses_at if row.state == RequestState.ANSWERED else None,
        rating_text=row.rating_text,
        followed_up_at=row.followed_up_at,
        same_as=row.same_as.number if row.same_as_id and row.same_as else "",
        same_as_id=row.same_as_id,
        is_mine=is_mine,
        is_open=row.state in OPEN,
        may_pause=row.state in OPEN and may_pause(Level(row.level)) and row.paused_at is None,
        may_reopen=row.state == RequestState.ANSWERED or (row.closed_at is not None and may_reopen(row.closed_at, at)),
        can_confirm=row.state == RequestState.ANSWERED,
        version=row.version,
        timeline=_timeline(actor, row),
    )


def my_requests(*, actor: Actor, at: datetime, page: int = 1, size: int = OURS) -> Page[RequestRow]:
    """Return the resident's own requests and those of the homes they act for: open ones first, the newest first."""
    found = Request.objects.filter(_own(actor))
    start = offset_of(page, size)
    closed = Case(When(state=RequestState.CLOSED, then=Value(1)), default=Value(0), output_field=IntegerField())
    rows = found.order_by(closed, "-came_at", "-id")[start : start + size]
    mine = [row for row in rows if _is_own(actor, row)]
    return Page(rows=views(mine, at), number=page, size=size, total=found.count())


def newest_open(*, actor: Actor, at: datetime) -> RequestRow | None:
    """Return the newest request of the resident that is not closed, for their first page: in one statement, so
    without the names of places.
    """
    rows = Request.objects.filter(_own(actor)).exclude(state=RequestState.CLOSED).order_by("-came_at", "-id")[:3]
    mine = [row for row in rows if _is_own(actor, row)][:1]
    return bare_view(mine[0], at) if mine else None


def near_by(*, actor: Actor, estate_id: int, category: str, at: datetime, limit: int = 3) -> list[RequestRow]:
    """Return open troubles of common places that may be the same, for “me too”: of the last days, newest first."""
    if estate_id not in actor.estate_ids:
        return []
    rows = Request.objects.filter(
        estate_id=estate_id, category=category, state__in=OPEN, is_public_place=True, came_at__gte=at - NEAR
    ).exclude(asker_user_id=actor.user_id or 0)
    said = RequestSupporter.objects.filter(estate_id=estate_id, user_id=actor.user_id or 0).values("request_id")
    return views(rows.exclude(id__in=said).order_by("-came_at")[:limit], at)


def requests_of_home(
    *, actor: Actor, estate_id: int, home_id: int, at: datetime, but: int = 0, limit: int = 5
) -> list[RequestRow]:
    """Return the newest requests of a home, without one of them, to who handles requests there."""
    actor.require(Right.HANDLE_REQUESTS, estate_id)
    rows = Request.objects.filter(estate_id=estate_id, home_id=home_id).exclude(id=but)
    return views(rows.order_by("-came_at", "-id")[:limit], at)


def open_file(
    *, actor: Actor, estate_id: int, request_id: int, file_id: int, at: datetime, is_small: bool = False
) -> OpenedFile:
    """Return a photo or a voice note of a request that the actor sees. Raises: NotFound."""
    row = _seen(actor, estate_id, request_id)
    found = RequestFile.objects.filter(estate_id=estate_id, entry__request_id=row.id, file_id=file_id)
    if actor.kind is ActorKind.RESIDENT or not actor.may(Right.HANDLE_REQUESTS, estate_id):
        found = found.filter(entry__is_inside=False)
    if actor.kind is ActorKind.RESIDENT and not _is_own(actor, row):
        found = found.filter(entry__is_asker=False)
    kind = found.values_list("kind", flat=True).first()
    if kind is None:
        raise NotFound
    if is_small and kind == "photo":
        return pictures.small_copy(estate_id=estate_id, file_id=file_id)
    return files.open_stored(estate_id=estate_id, file_id=file_id)


def _own(actor: Actor) -> Q:
    if actor.kind is not ActorKind.RESIDENT:
        return Q(pk__in=[])
    own = Q(asker_user_id=actor.user_id)
    for estate_id, home_id in actor.homes:
        own |= Q(estate_id=estate_id, home_id=home_id)
    return own & Q(estate_id__in=actor.estate_ids, is_anonymous=False)


def _is_own(actor: Actor, row: Request) -> bool:
    if row.is_anonymous:
        return False
    tenure = actor.homes.get((row.estate_id, row.home_id or 0))
    return row.asker_user_id == actor.user_id or (tenure is not None and tenure.covers(city_day(row.came_at)))


def _seen(actor: Actor, estate_id: int, request_id: int) -> Request:
    if actor.kind is ActorKind.RESIDENT:
        row = Request.objects.filter(estate_id=estate_id, id=request_id).select_related("same_as").first()
        if row is None or not (_is_own(actor, row) or _supports(actor, row)):
            raise NotFound
        return row
    row = seen_by(actor).filter(estate_id=estate_id, id=request_id).select_related("same_as").first()
    if row is None:
        raise NotFound
    return row


def _supports(actor: Actor, row: Request) -> bool:
    """Say whether the actor joined it: they then see how it goes on, and nothing of what its asker wrote or showed."""
    supporters = RequestSupporter.objects.filter(estate_id=row.estate_id, request=row, user_id=actor.user_id or 0)
    return row.is_public_place and supporters.exists()


def _telephone(row: Request) -> str:
    if row.asker_telephone:
        return row.asker_telephone
    reachable = people.reachable_user(row.asker_user_id)
    return reachable.telephone if reachable else ""


def _clocks(row: Request, at: datetime) -> tuple[Clock, ...]:
    return tuple(
        Clock(name, due, done, (done or (at if row.paused_at is None else row.paused_at)) > due)
        for name, due, done in (
            ("answer", row.answer_due_at, row.answered_at),
            ("arrive", row.arrive_due_at, row.arrived_at),
            ("finish", row.finish_due_at, row.finished_at),
        )
        if due is not None
    )


def _timeline(actor: Actor, row: Request) -> tuple[TimelineLine, ...]:
    """Return the lines, the oldest first; of what is inside the desk nothing to those outside."""
    lines = RequestEntry.objects.filter(estate_id=row.estate_id, request=row)
    from_outside = actor.kind is ActorKind.RESIDENT or not actor.may(Right.HANDLE_REQUESTS, row.estate_id)
    if from_outside:
        lines = lines.filter(is_inside=False)
    found = list(lines.order_by("at", "id"))
    kept: dict[int, list[FileView]] = {}
    for file in RequestFile.objects.filter(estate_id=row.estate_id, entry__in=[each.id for each in found]).order_by(
        "id"
    ):
        kept.setdefault(file.entry_id, []).append(FileView(file.file_id, file.kind))
    if actor.kind is ActorKind.RESIDENT and not _is_own(actor, row):
        for entry in found:
            if entry.is_asker:
                entry.text, kept[entry.id] = "", []
    return tuple(_line(entry, tuple(kept.get(entry.id, ())), row, actor) for entry in found)


def _line(entry: RequestEntry, kept: tuple[FileView, ...], row: Request, actor: Actor) -> TimelineLine:
    kind = Line(entry.kind)
    name = entry.name
    if entry.is_asker:
        name = (
            gettext("You")
            if actor.kind is ActorKind.RESIDENT and entry.user_id == actor.user_id
            else gettext("The asker")
        )
    told = {key: gettext(value) if isinstance(value, str) and value else value for key, value in entry.details.items()}
    return TimelineLine(
        kind=entry.kind,
        icon=ICONS[kind],
        sentence=gettext(SENTENCES[kind])
        % {"name": name or gettext("The service desk"), "order": "", "crew": "", **told},
        text=entry.text,
        name=name,
        is_asker=entry.is_asker,
        is_inside=entry.is_inside,
        order_id=entry.details.get("order_id"),
        at=entry.at,
        files=kept,
    )
