"""The inbox over all of a person's estates, and who may see what of it.

Who handles requests in an estate sees all of them. Who only may see them, a street office or the bureau, sees what
climbed beyond the company, and complaints about the company, with who asked masked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet

from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.places import queries as places
from laoyou.system.work.requests.models import Request, RequestSupporter
from laoyou.system.work.requests.rules.categories import Category, category_of
from laoyou.system.work.requests.rules.ladder import OUTSIDE
from laoyou.system.work.requests.rules.states import OPEN, RequestState

MOST_COUNTED = 10_000
MOST_IN_A_VIEW = 1_000
NUMBER = re.compile(r"[sS][0-9]{4}-[0-9]{6}")
VIEWS = ("open", "late", "mine", "escalated", "waits", "follow", "all")


@dataclass(frozen=True, slots=True)
class RequestsFilter:
    """What a list is narrowed to. `view`: open, late, mine, escalated, waits (for the asker's word), follow, all."""

    view: str = "open"
    estate_id: int | None = None
    state: str = ""
    urgency: str = ""
    kind: str = ""
    category: str = ""
    search: str = ""

    @property
    def is_narrowed(self) -> bool:
        return bool(self.estate_id or self.state or self.urgency or self.kind or self.category or self.search)


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request in a list. `due_at` is the next clock that runs, `clock` which one; `is_late`: its time is over."""

    id: int
    estate_id: int
    estate: str
    number: str
    kind: str
    category: Category
    urgency: int
    text: str
    where: str
    state: str
    channel: str
    came_at: datetime
    taken_by_name: str
    asker: str
    is_anonymous: bool
    about_company: bool
    clock: str
    due_at: datetime | None
    is_late: bool
    is_paused: bool
    escalated: int
    rating: int | None
    closed_by: str
    closed_at: datetime | None
    supporters: int


def requests_for(
    *, actor: Actor, wanted: RequestsFilter, at: datetime, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[RequestRow]:
    """Return one page: open ones by urgency and by what is due next, the rest newest first. In the actor's scope.

    The total is counted up to `MOST_COUNTED`: beyond it nobody leafs, and every row's policy would be asked.
    """
    found = narrowed(seen_by(actor), wanted, actor, at)
    start = offset_of(page, size)
    if wanted.view in ("open", "late", "mine", "escalated"):
        rows = found.order_by("urgency", F("finish_due_at").asc(nulls_first=True), "id")
    else:
        rows = found.order_by("-came_at", "-id")
    return Page(rows=views(rows[start : start + size], at), number=page, size=size, total=_counted(found, MOST_COUNTED))


def counts_for(*, actor: Actor, at: datetime, estate_id: int | None = None) -> dict[str, int]:
    """Return how many requests each view holds, counted up to `MOST_IN_A_VIEW` and one more."""
    seen = seen_by(actor)
    return {
        view: _counted(narrowed(seen, RequestsFilter(view=view, estate_id=estate_id), actor, at), MOST_IN_A_VIEW + 1)
        for view in VIEWS
        if view != "all"
    }


def _counted(found: QuerySet[Request], most: int) -> int:
    return found.order_by()[:most].values("id").count()


def dangers_for(*, actor: Actor) -> list[tuple[int, int, str, Category, datetime]]:
    """Return the dangers that nobody has taken yet, the oldest first: estate, id, number, what, since when."""
    estates = actor.estates_with(Right.HANDLE_REQUESTS)
    if not estates:
        return []
    rows = Request.objects.filter(estate_id__in=estates, state=RequestState.RECEIVED, urgency=0).order_by("came_at")
    return [(row.estate_id, row.id, row.number, category_of(row.category), row.came_at) for row in rows[:5]]


def seen_by(actor: Actor) -> QuerySet[Request]:
    """Return what the actor may see of all estates; nothing for residents, who have `my_requests`."""
    if actor.kind is ActorKind.SYSTEM:
        return Request.objects.all()
    if actor.kind is not ActorKind.STAFF:
        return Request.objects.none()
    handled = set(actor.estates_with(Right.HANDLE_REQUESTS))
    looked = set(actor.estates_with(Right.SEE_REQUESTS)) - handled
    from_outside = Q(escalated__gte=int(OUTSIDE)) | Q(about_company=True)
    if Right.SEE_REQUESTS in actor.everywhere:
        return Request.objects.filter(from_outside)
    if not looked:
        return Request.objects.filter(estate_id__in=handled)
    return Request.objects.filter(Q(estate_id__in=handled) | (Q(estate_id__in=looked) & from_outside))


def narrowed(found: QuerySet[Request], wanted: RequestsFilter, actor: Actor, at: datetime) -> QuerySet[Request]:
    if wanted.view in ("open", "late", "mine", "escalated"):
        found = found.filter(state__in=OPEN)
    if wanted.view == "late":
        found = found.filter(is_late(at))
    elif wanted.view == "mine":
        found = found.filter(taken_by=actor.user_id)
    elif wanted.view == "escalated":
        found = found.filter(escalated__gte=1)
    elif wanted.view == "waits":
        found = found.filter(state=RequestState.ANSWERED)
    elif wanted.view == "follow":
        found = found.filter(state=RequestState.CLOSED, followed_up_at__isnull=True)
    if wanted.estate_id is not None:
        found = found.filter(estate_id=wanted.estate_id)
    for field in ("state", "urgency", "kind", "category"):
        if getattr(wanted, field):
            found = found.filter(**{field: getattr(wanted, field)})
    for word in wanted.search.split()[:5]:
        if NUMBER.fullmatch(word):
            found = found.filter(number=word.upper())
            continue
        found = found.filter(Q(text__icontains=word) | Q(place__icontains=word) | Q(asker_name__icontains=word))
    return found


def is_late(at: datetime) -> Q:
    """Return the condition that a clock which runs is over its time."""
    return Q(paused_at__isnull=True) & (
        Q(answer_due_at__lt=at, answered_at__isnull=True)
        | Q(arrive_due_at__lt=at, arrived_at__isnull=True)
        | Q(finish_due_at__lt=at, finished_at__isnull=True)
    )


def next_due(row: Request) -> tuple[str, datetime | None]:
    """Return the clock that is due next of those that still run."""
    running = [
        (due, clock)
        for clock, due, done in (
            ("answer", row.answer_due_at, row.answered_at),
            ("arrive", row.arrive_due_at, row.arrived_at),
            ("finish", row.finish_due_at, row.finished_at),
        )
        if due is not None and done is None
    ]
    return (min(running)[1], min(running)[0]) if running and row.state in OPEN else ("", None)


def views(rows: Sequence[Request] | QuerySet[Request], at: datetime) -> list[RequestRow]:
    found = list(rows)
    estates = places.estate_names({row.estate_id for row in found})
    labels: dict[tuple[int, int], str] = {}
    for estate_id in {row.estate_id for row in found if row.home_id}:
        homes = {row.home_id for row in found if row.estate_id == estate_id and row.home_id}
        known = places.home_labels(estate_id=estate_id, home_ids=homes)
        labels |= {(estate_id, home_id): label for home_id, label in known.items()}
    supporting = dict(
        RequestSupporter.objects.filter(
            estate_id__in={row.estate_id for row in found}, request_id__in=[row.id for row in found]
        )
        .values_list("request_id")
        .annotate(count=Count("id"))
    )
    return [_view(row, estates, labels, supporting.get(row.id, 0), at) for row in found]


def bare_view(row: Request, at: datetime) -> RequestRow:
    """Return the row without what has to be looked up: the names of places, and who said “me too”."""
    return _view(row, {}, {}, 0, at)


def _view(
    row: Request, estates: dict[int, str], labels: dict[tuple[int, int], str], supporters: int, at: datetime
) -> RequestRow:
    clock, due = next_due(row)
    where = labels.get((row.estate_id, row.home_id or 0), "")
    return RequestRow(
        id=row.id,
        estate_id=row.estate_id,
        estate=estates.get(row.estate_id, ""),
        number=row.number,
        kind=row.kind,
        category=category_of(row.category),
        urgency=row.urgency,
        text=row.text,
        where=" ".join(part for part in (where, row.place) if part),
        state=row.state,
        channel=row.channel,
        came_at=row.came_at,
        taken_by_name=row.taken_by_name,
        asker=masked_name(row.asker_name) if row.asker_name else "",
        is_anonymous=row.is_anonymous,
        about_company=row.about_company,
        clock=clock,
        due_at=due,
        is_late=due is not None and due < at and row.paused_at is None,
        is_paused=row.paused_at is not None,
        escalated=row.escalated,
        rating=row.rating,
        closed_by=row.closed_by,
        closed_at=row.closed_at,
        supporters=supporters,
    )
