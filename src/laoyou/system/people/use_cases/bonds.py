"""What binds people to homes, from–to: owners with their shares, residents, tenants."""

from __future__ import annotations

from datetime import date, datetime

from django.db import connection
from django.db.models import Q

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.people.errors import AlreadyBound, EndBeforeStart, HasEnded, ShareWrong, UnknownKind
from laoyou.system.people.models import HomeBond, Person
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.rules.shares import HeldShare, check_shares
from laoyou.system.people.use_cases.persons import locked_person
from laoyou.system.places import queries as places

ROLES = ("owner", "resident", "tenant")


def bind_person(
    *,
    actor: Actor,
    estate_id: int,
    home_id: int,
    person_id: int,
    role: str,
    starts_on: date,
    at: datetime,
    share_parts: int = 1,
    share_whole: int = 1,
    ends_before: date | None = None,
) -> int:
    """Bind a person to a home as owner, resident or tenant from a day on, and return the bond's id.

    Law: JI-7-COUNT. Shares of owners never exceed the home on any day; several owners of 1/1 are joint owners.
    Raises: UnknownKind, ShareWrong, SharesTooMany, SharesMixed, AlreadyBound, EndBeforeStart.
    """
    if role not in ROLES:
        raise UnknownKind
    if not 0 < share_parts <= share_whole:
        raise ShareWrong
    if ends_before is not None and ends_before <= starts_on:
        raise EndBeforeStart(starts_on=starts_on.isoformat())
    new = HeldShare(share_parts, share_whole, starts_on, ends_before)
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        home = places.home_for(actor=system("people.bonds"), estate_id=estate_id, home_id=home_id)
        _one_at_a_time(home_id)
        person = locked_person(estate_id, person_id)
        bonds = HomeBond.objects.filter(estate_id=estate_id, home_id=home_id, role=role)
        if any(_held(bond).meets(new) for bond in bonds.filter(person_id=person_id)):
            raise AlreadyBound
        if role == "owner":
            check_shares(held=[_held(bond) for bond in bonds], new=new)
        bond = HomeBond.objects.create(
            estate_id=estate_id,
            home_id=home_id,
            person_id=person_id,
            role=role,
            share_parts=share_parts,
            share_whole=share_whole,
            starts_on=starts_on,
            ends_before=ends_before,
        )
        _write_down("people.person_bound", bond, person, home.label, actor, at, starts_on=starts_on.isoformat())
    return bond.id


def end_bond(*, actor: Actor, estate_id: int, bond_id: int, ends_before: date, at: datetime) -> None:
    """End a bond: on that day the person no longer owns or lives in the home, and no longer sees it.

    Raises: EndBeforeStart, HasEnded when it ended earlier already.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        bond = HomeBond.objects.select_for_update().filter(estate_id=estate_id, id=bond_id).first()
        if bond is None:
            raise NotFound
        if bond.ends_before is not None and bond.ends_before <= ends_before:
            raise HasEnded(ends_before=bond.ends_before.isoformat())
        if ends_before <= bond.starts_on:
            raise EndBeforeStart(starts_on=bond.starts_on.isoformat())
        bond.ends_before = ends_before
        bond.save(update_fields=["ends_before"])
        home = places.home_for(actor=system("people.bonds"), estate_id=estate_id, home_id=bond.home_id)
        person = Person.objects.get(estate_id=estate_id, id=bond.person_id)
        _write_down("people.bond_ended", bond, person, home.label, actor, at, ends_before=ends_before.isoformat())


def hand_over_home(
    *, actor: Actor, estate_id: int, home_id: int, person_ids: list[int], on: date, at: datetime
) -> None:
    """Let a home change hands on a day: its owners end, the new ones begin, jointly when there are several.

    Raises: EndBeforeStart when an owner of today began on that day or later.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        owners = HomeBond.objects.filter(
            Q(ends_before__isnull=True) | Q(ends_before__gt=on), estate_id=estate_id, home_id=home_id, role="owner"
        )
        for bond_id in list(owners.order_by("id").values_list("id", flat=True)):
            end_bond(actor=actor, estate_id=estate_id, bond_id=bond_id, ends_before=on, at=at)
        for person_id in person_ids:
            bind_person(
                actor=actor,
                estate_id=estate_id,
                home_id=home_id,
                person_id=person_id,
                role="owner",
                starts_on=on,
                at=at,
            )


def _held(bond: HomeBond) -> HeldShare:
    return HeldShare(bond.share_parts, bond.share_whole, bond.starts_on, bond.ends_before)


def _one_at_a_time(home_id: int) -> None:
    """Let two who bind people to one home wait for each other: shares of rows not yet written can't be added up."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"bonds of home {home_id}"])


def _write_down(
    action: str, bond: HomeBond, person: Person, home: str, actor: Actor, at: datetime, **details: object
) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=bond.estate_id,
        at=at,
        subject="person",
        subject_id=person.id,
        reason="",
        name=masked_name(person.name),
        home=home,
        role=bond.role,
        share=f"{bond.share_parts}/{bond.share_whole}",
        **details,
    )
