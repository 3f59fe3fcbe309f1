"""Whom to write to about a home: its owners, the relatives who act for them, and one user by their id."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import and_

from django.conf import settings
from django.db.models import Q

from laoyou.system.people.models import Delegation, HomeBond, Person, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.telephones import is_mobile


@dataclass(frozen=True, slots=True)
class Reachable:
    """A telephone, and the language of who answers it."""

    telephone: str
    language: str


def reachable_owners(*, estate_id: int, home_id: int, days: Collection[date]) -> list[Reachable]:
    """Return how to reach who owned the home on each of these days, and the relatives who acted for them then.

    Without those who don't want to hear of what others pay for the home. An owner who never signed in is written to as
    for a reminder. For the packages above, in the estate's scope: telephones leave in messages only.
    """
    holds = reduce(and_, (holds_on(day) for day in days), Q())
    bonds = HomeBond.objects.filter(holds, estate_id=estate_id, home_id=home_id, role="owner")
    owners = list(Person.objects.filter(estate_id=estate_id, id__in=bonds.values("person_id")))
    acting = Delegation.objects.filter(holds, estate_id=estate_id, person_id__in=[owner.id for owner in owners])
    user_ids = {owner.user_id for owner in owners if owner.user_id} | set(
        acting.values_list("delegate_user_id", flat=True)
    )
    users = {user.id: user for user in User.objects.filter(id__in=user_ids, is_active=True)}
    found = [_of_user(user) for user in users.values() if user.hears_of_payments]
    found += [
        Reachable(owner.telephone, settings.LANGUAGE_CODE)
        for owner in owners
        if owner.user_id is None and is_mobile(owner.telephone)
    ]
    return sorted((each for each in found if each.telephone), key=lambda each: each.telephone)


def reachable_user(user_id: int | None) -> Reachable | None:
    """Return how to reach a resident by their login; None for staff, whose login has no telephone."""
    user = User.objects.filter(id=user_id or 0, is_active=True, is_staff_member=False).first()
    return _of_user(user) if user is not None and user.telephone else None


def _of_user(user: User) -> Reachable:
    return Reachable(user.telephone or "", user.language)
