"""The code on a facility's label, and the facility behind a code."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from laoyou.core.errors import NotFound
from laoyou.infra import scope, secrets
from laoyou.infra.actor import system
from laoyou.system.places import queries as places
from laoyou.system.work.facilities.models import Facility
from laoyou.system.work.facilities.rules.codes import read, sealed
from laoyou.system.work.facilities.rules.kinds import number_of

_PURPOSE = "facility label"


@dataclass(frozen=True, slots=True)
class Labelled:
    """What anybody who stands before a facility may know of it."""

    estate_id: int
    estate_name: str
    facility_id: int
    number: str
    kind: str
    name: str
    place: str
    lat: Decimal | None
    lng: Decimal | None

    @property
    def words(self) -> str:
        """Return how people are told which facility it is."""
        return " ".join(part for part in (self.number, self.name, self.place) if part)


def code_of(*, estate_id: int, facility_id: int) -> str:
    """Return the code of the facility's label. The same one for ever."""
    return sealed(estate_id, facility_id, secrets.lookup_hash(f"{estate_id}/{facility_id}", purpose=_PURPOSE))


def labelled(code: str) -> Labelled:
    """Return the facility of a label, whoever reads it. Raises: NotFound for a code that is none, or was taken out."""
    named = read(code)
    if named is None or code_of(estate_id=named[0], facility_id=named[1]) != code.strip().upper():
        raise NotFound
    estate_id, facility_id = named
    with scope.estate(estate_id):
        row = Facility.objects.filter(estate_id=estate_id, id=facility_id, removed_on=None).first()
        if row is None:
            raise NotFound
        estate = places.estate_for(actor=system("work.facilities"), estate_id=estate_id)
        return Labelled(
            estate_id=estate_id,
            estate_name=estate.name,
            facility_id=facility_id,
            number=number_of(row.kind, row.sequence),
            kind=row.kind,
            name=row.name,
            place=place_of(row),
            lat=row.lat or estate.lat,
            lng=row.lng or estate.lng,
        )


def place_of(row: Facility) -> str:
    """Return where a facility is, in words: building and entrance, then what was written."""
    looker = system("work.facilities")
    names = dict(places.building_names(actor=looker, estate_id=row.estate_id)) if row.building_id else {}
    stairs = (
        {id_: name for id_, name, _ in places.entrance_names(actor=looker, estate_id=row.estate_id)}
        if row.entrance_id
        else {}
    )
    where = stairs.get(row.entrance_id or 0) or names.get(row.building_id or 0, "")
    return " ".join(part for part in (where, row.place) if part)
