"""Parking spaces and who holds them. A plate is personal data: shown with its middle hidden."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.places.models import ParkingHolding, ParkingSpace
from laoyou.system.places.rules.plates import masked_plate


@dataclass(frozen=True, slots=True)
class HoldingView:
    id: int
    space_id: int
    space: str
    home_id: int
    home: str
    plate: str
    starts_on: date
    ends_before: date | None


@dataclass(frozen=True, slots=True)
class SpaceView:
    """A space with who holds it on the day asked for."""

    id: int
    number: str
    kind: str
    note: str
    holding: HoldingView | None


def spaces_for(
    *,
    actor: Actor,
    estate_id: int,
    day: date,
    search: str = "",
    free: bool = False,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[SpaceView]:
    """Return one page of the estate's parking spaces by number; `free` only those that nobody holds on the day."""
    actor.require(Right.SEE_ESTATE, estate_id)
    found, start = _found(estate_id, day, search, free), offset_of(page, size)
    rows = _with_holders(estate_id, day, found[start : start + size])
    return Page(rows=rows, number=page, size=size, total=found.count())


def spaces_to_export(
    *, actor: Actor, estate_id: int, day: date, search: str = "", free: bool = False
) -> list[SpaceView]:
    """Return all parking spaces that are asked for."""
    actor.require(Right.SEE_ESTATE, estate_id)
    return _with_holders(estate_id, day, _found(estate_id, day, search, free))


def space_for(*, actor: Actor, estate_id: int, space_id: int, day: date) -> SpaceView:
    """Return the space. Raises: NotFound."""
    actor.require(Right.SEE_ESTATE, estate_id)
    row = ParkingSpace.objects.filter(estate_id=estate_id, id=space_id).first()
    if row is None:
        raise NotFound
    holding = _holdings(estate_id).filter(_on(day), space_id=space_id).first()
    return SpaceView(row.id, row.number, row.kind, row.note, _holding(holding) if holding else None)


def holdings_of_space(*, actor: Actor, estate_id: int, space_id: int) -> list[HoldingView]:
    """Return who held the space, the newest first."""
    actor.require(Right.SEE_ESTATE, estate_id)
    return _views(_holdings(estate_id).filter(space_id=space_id).order_by("-starts_on"))


def parking_of_home(*, actor: Actor, estate_id: int, home_id: int, day: date | None = None) -> list[HoldingView]:
    """Return the home's parking spaces, all there were or those of a day. Raises: NotFound for a stranger."""
    if actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    else:
        actor.require(Right.SEE_ESTATE, estate_id)
    holdings = _holdings(estate_id).filter(home_id=home_id)
    return _views((holdings if day is None else holdings.filter(_on(day))).order_by("-starts_on", "space__number"))


def _found(estate_id: int, day: date, search: str, free: bool) -> QuerySet[ParkingSpace]:
    spaces = ParkingSpace.objects.filter(estate_id=estate_id).order_by("number", "id")
    held = _holdings(estate_id).filter(_on(day))
    if search:
        spaces = spaces.filter(
            Q(number__icontains=search) | Q(id__in=held.filter(home__label__icontains=search).values("space_id"))
        )
    if free:
        spaces = spaces.exclude(id__in=held.values("space_id")).exclude(kind="visitor")
    return spaces


def _with_holders(estate_id: int, day: date, spaces: Iterable[ParkingSpace]) -> list[SpaceView]:
    rows = list(spaces)
    held = _holdings(estate_id).filter(_on(day), space_id__in=[row.id for row in rows])
    holders = {holding.space_id: _holding(holding) for holding in held}
    return [SpaceView(row.id, row.number, row.kind, row.note, holders.get(row.id)) for row in rows]


def _holdings(estate_id: int) -> QuerySet[ParkingHolding]:
    return ParkingHolding.objects.filter(estate_id=estate_id).select_related("space", "home")


def _on(day: date) -> Q:
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))


def _views(rows: Iterable[ParkingHolding]) -> list[HoldingView]:
    return [_holding(row) for row in rows]


def _holding(row: ParkingHolding) -> HoldingView:
    return HoldingView(
        id=row.id,
        space_id=row.space_id,
        space=row.space.number,
        home_id=row.home_id,
        home=row.home.label,
        plate=masked_plate(row.plate),
        starts_on=row.starts_on,
        ends_before=row.ends_before,
    )
