"""Buildings, entrances and homes by hand, and a home's area from a day on."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import QuerySet

from laoyou.core.area import Area
from laoyou.core.errors import Checks, NotFound
from laoyou.core.versions import Version, covering, set_from
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.places.errors import (
    BuildingExists,
    EntranceExists,
    FloorWrong,
    HomeExists,
    NameMissing,
    NumberMissing,
    SameArea,
    TooLong,
    UnknownChoice,
)
from laoyou.system.places.models import Building, Entrance, Estate, Home, HomeArea
from laoyou.system.places.rules import labels
from laoyou.system.places.rules.words import AREA_SOURCES, HOME_KINDS, OCCUPANCIES


def add_building(*, actor: Actor, estate_id: int, name: str, at: datetime) -> int:
    """Add a building and return its id. A bare number gets its word: 3 is 3栋. Raises: BuildingExists."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        _one_at_a_time(estate_id)
        name = _building_name(estate_id, name)
        building = Building.objects.create(estate_id=estate_id, name=name, sort_key=labels.sort_key(name))
        _record("places.building_added", actor, estate_id, at, "building", building.id, name=name)
    return building.id


def rename_building(*, actor: Actor, estate_id: int, building_id: int, name: str, at: datetime) -> None:
    """Rename a building, and with it every home in it. Raises: BuildingExists."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        _one_at_a_time(estate_id)
        building = Building.objects.select_for_update().filter(estate_id=estate_id, id=building_id).first()
        if building is None:
            raise NotFound
        before, name = building.name, _building_name(estate_id, name, but=building_id)
        if name == before:
            return
        Building.objects.filter(estate_id=estate_id, id=building_id).update(name=name, sort_key=labels.sort_key(name))
        _relabel(Home.objects.filter(estate_id=estate_id, building_id=building_id), name)
        _record("places.building_renamed", actor, estate_id, at, "building", building_id, before=before, name=name)


def add_entrance(*, actor: Actor, estate_id: int, building_id: int, name: str, at: datetime) -> int:
    """Add a stairwell to a building and return its id. Raises: EntranceExists."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        building = Building.objects.select_for_update().filter(estate_id=estate_id, id=building_id).first()
        if building is None:
            raise NotFound
        name = _entrance_name(building, name)
        entrance = Entrance.objects.create(
            estate_id=estate_id, building_id=building_id, name=name, sort_key=labels.sort_key(name)
        )
        _record(
            *("places.entrance_added", actor, estate_id, at, "entrance", entrance.id),
            building=building.name,
            name=name,
        )
    return entrance.id


def rename_entrance(*, actor: Actor, estate_id: int, entrance_id: int, name: str, at: datetime) -> None:
    """Rename a stairwell, and with it every home on it. Raises: EntranceExists."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        rows = Building.objects.select_for_update().filter(estate_id=estate_id, entrances__id=entrance_id)
        building = rows.first()
        entrance = Entrance.objects.select_for_update().filter(estate_id=estate_id, id=entrance_id).first()
        if building is None or entrance is None:
            raise NotFound
        before, name = entrance.name, _entrance_name(building, name, but=entrance_id)
        if name == before:
            return
        Entrance.objects.filter(estate_id=estate_id, id=entrance_id).update(name=name, sort_key=labels.sort_key(name))
        _relabel(Home.objects.filter(estate_id=estate_id, entrance_id=entrance_id), building.name)
        _record(
            *("places.entrance_renamed", actor, estate_id, at, "entrance", entrance_id),
            building=building.name,
            before=before,
            name=name,
        )


def add_home(
    *,
    actor: Actor,
    estate_id: int,
    building_id: int,
    number: str,
    area: Area,
    source: str,
    starts_on: date,
    at: datetime,
    entrance_id: int | None = None,
    floor: int | None = None,
    kind: str = "residential",
    occupancy: str = "unknown",
    note: str = "",
) -> int:
    """Add a home with its area from a day on, and return its id. Raises: HomeExists."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        checks = Checks()
        with checks:
            facts = _placed(estate_id, building_id, entrance_id, number, floor)
        with checks:
            _known_choices(kind=kind, occupancy=occupancy, source=source)
        checks.end()
        home = Home.objects.create(estate_id=estate_id, kind=kind, occupancy=occupancy, note=note.strip(), **facts)
        HomeArea.objects.create(
            estate_id=estate_id, home_id=home.id, centiares=area.centiares, source=source, starts_on=starts_on
        )
        _record(
            *("places.home_added", actor, estate_id, at, "home", home.id),
            label=home.label,
            area=str(area),
        )
    return home.id


