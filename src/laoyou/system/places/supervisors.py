"""Under which street office and community an estate stands: finding them, and the one function that changes it."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.system.places.errors import NoSuchStreetOffice, TooLong
from laoyou.system.places.models import LONGEST_NAME, Division, Estate, SupervisorCorrection, SupervisorMove


def locked_estate(estate_id: int) -> Estate:
    estate = Estate.objects.select_for_update(of=("self",)).filter(id=estate_id).first()
    if estate is None:
        raise NotFound
    return estate


def street_office_of(code: str) -> Division:
    found = Division.objects.filter(code=code, level="street_office").first()
    if found is None:
        raise NoSuchStreetOffice
    return found


def community_name_of(name: str) -> str:
    """Return the name of a community as it is kept. Raises: TooLong."""
    name = name.strip()
    if len(name) > LONGEST_NAME:
        raise TooLong(field="community_name", text=name, most=LONGEST_NAME)
    return name


def community_of(street_office: Division, name: str) -> Division | None:
    """Return the community of that name, made when it is new. Its code is the street office's and three digits."""
    name = community_name_of(name)
    if not name:
        return None
    # Two people may add communities of one street office at once: the second waits, and counts on from the first.
    Division.objects.select_for_update().get(id=street_office.id)
    known = Division.objects.filter(parent=street_office, level="community")
    found = known.filter(name=name).first()
    if found is None:
        last = known.order_by("-code").values_list("code", flat=True).first()
        number = int(last[-3:]) + 1 if last else 1
        found = Division.objects.create(
            code=f"{street_office.code}{number:03d}", name=name, level="community", parent=street_office
        )
    return found


def place_under(
    estate: Estate,
    *,
    street_office: Division,
    community: Division | None,
    actor: Actor,
    at: datetime,
    correction: SupervisorCorrection | None = None,
) -> None:
    """Put the estate under them: the only place where an estate's supervisor changes. The row must be locked."""
    Estate.objects.filter(id=estate.id).update(street_office=street_office, community=community)
    SupervisorMove.objects.create(
        estate_id=estate.id,
        correction=correction,
        from_street_office_id=estate.street_office_id,
        from_community_id=estate.community_id,
        to_street_office=street_office,
        to_community=community,
        actor=actor.audit_name(),
        at=at,
    )
