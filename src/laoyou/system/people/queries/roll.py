"""The roll of an estate: who owns, lives in or rents which home, masked unless it was opened with a reason."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Case, Q, QuerySet, Value, When

from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.models import HomeBond
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.masking import masked_name, masked_telephone
from laoyou.system.people.rules.searching import By, wanted_person
from laoyou.system.places.rules.labels import searched_keys

ROLES = ("owner", "resident", "tenant")


@dataclass(frozen=True, slots=True)
class RollFilter:
    """What the roll is narrowed to; empty means all. `is_former` asks for those who have gone, instead of those of now.

    `search` is a name, its initials, a telephone or its last four digits, or a home.
    """

    search: str = ""
    role: str = ""
    is_former: bool = False


@dataclass(frozen=True, slots=True)
class RollRow:
    """One person in one home. `share` is '' for the whole."""

    person_id: int
    home_id: int
    home: str
    role: str
    share: str
    kind: str
    name: str
    telephone: str
    starts_on: date
    ends_before: date | None
    has_sign_in: bool


def roll(
    *,
    actor: Actor,
    estate_id: int,
    day: date,
    wanted: RollFilter | None = None,
    page: int = 1,
    size: int = ROWS_PER_PAGE,
) -> Page[RollRow]:
    """Return one page of the roll, masked, in the order of the homes, owners first."""
    actor.require(Right.SEE_PEOPLE, estate_id)
    found = bonds_of_roll(estate_id, day, wanted or RollFilter())
    start = offset_of(page, size)
    return Page(rows=rows_of(found[start : start + size]), number=page, size=size, total=found.count())


def roll_to_export(*, actor: Actor, estate_id: int, day: date, wanted: RollFilter) -> list[RollRow]:
    """Return the whole roll of the filter, masked. In clear it is `use_cases.open_roll`."""
    actor.require(Right.SEE_PEOPLE, estate_id)
    return rows_of(bonds_of_roll(estate_id, day, wanted))


def bonds_of_roll(estate_id: int, day: date, wanted: RollFilter) -> QuerySet[HomeBond]:
    when = Q(ends_before__lte=day) if wanted.is_former else holds_on(day)
    found = HomeBond.objects.filter(when, estate_id=estate_id).select_related("person", "home")
    if wanted.role in ROLES:
        found = found.filter(role=wanted.role)
    if text := wanted.search.strip()[:60]:
        found = found.filter(_meant(text))
    places = [When(role=role, then=Value(place)) for place, role in enumerate(ROLES)]
    return found.order_by("home__sort_key", Case(*places), "id")


def rows_of(bonds: Iterable[HomeBond], *, is_clear: bool = False) -> list[RollRow]:
    return [
        RollRow(
            person_id=bond.person_id,
            home_id=bond.home_id,
            home=bond.home.label,
            role=bond.role,
            share="" if bond.share_parts == bond.share_whole else f"{bond.share_parts}/{bond.share_whole}",
            kind=bond.person.kind,
            name=bond.person.name if is_clear else masked_name(bond.person.name),
            telephone=bond.person.telephone if is_clear else masked_telephone(bond.person.telephone),
            starts_on=bond.starts_on,
            ends_before=bond.ends_before,
            has_sign_in=bond.person.user_id is not None,
        )
        for bond in bonds
    ]


def _meant(text: str) -> Q:
    """Return the condition of a search: people as everywhere, homes by label, number or 3-2-501."""
    condition = Q(home__label__istartswith=text) | Q(home__number__istartswith=text)
    building, entrance, number = searched_keys(text) or ("", "", "")
    if number:
        condition |= Q(home__sort_key__startswith=f"{building}/{entrance}", home__sort_key__endswith=f"/{number}")
    if (meant := wanted_person(text)) is not None:
        field = {
            By.TELEPHONE: "person__telephone",
            By.LAST_FOUR: "person__telephone_tail",
            By.INITIALS: "person__initials__startswith",
            By.NAME: "person__name__startswith",
        }[meant.by]
        condition |= Q(**{field: meant.text})
    return condition
