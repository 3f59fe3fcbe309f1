"""The actor that a user is under the mandates of this moment: rights come with a mandate and end with it."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Protocol

from django.db.models import Q

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right, merged_rights
from laoyou.system.mandates.models import Mandate
from laoyou.system.mandates.rules.states import WAS_IN_FORCE, MandateState
from laoyou.system.mandates.rules.terms import DAYS_TO_SETTLE
from laoyou.system.people import queries as people
from laoyou.system.people.rules.roles import (
    AFTER_A_MANDATE,
    BEFORE_A_MANDATE,
    ESTATE_RIGHTS,
    OWN_DRAFT_ONLY,
    Role,
    centre_rights,
)
from laoyou.system.places import queries as places


class SignedIn(Protocol):
    """A user as the session found them."""

    id: int
    name: str
    is_staff_member: bool


def actor_for(*, user_id: int, at: datetime) -> Actor:
    """Return the user as an actor, a visitor when they are nobody any more."""
    user = people.active_user(user_id)
    return VISITOR if user is None else actor_of(user, at=at)


def actor_of(user: SignedIn, *, at: datetime) -> Actor:
    """Return an active user as an actor: a resident with their homes, or staff with what live mandates allow."""
    user_id = user.id
    with scope.everything():  # whose rows they may see is what is being found out
        if user.is_staff_member:
            return _staff_actor(user_id=user_id, name=user.name, day=city_day(at))
        homes = people.homes_of_user(user_id=user_id, day=city_day(at))
        return Actor(
            kind=ActorKind.RESIDENT,
            name=user.name,
            user_id=user_id,
            homes=homes.homes,
            person_ids=homes.person_ids,
        )


def _staff_actor(*, user_id: int, name: str, day: date) -> Actor:
    parts: list[tuple[int, frozenset[Right]]] = []
    everywhere: frozenset[Right] = frozenset()
    roles = people.roles_of_user(user_id=user_id, day=day)
    for held in roles:
        role = Role(held.role)
        served: set[int] = set()
        granted = frozenset(Right(right) for right in ESTATE_RIGHTS[role])
        if held.organisation_kind == "housing_bureau":
            everywhere |= granted
        elif held.organisation_kind == "company":
            served, others = _company_estates(held.organisation_id, role, day, held.only_estate_id)
            parts += [(estate_id, granted) for estate_id in sorted(served)] + others
        elif held.division_id is not None:
            parts += [
                (estate_id, granted)
                for estate_id in places.estates_in_division(held.division_id)
                if held.only_estate_id in (None, estate_id)
            ]
        of_the_centre = centre_rights(
            role,
            held.organisation_kind,
            serves=bool(served),
            keeps_merchant_account=held.keeps_merchant_account,
        )
        parts.append((0, frozenset(Right(right) for right in of_the_centre)))
    first = roles[0] if roles else None
    return Actor(
        kind=ActorKind.STAFF,
        name=name,
        user_id=user_id,
        organisation_id=first.organisation_id if first else None,
        role=first.role if first else "",
        roles=frozenset(held.role for held in roles),
        rights=merged_rights(parts),
        everywhere=everywhere,
    )


def _company_estates(
    company_id: int, role: Role, day: date, only_estate_id: int | None
) -> tuple[set[int], list[tuple[int, frozenset[Right]]]]:
    """Return where the company serves, what is left to settle where it did, and what a manager prepares, in 3 reads."""
    states = [MandateState.DRAFT.value, *WAS_IN_FORCE]
    mandates = Mandate.objects.filter(
        company_id=company_id, ends_before__gt=day - timedelta(days=DAYS_TO_SETTLE), state__in=states
    )
    if only_estate_id is not None:
        mandates = mandates.filter(estate_id=only_estate_id)
    rows = list(mandates.values_list("estate_id", "state", "starts_on", "ends_before"))
    to_come = [row for row in rows if row[3] > day and row[1] != MandateState.ENDED]
    serving = {id_ for id_, state, starts_on, _ in to_come if state == MandateState.IN_FORCE and starts_on <= day}
    ended = {id_ for id_, state, _, ends_before in rows if state in WAS_IN_FORCE and ends_before <= day} - serving
    left = frozenset(Right(right) for right in AFTER_A_MANDATE.get(role, frozenset()))
    to_settle = [(estate_id, left) for estate_id in sorted(ended) if left]
    if role is not Role.MANAGER:
        return serving, to_settle
    drafted = {estate_id for estate_id, _, _, _ in to_come} - serving
    opened = {id_ for id_ in places.estates_opened_by(company_id) if only_estate_id in (None, id_)}
    return serving, to_settle + _prepared(company_id, drafted, opened - drafted, day)


def _prepared(company_id: int, drafted: set[int], opened: set[int], day: date) -> list[tuple[int, frozenset[Right]]]:
    """Return what a manager may do where the company drafted a mandate or opened the estate.

    Where anybody serves or served, a draft opens itself and nothing of theirs, and having opened the estate nothing.
    """
    own_to_come = Q(company_id=company_id, state=MandateState.IN_FORCE.value, starts_on__gt=day)
    were_in_force = Mandate.objects.filter(estate_id__in=drafted | opened, state__in=WAS_IN_FORCE).exclude(own_to_come)
    served = set(were_in_force.values_list("estate_id", flat=True)) if drafted or opened else set()
    before, itself = (frozenset(Right(right) for right in rights) for rights in (BEFORE_A_MANDATE, OWN_DRAFT_ONLY))
    parts = [(estate_id, itself if estate_id in served else before) for estate_id in sorted(drafted)]
    return parts + [(estate_id, before) for estate_id in sorted(opened - served)]
