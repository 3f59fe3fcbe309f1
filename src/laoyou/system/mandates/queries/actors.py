"""The actor that a user is under the mandates of this moment: rights come with a mandate and end with it."""

from __future__ import annotations

from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import VISITOR, Actor, ActorKind, Right, merged_rights
from laoyou.system.mandates.models import Mandate
from laoyou.system.mandates.rules.states import MandateState
from laoyou.system.people import queries as people
from laoyou.system.people.rules.roles import BEFORE_A_MANDATE, ESTATE_RIGHTS, Role, centre_rights
from laoyou.system.places import queries as places


def actor_for(*, user_id: int, at: datetime) -> Actor:
    """Return the user as an actor: a resident with their homes, or staff with what live mandates allow."""
    user = people.active_user(user_id)
    if user is None:
        return VISITOR
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
        granted = frozenset(Right(right) for right in ESTATE_RIGHTS[role])
        of_the_centre = centre_rights(role, held.organisation_kind)
        parts.append((0, frozenset(Right(right) for right in of_the_centre)))
        if held.organisation_kind == "housing_bureau":
            everywhere |= granted
        elif held.organisation_kind == "company":
            parts += _company_estates(held.organisation_id, role, granted, day, held.only_estate_id)
        elif held.division_id is not None:
            parts += [
                (estate_id, granted)
                for estate_id in places.estates_in_division(held.division_id)
                if held.only_estate_id in (None, estate_id)
            ]
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
    company_id: int, role: Role, granted: frozenset[Right], day: date, only_estate_id: int | None
) -> list[tuple[int, frozenset[Right]]]:
    """Return what the role may do where the company serves, and for a manager where it prepares to, in two reads."""
    mandates = Mandate.objects.filter(
        company_id=company_id,
        ends_before__gt=day,
        state__in=[MandateState.DRAFT.value, MandateState.IN_FORCE.value],
    )
    if only_estate_id is not None:
        mandates = mandates.filter(estate_id=only_estate_id)
    rows = list(mandates.values_list("estate_id", "state", "starts_on"))
    parts = [
        (estate_id, granted)
        for estate_id, state, starts_on in rows
        if state == MandateState.IN_FORCE and starts_on <= day
    ]
    if role is Role.MANAGER:
        before = frozenset(Right(right) for right in BEFORE_A_MANDATE)
        parts += [(estate_id, before) for estate_id, _, _ in rows]
        opened = places.estates_opened_by(company_id)
        parts += [(estate_id, before) for estate_id in opened if only_estate_id in (None, estate_id)]
    return parts