def edit_home(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    building_id: int,
    number: str,
    at: datetime,
    entrance_id: int | None = None,
    floor: int | None = None,
    kind: str = "residential",
    occupancy: str = "unknown",
    note: str = "",
) -> None:
    """Correct where a home is, what it is used for and who is in it. Raises: HomeExists.

    Who doesn't see the note leaves it as it is.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        home, checks = _locked(estate_id, home_id), Checks()
        with checks:
            facts = _placed(estate_id, building_id, entrance_id, number, floor, but=home_id)
        with checks:
            _known_choices(kind=kind, occupancy=occupancy)
        checks.end()
        facts |= {"kind": kind, "occupancy": occupancy}
        if actor.may(Right.SEE_PEOPLE, estate_id):
            facts["note"] = note.strip()
        changed = sorted(field for field, value in facts.items() if getattr(home, field) != value)
        if not changed:
            return
        Home.objects.filter(estate_id=estate_id, id=home_id).update(**facts)
        _record(
            *("places.home_edited", actor, estate_id, at, "home", home_id),
            label=str(facts["label"]),
            before=home.label,
            fields=", ".join(changed),
        )


def set_area(
    *, actor: Actor, estate_id: int, home_id: int, area: Area, source: str, starts_on: date, at: datetime
) -> None:
    """Let a home's area hold from a day on; the one that ran ends there. Bills already issued stay as they are.

    An area entered before for the same day is replaced: the audit keeps both. Law: JI-7-AREA.
    Raises: SameArea when nothing would change.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PLACES, estate_id)
        _known_choices(source=source)
        home = _locked(estate_id, home_id)
        rows = {row.id: row for row in HomeArea.objects.filter(estate_id=estate_id, home_id=home_id)}
        versions = [Version(row.id, row.starts_on, row.ends_before) for row in rows.values()]
        running = covering(versions, starts_on)
        before = rows[running.id] if running else None
        if before is not None and (before.centiares, before.source) == (area.centiares, source):
            raise SameArea(area=area)
        change = set_from(versions, starts_on)
        own = HomeArea.objects.filter(estate_id=estate_id)
        if change.replaces is not None:
            own.filter(id=change.replaces).update(centiares=area.centiares, source=source)
        else:
            if change.ends is not None:
                own.filter(id=change.ends).update(ends_before=starts_on)
            HomeArea.objects.create(
                estate_id=estate_id,
                home_id=home_id,
                centiares=area.centiares,
                source=source,
                starts_on=starts_on,
                ends_before=change.ends_before,
            )
        _record(
            *("places.area_set", actor, estate_id, at, "home", home_id),
            label=home.label,
            before=str(Area(before.centiares)) if before else "–",
            area=str(area),
            day=starts_on.isoformat(),
        )


def _placed(
    estate_id: int, building_id: int, entrance_id: int | None, number: str, floor: int | None, but: int = 0
) -> dict[str, object]:
    """Return the columns that say where a home is; locks the building so that nobody adds the same home meanwhile."""
    entrance, number, checks = None, number.strip(), Checks()
    with checks:
        building = _locked_building(estate_id, building_id)
    with checks:
        if entrance_id is not None:
            entrance = Entrance.objects.filter(estate_id=estate_id, id=entrance_id, building_id=building_id).first()
            if entrance is None:
                raise UnknownChoice(field="entrance")
    with checks:
        if not number:
            raise NumberMissing
        if len(number) > 20:
            raise TooLong(field="number", text=number, most=20)
    with checks:
        if floor is not None and not -5 <= floor <= 99:
            raise FloorWrong
    checks.end()
    label = labels.home_label(building.name, entrance.name if entrance else "", number)
    same = Home.objects.filter(estate_id=estate_id, building_id=building_id, number=number)
    same = same.filter(entrance__isnull=True) if entrance is None else same.filter(entrance=entrance)
    if same.exclude(id=but).exists():
        raise HomeExists(label=label)
    return {
        "building_id": building_id,
        "entrance_id": entrance_id,
        "number": number,
        "floor": labels.floor_of(number) if floor is None else floor,
        "label": label,
        "sort_key": labels.sort_key(building.name, entrance.name if entrance else "", number),
    }


def _locked_building(estate_id: int, building_id: int) -> Building:
    building = Building.objects.select_for_update().filter(estate_id=estate_id, id=building_id).first()
    if building is None:
        raise UnknownChoice(field="building")
    return building


def _relabel(rows: QuerySet[Home], building: str) -> None:
    homes = list(rows.select_related("entrance"))
    for home in homes:
        entrance = home.entrance.name if home.entrance else ""
        home.label = labels.home_label(building, entrance, home.number)
        home.sort_key = labels.sort_key(building, entrance, home.number)
    Home.objects.bulk_update(homes, ["label", "sort_key"], batch_size=500)


def _building_name(estate_id: int, text: str, but: int = 0) -> str:
    name = labels.building_name(text)
    if not name:
        raise NameMissing
    if len(name) > 30:
        raise TooLong(field="building", text=name, most=30)
    if Building.objects.filter(estate_id=estate_id, name=name).exclude(id=but).exists():
        raise BuildingExists(name=name)
    return name


def _entrance_name(building: Building, text: str, but: int = 0) -> str:
    name = labels.entrance_name(text)
    if not name:
        raise NameMissing
    if len(name) > 30:
        raise TooLong(field="entrance", text=name, most=30)
    same = Entrance.objects.filter(estate_id=building.estate_id, building_id=building.id, name=name)
    if same.exclude(id=but).exists():
        raise EntranceExists(name=name)
    return name


def _one_at_a_time(estate_id: int) -> None:
    """Let two who name buildings of one estate wait for each other: both would find that a name is free."""
    Estate.objects.select_for_update(of=("self",)).filter(id=estate_id).first()


def _known_choices(*, kind: str = "other", occupancy: str = "unknown", source: str = "ledger") -> None:
    checks = Checks()
    for field, value, known in (
        ("kind", kind, HOME_KINDS),
        ("occupancy", occupancy, OCCUPANCIES),
        ("source", source, AREA_SOURCES),
    ):
        with checks:
            if value not in known:
                raise UnknownChoice(field=field)
    checks.end()


def _locked(estate_id: int, home_id: int) -> Home:
    home = Home.objects.select_for_update().filter(estate_id=estate_id, id=home_id).first()
    if home is None:
        raise NotFound
    return home


def _record(
    action: str, actor: Actor, estate_id: int, at: datetime, subject: str, subject_id: int, **details: str
) -> None:
    audit.record(action, actor=actor, estate_id=estate_id, at=at, subject=subject, subject_id=subject_id, **details)
