"""Troubles of common places as anybody may see them: what, where, since when, how it stands. No person, no words.

The words of a request leave only where it came through the city's own door, and without numbers in them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.core.paging import Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import system
from laoyou.system.places import queries as places
from laoyou.system.places.queries import EstateView
from laoyou.system.work.requests.models import Request
from laoyou.system.work.requests.rules.categories import Category, category_of
from laoyou.system.work.requests.rules.plain_words import without_numbers
from laoyou.system.work.requests.rules.states import OPEN

READER = system("work.requests")
COMMON = Q(is_public_place=True, about_company=False) & (Q(kind="repair") | Q(channel="open311"))


@dataclass(frozen=True, slots=True)
class Trouble:
    """A trouble of a common place, without anybody in it. `code` names it in the whole city."""

    id: int
    estate: EstateView
    number: str
    category: Category
    place: str
    text: str
    state: str
    is_open: bool
    came_at: datetime
    changed_at: datetime
    finish_due_at: datetime | None
    lat: Decimal | None
    lng: Decimal | None

    @property
    def code(self) -> str:
        return f"{self.estate.code}-{self.number}"


@dataclass(frozen=True, slots=True)
class TroublesFilter:
    """Which troubles: numbers as `Trouble.code` says them, categories, open or closed ("" both), from–to by coming."""

    codes: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    state: str = ""
    since: datetime | None = None
    until: datetime | None = None
    estate_ids: tuple[int, ...] = ()


def public_troubles(estate_id: int) -> list[Trouble]:
    """Return the open troubles of an estate's common places, the oldest first. Anybody may ask."""
    with scope.estate(estate_id):
        rows = Request.objects.filter(COMMON, estate_id=estate_id, state__in=OPEN, same_as__isnull=True)
        return troubles_of(rows.order_by("came_at")[:500])


def troubles(wanted: TroublesFilter, *, page: int = 1, size: int = 100) -> Page[Trouble]:
    """Return one page of the troubles of all common places in the city, the newest first. Anybody may ask."""
    with scope.everything():
        found = Request.objects.filter(COMMON)
        if wanted.estate_ids:
            found = found.filter(estate_id__in=wanted.estate_ids)
        if wanted.codes:
            found = found.filter(_of_codes(wanted.codes))
        if wanted.categories:
            found = found.filter(category__in=wanted.categories)
        if wanted.state:
            found = found.filter(state__in=OPEN) if wanted.state == "open" else found.exclude(state__in=OPEN)
        if wanted.since is not None:
            found = found.filter(came_at__gte=wanted.since)
        if wanted.until is not None:
            found = found.filter(came_at__lte=wanted.until)
        start = offset_of(page, size)
        rows = troubles_of(found.order_by("-came_at", "-id")[start : start + size])
        return Page(rows=rows, number=page, size=size, total=found.count())


def trouble_by_code(code: str) -> Trouble:
    """Return one trouble of a common place by its code. Anybody may ask. Raises: NotFound."""
    found = troubles(TroublesFilter(codes=(code,)), size=1).rows
    if not found:
        raise NotFound
    return found[0]


def code_of(*, estate_id: int, request_id: int) -> str:
    """Return by which code a request is known in the whole city. Raises: NotFound."""
    with scope.estate(estate_id):
        number = Request.objects.filter(estate_id=estate_id, id=request_id).values_list("number", flat=True).first()
    if number is None:
        raise NotFound
    return f"{places.estate_for(actor=READER, estate_id=estate_id).code}-{number}"


def troubles_of(rows: QuerySet[Request]) -> list[Trouble]:
    found = list(rows)
    estates = {
        estate_id: places.estate_for(actor=READER, estate_id=estate_id)
        for estate_id in {row.estate_id for row in found}
    }
    return [
        Trouble(
            id=row.id,
            estate=estates[row.estate_id],
            number=row.number,
            category=category_of(row.category),
            place=without_numbers(row.place),
            text=without_numbers(row.text) if row.channel == "open311" else "",
            state=row.state,
            is_open=row.state in OPEN,
            came_at=row.came_at,
            changed_at=row.changed_at,
            finish_due_at=row.finish_due_at,
            lat=row.lat if row.lat is not None else estates[row.estate_id].lat,
            lng=row.lng if row.lng is not None else estates[row.estate_id].lng,
        )
        for row in found
    ]


def _of_codes(codes: Sequence[str]) -> Q:
    wanted = Q(pk__in=[])
    for code in codes[:100]:
        estate_code, _, number = code.strip().upper().partition("-S")
        try:
            estate = places.estate_by_code(actor=READER, code=estate_code)
        except NotFound:
            continue
        wanted |= Q(estate_id=estate.id, number=f"S{number}")
    return wanted
