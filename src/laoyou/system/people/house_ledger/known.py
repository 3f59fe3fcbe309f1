"""An estate as it stands, in the shape in which a ledger can be compared with it."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

from django.db import connection

from laoyou.infra.actor import Actor
from laoyou.system.people.house_ledger.rules.addresses import Address
from laoyou.system.people.house_ledger.rules.differences import KnownHome, KnownOwner
from laoyou.system.places.queries import ledger_homes as places


def known_homes(*, actor: Actor, estate_id: int, day: date) -> dict[Address, KnownHome]:
    """Return every home with the area and owners of the day, by its address."""
    homes = places.homes_as_in_ledger(actor=actor, estate_id=estate_id, day=day)
    owners = _owners(estate_id, day) if homes else {}
    return {
        (address := Address(home.building, home.entrance, home.number)): KnownHome(
            *(home.id, address, home.floor, home.centiares, home.kind, home.occupancy),
            *(home.paid_until, home.moved_in, home.note, tuple(owners.get(home.id, ()))),
        )
        for home in homes
    }


def known_organisations(estate_id: int) -> list[tuple[int, str]]:
    """Return the organisations that the estate knows, also those that own nothing now."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM people_person WHERE estate_id = %s AND kind = 'organisation' ORDER BY id", [estate_id]
        )
        return [(person_id, name) for person_id, name in cursor.fetchall()]


def _owners(estate_id: int, day: date) -> dict[int, list[KnownOwner]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.home_id, b.id, p.id, p.name, p.telephone, p.kind = 'organisation' FROM people_home_bond b"
            " JOIN people_person p ON p.estate_id = b.estate_id AND p.id = b.person_id"
            " WHERE b.estate_id = %s AND b.role = 'owner' AND (b.ends_before IS NULL OR b.ends_before > %s)"
            " ORDER BY b.id",
            [estate_id, day],
        )
        owners: dict[int, list[KnownOwner]] = defaultdict(list)
        for home_id, *owner in cursor.fetchall():
            owners[home_id].append(KnownOwner(*owner))
    return owners
