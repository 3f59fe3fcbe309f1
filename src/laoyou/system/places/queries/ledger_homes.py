"""All homes of an estate as a house ledger tells them, for comparing the two."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from django.db import connection

from laoyou.infra.actor import Actor, Right


class HomeFacts(NamedTuple):
    """A home and its area on a day; `entrance` '' for none, `centiares` None where no area was ever entered."""

    id: int
    building: str
    entrance: str
    number: str
    floor: int | None
    centiares: int | None
    kind: str
    occupancy: str
    paid_until: str
    moved_in: str
    note: str


def homes_as_in_ledger(*, actor: Actor, estate_id: int, day: date) -> list[HomeFacts]:
    """Return every home in the order people count them, with the area of the day, else the one entered first after."""
    actor.require(Right.SEE_ESTATE, estate_id)
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH areas AS (SELECT DISTINCT ON (home_id) home_id, centiares FROM places_home_area"
            " WHERE estate_id = %(estate)s AND (ends_before IS NULL OR ends_before > %(day)s)"
            " ORDER BY home_id, starts_on)"
            " SELECT h.id, b.name, coalesce(e.name, ''), h.number, h.floor, a.centiares, h.kind, h.occupancy,"
            " h.paid_until, h.moved_in, h.note FROM places_home h"
            " JOIN places_building b ON b.estate_id = h.estate_id AND b.id = h.building_id"
            " LEFT JOIN places_entrance e ON e.estate_id = h.estate_id AND e.id = h.entrance_id"
            " LEFT JOIN areas a ON a.home_id = h.id WHERE h.estate_id = %(estate)s ORDER BY h.sort_key, h.id",
            {"estate": estate_id, "day": day},
        )
        return [HomeFacts(*row) for row in cursor.fetchall()]
