"""Homes from a house ledger, thousands at once: a handful of statements for any number of rows."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db import connection

from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.infra.plans import forget_plans
from laoyou.system.places.rules import labels


class LedgerHome(NamedTuple):
    """A home not known yet. `centiares` are hundredths of a m²; `entrance` is '' where there are no stairwells."""

    building: str
    entrance: str
    number: str
    floor: int | None
    centiares: int
    kind: str
    occupancy: str
    paid_until: str
    moved_in: str
    note: str


class LedgerChange(NamedTuple):
    """What holds for a known home from now on. None or '' leaves a fact as it is."""

    home_id: int
    floor: int | None
    centiares: int | None
    kind: str
    occupancy: str
    paid_until: str
    moved_in: str
    note: str


def enter_homes_from_ledger(
    *,
    actor: Actor,
    estate_id: int,
    new: Sequence[LedgerHome],
    changed: Sequence[LedgerChange],
    starts_on: date,
    at: datetime,
) -> list[int]:
    """Add the new homes with their buildings, entrances and areas, change the known ones, and return the new ids.

    The ids stand in the order of `new`. Areas hold from `starts_on`; one that was entered for that very day is
    replaced, one that runs is ended there. Law: JI-7-AREA.
    """
    with scope.estate(estate_id):
        actor.require(Right.IMPORT_HOMES, estate_id)
        ids = _add(estate_id, new, starts_on) if new else []
        if changed:
            _change(estate_id, changed, starts_on)
        if new or changed:
            audit.record(
                "places.homes_from_ledger",
                actor=actor,
                estate_id=estate_id,
                at=at,
                subject="estate",
                subject_id=estate_id,
                new=len(new),
                changed=len(changed),
            )
    return ids


def _add(estate_id: int, new: Sequence[LedgerHome], starts_on: date) -> list[int]:
    buildings = _buildings(estate_id, dict.fromkeys(home.building for home in new))
    entrances = _entrances(
        estate_id,
        dict.fromkeys((buildings[home.building], home.entrance) for home in new if home.entrance),
    )
    keys: dict[tuple[str, str], tuple[int, int | None, str, str]] = {}
    for home in new:
        place = (home.building, home.entrance)
        if place not in keys:
            building = buildings[home.building]
            keys[place] = (
                building,
                entrances[building, home.entrance] if home.entrance else None,
                labels.home_label(home.building, home.entrance, ""),
                labels.sort_key(home.building, home.entrance),
            )
    numbers = {number: labels.sort_key(number) for number in {home.number for home in new}}
    with connection.cursor() as cursor:
        # Ids are given while the rows are taken in, so that the homes and their areas need no join (R10).
        cursor.execute(
            "CREATE TEMPORARY TABLE ledger_home (place int, home_id bigint DEFAULT nextval(%s),"
            " building_id bigint, entrance_id bigint, number text, label text, sort_key text, floor int, centiares int,"
            " kind text, occupancy text, paid_until text, moved_in text, note text) ON COMMIT DROP",
            [_sequence(cursor, "places_home")],
        )
        with cursor.copy(
            "COPY ledger_home (place, building_id, entrance_id, number, label, sort_key, floor, centiares, kind,"
            " occupancy, paid_until, moved_in, note) FROM STDIN"
        ) as copy:
            for at, home in enumerate(new):
                building_id, entrance_id, label, sort_key = keys[home[:2]]
                copy.write_row(
                    (
                        *(at, building_id, entrance_id, home.number, label + home.number),
                        *(f"{sort_key}/{numbers[home.number]}", home.floor, home.centiares),
                        *(home.kind or "residential", home.occupancy or "unknown"),
                        *(home.paid_until, home.moved_in, home.note),
                    )
                )
        cursor.execute(
            "INSERT INTO places_home (id, estate_id, building_id, entrance_id, number, label, sort_key, floor, kind,"
            " occupancy, paid_until, moved_in, note, source_row)"
            " SELECT home_id, %s, building_id, entrance_id, number, label, sort_key, floor, kind, occupancy,"
            " paid_until, moved_in, note, '' FROM ledger_home",
            [estate_id],
        )
        forget_plans()
        cursor.execute(
            "INSERT INTO places_home_area (estate_id, home_id, centiares, source, starts_on)"
            " SELECT %s, home_id, centiares, 'ledger', %s FROM ledger_home",
            [estate_id, starts_on],
        )
        cursor.execute("SELECT home_id FROM ledger_home ORDER BY place")
        ids = [home_id for (home_id,) in cursor.fetchall()]
        cursor.execute("DROP TABLE ledger_home")
    return ids


def _buildings(estate_id: int, names: Iterable[str]) -> dict[str, int]:
    wanted = list(names)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_building (estate_id, name, sort_key)"
            " SELECT %s, name, sort_key FROM unnest(%s::text[], %s::text[]) AS new (name, sort_key)"
            " ON CONFLICT (estate_id, name) DO NOTHING",
            [estate_id, wanted, [labels.sort_key(name) for name in wanted]],
        )
        cursor.execute("SELECT name, id FROM places_building WHERE estate_id = %s", [estate_id])
        return dict(cursor.fetchall())


def _entrances(estate_id: int, places: Iterable[tuple[int, str]]) -> dict[tuple[int, str], int]:
    wanted = list(places)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO places_entrance (estate_id, building_id, name, sort_key)"
            " SELECT %s, building_id, name, sort_key"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[]) AS new (building_id, name, sort_key)"
            " ON CONFLICT (estate_id, building_id, name) DO NOTHING",
            [
                estate_id,
                [building_id for building_id, _ in wanted],
                [name for _, name in wanted],
                [labels.sort_key(name) for _, name in wanted],
            ],
        )
        cursor.execute("SELECT building_id, name, id FROM places_entrance WHERE estate_id = %s", [estate_id])
        return {(building_id, name): entrance_id for building_id, name, entrance_id in cursor.fetchall()}


def _change(estate_id: int, changed: Sequence[LedgerChange], starts_on: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TEMPORARY TABLE ledger_change (home_id bigint PRIMARY KEY, floor int, centiares int, kind text,"
            " occupancy text, paid_until text, moved_in text, note text) ON COMMIT DROP"
        )
        with cursor.copy("COPY ledger_change FROM STDIN") as copy:
            for change in changed:
                copy.write_row(change)
        cursor.execute(
            "UPDATE places_home h SET floor = coalesce(c.floor, h.floor), kind = coalesce(nullif(c.kind, ''), h.kind),"
            " occupancy = coalesce(nullif(c.occupancy, ''), h.occupancy),"
            " paid_until = coalesce(nullif(c.paid_until, ''), h.paid_until),"
            " moved_in = coalesce(nullif(c.moved_in, ''), h.moved_in), note = coalesce(nullif(c.note, ''), h.note)"
            " FROM ledger_change c WHERE h.estate_id = %s AND h.id = c.home_id",
            [estate_id],
        )
        cursor.execute(
            "CREATE TEMPORARY TABLE ledger_area ON COMMIT DROP AS SELECT c.home_id, c.centiares,"
            " bool_or(a.starts_on = %(day)s) AS is_there,"
            " min(a.starts_on) FILTER (WHERE a.starts_on > %(day)s) AS ends_before"
            " FROM ledger_change c LEFT JOIN places_home_area a ON a.estate_id = %(estate)s AND a.home_id = c.home_id"
            " WHERE c.centiares IS NOT NULL GROUP BY c.home_id, c.centiares",
            {"day": starts_on, "estate": estate_id},
        )
        cursor.execute(
            "UPDATE places_home_area a SET centiares = n.centiares, source = 'ledger' FROM ledger_area n"
            " WHERE a.estate_id = %s AND a.home_id = n.home_id AND a.starts_on = %s",
            [estate_id, starts_on],
        )
        cursor.execute(
            "UPDATE places_home_area a SET ends_before = %(day)s FROM ledger_area n"
            " WHERE a.estate_id = %(estate)s AND a.home_id = n.home_id AND NOT coalesce(n.is_there, false)"
            " AND a.starts_on < %(day)s AND (a.ends_before IS NULL OR a.ends_before > %(day)s)",
            {"day": starts_on, "estate": estate_id},
        )
        cursor.execute(
            "INSERT INTO places_home_area (estate_id, home_id, centiares, source, starts_on, ends_before)"
            " SELECT %s, home_id, centiares, 'ledger', %s, ends_before FROM ledger_area"
            " WHERE NOT coalesce(is_there, false)",
            [estate_id, starts_on],
        )
        cursor.execute("DROP TABLE ledger_change, ledger_area")


def _sequence(cursor: Any, table: str) -> str:
    cursor.execute("SELECT pg_get_serial_sequence(%s, 'id')", [table])
    return str(cursor.fetchone()[0])
