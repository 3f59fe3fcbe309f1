"""Relatives who act for a resident: what each side sees."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.system.people.models import Delegation, HomeBond, Person, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.masking import masked_name, masked_telephone


@dataclass(frozen=True, slots=True)
class DelegationView:
    """A relative (`name`, as the resident wrote it) acts for a resident (`resident`, masked)."""

    id: int
    estate_id: int
    person_id: int
    name: str
    relation: str
    telephone: str
    resident: str
    starts_on: date
    ends_before: date | None


@dataclass(frozen=True, slots=True)
class OwnRecord:
    estate_id: int
    person_id: int


def own_records(actor: Actor) -> list[OwnRecord]:
    """Return the estates that know the actor by a record of their own: there they can name a relative."""
    return [OwnRecord(estate_id, person_id) for estate_id, person_id in sorted(actor.person_ids.items())]


def relatives_of(*, actor: Actor, day: date) -> list[DelegationView]:
    """Return who may act for the actor on the day."""
    if actor.user_id is None:
        raise NotFound
    mine = Person.objects.filter(user_id=actor.user_id).values("id")
    return _views(Delegation.objects.filter(holds_on(day), person_id__in=mine))


def residents_acted_for(*, actor: Actor, day: date) -> list[DelegationView]:
    """Return for whom the actor may act on the day: the relative's side of the same rows."""
    if actor.user_id is None:
        raise NotFound
    return _views(Delegation.objects.filter(holds_on(day), delegate_user_id=actor.user_id))


def acting_for(*, actor: Actor, estate_id: int, home_id: int, day: date) -> str:
    """Return, masked, for whom the actor holds this home on the day; '' when it is the actor's own."""
    if (estate_id, home_id) not in actor.homes:
        raise NotFound
    bonds = HomeBond.objects.filter(estate_id=estate_id, home_id=home_id)
    rows = Delegation.objects.filter(
        ~Exists(bonds.filter(person__user_id=actor.user_id)),
        holds_on(day),
        estate_id=estate_id,
        delegate_user_id=actor.user_id or 0,
        person_id__in=bonds.values("person_id"),
    )
    row = rows.select_related("person").order_by("-id").first()
    return masked_name(row.person.name) if row else ""


def delegations_of_person(*, estate_id: int, person_id: int) -> list[DelegationView]:
    """Return all delegations of a person, ended ones too, the newest first. The caller has checked the right."""
    return _views(Delegation.objects.filter(estate_id=estate_id, person_id=person_id))


def _views(rows: object) -> list[DelegationView]:
    found = list(rows.select_related("person").order_by("-id"))  # type: ignore[attr-defined]
    telephones = dict(
        User.objects.filter(id__in={row.delegate_user_id for row in found}).values_list("id", "telephone")
    )
    return [
        DelegationView(
            id=row.id,
            estate_id=row.estate_id,
            person_id=row.person_id,
            name=row.delegate_name,
            relation=row.relation,
            telephone=masked_telephone(telephones.get(row.delegate_user_id) or ""),
            resident=masked_name(row.person.name),
            starts_on=row.starts_on,
            ends_before=row.ends_before,
        )
        for row in found
    ]
