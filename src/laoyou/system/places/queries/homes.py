"""Homes: lists with search, one home, its area on a day and before."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from laoyou.core.area import Area
from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places.models import Home, HomeArea
from laoyou.system.places.rules.labels import searched_keys

SORTS = {
    "place": ("sort_key", "id"),
    "area": ("centiares", "sort_key", "id"),
    "-area": ("-centiares", "sort_key", "id"),
}


@dataclass(frozen=True, slots=True)
class HomesFilter:
    """What a list of homes is narrowed to. `search` takes 3-2-501, 3栋501, 501 or part of what the home is called."""

    search: str = ""
    building_id: int | None = None
    occupancy: str = ""
    kind: str = ""
    sort: str = "place"


@dataclass(frozen=True, slots=True)
class HomeRow:
    id: int
    label: str
    kind: str
    occupancy: str
    floor: int | None
    area: Area | None


@dataclass(frozen=True, slots=True)
class HomeView:
    """A home with its area on the day asked for, or the newest one."""

    id: int
    estate_id: int
    label: str
    building_id: int
    building: str
    entrance_id: int | None
    entrance: str
    number: str
    floor: int | None
    kind: str
    occupancy: str
    area: Area | None
    area_source: str
    area_since: date | None
    paid_until: str
    moved_in: str
    note: str


@dataclass(frozen=True, slots=True)
class AreaVersion:
    area: Area
    source: str
    starts_on: date
    ends_before: date | None


def homes_for(
    *,
    actor: Actor,
    estate_id: int,
    search: str = "",
    page: int = 1,
    wanted: HomesFilter | None = None,
    size: int = ROWS_PER_PAGE,
) -> Page[HomeRow]:
    """Return one page of the estate's homes in the order people count them."""
    actor.require(Right.SEE_ESTATE, estate_id)
    found = _found(estate_id, wanted or HomesFilter(search=search))
    total = found.count()
    start = offset_of(page, size)
    rows = _with_area(found, wanted or HomesFilter())[start : start + size]
    return Page(rows=_rows(rows), number=page, size=size, total=total)


def homes_to_export(*, actor: Actor, estate_id: int, wanted: HomesFilter) -> list[HomeRow]:
    """Return all homes of the filter."""
    actor.require(Right.SEE_ESTATE, estate_id)
    return _rows(_with_area(_found(estate_id, wanted), wanted))


def home_for(*, actor: Actor, estate_id: int, home_id: int, day: date | None = None) -> HomeView:
    """Return the home with its area on the day, or its newest one. Raises: NotFound for a stranger to it.

    What speaks of those who live there, the note and how long the old ledger says they paid, is empty to everybody but
    those who see people.
    """
    if actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    else:
        actor.require(Right.SEE_ESTATE, estate_id)
    home = Home.objects.select_related("building", "entrance").filter(estate_id=estate_id, id=home_id).first()
    if home is None:
        raise NotFound
    area = _areas(estate_id, day).filter(home_id=home_id).first()
    sees_people = actor.may(Right.SEE_PEOPLE, estate_id)
    return HomeView(
        id=home.id,
        estate_id=estate_id,
        label=home.label,
        building_id=home.building_id,
        building=home.building.name,
        entrance_id=home.entrance_id,
        entrance=home.entrance.name if home.entrance else "",
        number=home.number,
        floor=home.floor,
        kind=home.kind,
        occupancy=home.occupancy,
        area=Area(area.centiares) if area else None,
        area_source=area.source if area else "",
        area_since=area.starts_on if area else None,
        paid_until=home.paid_until if sees_people else "",
        moved_in=home.moved_in,
        note=home.note if sees_people else "",
    )


def area_history(*, actor: Actor, estate_id: int, home_id: int) -> list[AreaVersion]:
    """Return the areas the home has had, the newest first."""
    home_for(actor=actor, estate_id=estate_id, home_id=home_id)
    rows = HomeArea.objects.filter(estate_id=estate_id, home_id=home_id).order_by("-starts_on")
    return [AreaVersion(Area(row.centiares), row.source, row.starts_on, row.ends_before) for row in rows]


def home_labels(*, estate_id: int, home_ids: Iterable[int]) -> dict[int, str]:
    """Return what the homes are called, for lists of other things that name homes."""
    return dict(Home.objects.filter(estate_id=estate_id, id__in=list(home_ids)).values_list("id", "label"))


def kinds_but_dwellings(estate_id: int) -> dict[int, str]:
    """Return what the estate's homes are used for, those that are no dwellings: where prices depend on it."""
    others = Home.objects.filter(estate_id=estate_id).exclude(kind="residential")
    return dict(others.values_list("id", "kind"))


def home_id_by_text(*, actor: Actor, estate_id: int, text: str) -> int | None:
    """Return the one home that the text names (3-2-501, 3栋2单元501); None when it names none or several."""
    actor.require(Right.SEE_ESTATE, estate_id)
    exact = list(Home.objects.filter(estate_id=estate_id, label=text.strip()).values_list("id", flat=True)[:2])
    if len(exact) == 1:
        return exact[0]
    if searched_keys(text) is None:
        return None
    named = list(_found(estate_id, HomesFilter(search=text)).values_list("id", flat=True)[:2])
    return named[0] if len(named) == 1 else None


def _found(estate_id: int, wanted: HomesFilter) -> QuerySet[Home]:
    found = Home.objects.filter(estate_id=estate_id)
    if wanted.search:
        found = found.filter(_searched(wanted.search.strip()))
    if wanted.building_id:
        found = found.filter(building_id=wanted.building_id)
    if wanted.occupancy:
        found = found.filter(occupancy=wanted.occupancy)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    return found


def _searched(text: str) -> Q:
    named = Q(label__icontains=text) | Q(number__istartswith=text)
    keys = searched_keys(text)
    if keys is None:
        return named
    building, entrance, number = keys
    if entrance:
        return named | Q(sort_key=f"{building}/{entrance}/{number}")
    return named | Q(sort_key__startswith=f"{building}/", sort_key__endswith=f"/{number}")


def _with_area(homes: QuerySet[Home], wanted: HomesFilter) -> QuerySet[Home, Any]:
    newest = HomeArea.objects.filter(estate_id=OuterRef("estate_id"), home_id=OuterRef("id")).order_by("-starts_on")
    measured = homes.annotate(centiares=Subquery(newest.values("centiares")[:1]))
    orders = {"area": F("centiares").asc(nulls_last=True), "-area": F("centiares").desc(nulls_last=True)}
    first = [orders[wanted.sort]] if wanted.sort in orders else []
    rows: QuerySet[Home, Any] = measured.order_by(*first, "sort_key", "id").values(
        "id", "label", "kind", "occupancy", "floor", "centiares"
    )
    return rows


def _rows(rows: Iterable[Any]) -> list[HomeRow]:
    return [
        HomeRow(
            id=row["id"],
            label=row["label"],
            kind=row["kind"],
            occupancy=row["occupancy"],
            floor=row["floor"],
            area=Area(row["centiares"]) if row["centiares"] is not None else None,
        )
        for row in rows
    ]


def _areas(estate_id: int, day: date | None) -> QuerySet[HomeArea]:
    areas = HomeArea.objects.filter(estate_id=estate_id)
    if day is not None:
        areas = areas.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=day), starts_on__lte=day)
    return areas.order_by("-starts_on")
