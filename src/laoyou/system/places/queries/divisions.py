"""The reference tree: city, districts, street offices and towns, communities. The same for everybody."""

from __future__ import annotations

from dataclasses import dataclass

from laoyou.core.errors import NotFound
from laoyou.system.places.models import Division


@dataclass(frozen=True, slots=True)
class DivisionView:
    id: int
    code: str
    name: str
    level: str


@dataclass(frozen=True, slots=True)
class StreetView:
    """A street office or a town."""

    id: int
    code: str
    name: str
    district_code: str
    district: str


@dataclass(frozen=True, slots=True)
class DistrictView:
    code: str
    name: str
    streets: tuple[StreetView, ...]


@dataclass(frozen=True, slots=True)
class CommunityView:
    id: int
    code: str
    name: str
    street_office_code: str


def division_by_code(code: str) -> DivisionView:
    """Return one place of the tree. Raises: NotFound."""
    row = Division.objects.filter(code=code).values("id", "code", "name", "level").first()
    if row is None:
        raise NotFound
    return DivisionView(**row)


def streets() -> list[StreetView]:
    """Return all street offices and towns, in the order of their codes: district by district."""
    rows = Division.objects.filter(level="street_office").select_related("parent").order_by("code")
    return [
        StreetView(
            id=row.id,
            code=row.code,
            name=row.name,
            district_code=row.parent.code if row.parent else "",
            district=row.parent.name if row.parent else "",
        )
        for row in rows
    ]


def districts() -> list[DistrictView]:
    """Return the districts with their street offices and towns."""
    by_district: dict[tuple[str, str], list[StreetView]] = {}
    for street in streets():
        by_district.setdefault((street.district_code, street.district), []).append(street)
    return [DistrictView(code=code, name=name, streets=tuple(inside)) for (code, name), inside in by_district.items()]


def communities(street_office_code: str = "") -> list[CommunityView]:
    """Return the communities known so far, of one street office or of all."""
    rows = Division.objects.filter(level="community").select_related("parent").order_by("code")
    if street_office_code:
        rows = rows.filter(parent__code=street_office_code)
    return [
        CommunityView(id=row.id, code=row.code, name=row.name, street_office_code=row.parent.code if row.parent else "")
        for row in rows
    ]
