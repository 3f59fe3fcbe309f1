"""The buildings of an estate as a grid that one can point at: stairs, floors, homes."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from laoyou.infra.actor import Actor, Right
from laoyou.system.places.models import Building, Entrance, Home
from laoyou.system.places.rules.labels import floor_of


@dataclass(frozen=True, slots=True)
class GridHome:
    id: int
    number: str
    label: str
    kind: str
    occupancy: str


@dataclass(frozen=True, slots=True)
class FloorView:
    """`floor` is None for homes whose floor is not known: shops, storage rooms."""

    floor: int | None
    homes: tuple[GridHome, ...]


@dataclass(frozen=True, slots=True)
class EntranceView:
    """A stairwell, its floors from the top down; `id` is None for homes that belong to no stairwell."""

    id: int | None
    name: str
    floors: tuple[FloorView, ...]

    @property
    def widest(self) -> int:
        """Return how many homes the widest floor has."""
        return max((len(floor.homes) for floor in self.floors), default=0)


@dataclass(frozen=True, slots=True)
class BuildingView:
    id: int
    name: str
    homes: int
    occupancies: dict[str, int]
    entrances: tuple[EntranceView, ...]


def buildings_for(*, actor: Actor, estate_id: int, building_id: int | None = None) -> list[BuildingView]:
    """Return the estate's buildings, or one of them, in the order people count them, each with its grid."""
    actor.require(Right.SEE_ESTATE, estate_id)
    buildings = Building.objects.filter(estate_id=estate_id)
    entrances = Entrance.objects.filter(estate_id=estate_id)
    homes = Home.objects.filter(estate_id=estate_id)
    if building_id is not None:
        buildings = buildings.filter(id=building_id)
        entrances, homes = entrances.filter(building_id=building_id), homes.filter(building_id=building_id)
    stairs: dict[int, dict[int | None, str]] = {}
    for id_, building, name in entrances.order_by("sort_key", "id").values_list("id", "building_id", "name"):
        stairs.setdefault(building, {})[id_] = name
    inside: dict[tuple[int, int | None], list[tuple[int | None, GridHome]]] = {}
    fields = ("id", "number", "label", "kind", "occupancy", "floor", "building_id", "entrance_id")
    for row in homes.order_by("sort_key", "id").values_list(*fields):
        home = GridHome(id=row[0], number=row[1], label=row[2], kind=row[3], occupancy=row[4])
        floor = floor_of(home.number) if row[5] is None else row[5]
        inside.setdefault((row[6], row[7]), []).append((floor, home))
    return [
        _building(id_, name, stairs.get(id_, {}), inside)
        for id_, name in buildings.order_by("sort_key", "id").values_list("id", "name")
    ]


def _building(
    building_id: int,
    name: str,
    stairs: dict[int | None, str],
    inside: dict[tuple[int, int | None], list[tuple[int | None, GridHome]]],
) -> BuildingView:
    if (building_id, None) in inside:
        stairs = {**stairs, None: ""}
    entrances = tuple(
        EntranceView(id=id_, name=entrance, floors=_floors(inside.get((building_id, id_), [])))
        for id_, entrance in stairs.items()
    )
    homes = [home for id_ in stairs for _, home in inside.get((building_id, id_), [])]
    return BuildingView(
        id=building_id,
        name=name,
        homes=len(homes),
        occupancies=dict(Counter(home.occupancy for home in homes)),
        entrances=entrances,
    )


def _floors(homes: list[tuple[int | None, GridHome]]) -> tuple[FloorView, ...]:
    by_floor: dict[int | None, list[GridHome]] = {}
    for floor, home in homes:
        by_floor.setdefault(floor, []).append(home)
    from_the_top = sorted(by_floor, key=lambda floor: -1000 if floor is None else floor, reverse=True)
    return tuple(FloorView(floor=floor, homes=tuple(by_floor[floor])) for floor in from_the_top)


def building_names(*, actor: Actor, estate_id: int) -> list[tuple[int, str]]:
    """Return the estate's buildings as (id, name), in order."""
    actor.require(Right.SEE_ESTATE, estate_id)
    rows = Building.objects.filter(estate_id=estate_id).order_by("sort_key", "id")
    return list(rows.values_list("id", "name"))


def entrance_names(*, actor: Actor, estate_id: int) -> list[tuple[int, str, int]]:
    """Return the estate's entrances as (id, name with its building's, building id), in order."""
    actor.require(Right.SEE_ESTATE, estate_id)
    rows = Entrance.objects.filter(estate_id=estate_id).select_related("building")
    return [
        (row.id, f"{row.building.name}{row.name}", row.building_id)
        for row in rows.order_by("building__sort_key", "sort_key", "id")
    ]
