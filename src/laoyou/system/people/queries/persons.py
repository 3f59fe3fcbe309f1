"""The people an estate knows, masked: whoever needs more opens it with a reason (`use_cases.open_personal_data`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people.models import HomeBond, Person, PersonalDataOpening
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.queries.delegations import DelegationView, delegations_of_person
from laoyou.system.people.rules.masking import masked_name, masked_telephone


@dataclass(frozen=True, slots=True)
class PersonOfHome:
    """A person in a home's records. Name and telephone are masked, except a resident's own name to themself."""

    bond_id: int
    person_id: int
    estate_id: int
    kind: str
    name: str
    telephone: str
    role: str
    share: str
    starts_on: date
    ends_before: date | None
    is_me: bool
    has_sign_in: bool


@dataclass(frozen=True, slots=True)
class BondView:
    """What binds a person to one home; `share` is '' for the whole."""

    id: int
    home_id: int
    home: str
    role: str
    share: str
    starts_on: date
    ends_before: date | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class OpeningView:
    """Somebody looked at a masked field."""

    estate_id: int
    field: str
    reason: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PersonView:
    """A person as the desk sees them. `shares_telephone` says that others of the estate have the same number."""

    id: int
    estate_id: int
    kind: str
    name: str
    telephone: str
    has_id_number: bool
    has_sign_in: bool
    shares_telephone: bool
    bonds: tuple[BondView, ...]
    delegations: tuple[DelegationView, ...]
    openings: tuple[OpeningView, ...]


def people_of_home(*, actor: Actor, estate_id: int, home_id: int, day: date) -> list[PersonOfHome]:
    """Return who owns and lives in the home on the day, owners first.

    Raises: NotFound for a resident who has nothing to do with the home.
    """
    if actor.kind is ActorKind.RESIDENT:
        actor.require_home(estate_id, home_id)
    else:
        actor.require(Right.SEE_PEOPLE, estate_id)
    bonds = HomeBond.objects.filter(holds_on(day), estate_id=estate_id, home_id=home_id).select_related("person")
    order = {"owner": 0, "resident": 1, "tenant": 2}
    return [_of_home(bond, actor) for bond in sorted(bonds, key=lambda bond: (order[bond.role], bond.id))]


def former_people_of_home(*, actor: Actor, estate_id: int, home_id: int, day: date) -> list[PersonOfHome]:
    """Return who had to do with the home before the day, the last first: for the desk."""
    actor.require(Right.SEE_PEOPLE, estate_id)
    bonds = HomeBond.objects.filter(estate_id=estate_id, home_id=home_id, ends_before__lte=day)
    return [_of_home(bond, actor) for bond in bonds.select_related("person").order_by("-ends_before", "id")]


def person_for(*, actor: Actor, estate_id: int, person_id: int, day: date) -> PersonView:
    """Return one person with homes, relatives who act for them, and who looked at their data. Raises: NotFound."""
    actor.require(Right.SEE_PEOPLE, estate_id)
    person = Person.objects.filter(estate_id=estate_id, id=person_id).first()
    if person is None:
        raise NotFound
    bonds = HomeBond.objects.filter(estate_id=estate_id, person_id=person_id).select_related("home")
    others = Person.objects.filter(estate_id=estate_id, telephone=person.telephone).exclude(id=person_id)
    return PersonView(
        id=person.id,
        estate_id=estate_id,
        kind=person.kind,
        name=masked_name(person.name),
        telephone=masked_telephone(person.telephone),
        has_id_number=person.id_number is not None,
        has_sign_in=person.user_id is not None,
        shares_telephone=bool(person.telephone) and others.exists(),
        bonds=tuple(
            BondView(
                id=bond.id,
                home_id=bond.home_id,
                home=bond.home.label,
                role=bond.role,
                share=_share(bond),
                starts_on=bond.starts_on,
                ends_before=bond.ends_before,
                is_running=bond.ends_before is None or bond.ends_before > day,
            )
            for bond in bonds.order_by(F("ends_before").desc(nulls_first=True), "starts_on", "id")
        ),
        delegations=tuple(delegations_of_person(estate_id=estate_id, person_id=person_id)),
        openings=tuple(_openings(PersonalDataOpening.objects.filter(estate_id=estate_id, person_id=person_id))),
    )


def openings_of(actor: Actor) -> list[OpeningView]:
    """Return who looked at the actor's own data, in all estates that know them, the latest first."""
    if actor.user_id is None:
        raise NotFound
    mine = Person.objects.filter(user_id=actor.user_id).values("id")
    return _openings(PersonalDataOpening.objects.filter(person_id__in=mine))


def _openings(rows: object) -> list[OpeningView]:
    return [
        OpeningView(**row)
        for row in rows.order_by("-at", "-id").values(  # type: ignore[attr-defined]
            "estate_id", "field", "reason", "at", who=F("opened_by_name")
        )[:200]
    ]


def _of_home(bond: HomeBond, actor: Actor) -> PersonOfHome:
    person = bond.person
    is_me = actor.kind is ActorKind.RESIDENT and person.user_id == actor.user_id
    return PersonOfHome(
        bond_id=bond.id,
        person_id=person.id,
        estate_id=bond.estate_id,
        kind=person.kind,
        name=person.name if is_me else masked_name(person.name),
        telephone=masked_telephone(person.telephone),
        role=bond.role,
        share=_share(bond),
        starts_on=bond.starts_on,
        ends_before=bond.ends_before,
        is_me=is_me,
        has_sign_in=person.user_id is not None,
    )


def _share(bond: HomeBond) -> str:
    return "" if bond.share_parts == bond.share_whole else f"{bond.share_parts}/{bond.share_whole}"
