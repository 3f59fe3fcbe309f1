"""All reads of people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F, Q

from laoyou.system.people.models import Delegation, HomeBond, Person, StaffRole, User


@dataclass(frozen=True, slots=True)
class HeldRole:
    role: str
    organisation_id: int
    organisation_kind: str
    division_id: int | None
    only_estate_id: int | None


@dataclass(frozen=True, slots=True)
class HomesOfUser:
    homes: frozenset[tuple[int, int]]
    person_ids: dict[int, int]


def active_user(user_id: int) -> User | None:
    return User.objects.filter(id=user_id, is_active=True).first()


def holds_on(day: date) -> Q:
    """Return the condition that a dated row holds on the day."""
    return Q(starts_on__lte=day) & (Q(ends_before__isnull=True) | Q(ends_before__gt=day))


def roles_of_user(*, user_id: int, day: date) -> list[HeldRole]:
    """Return the user's roles of that day, the oldest first."""
    rows = StaffRole.objects.filter(holds_on(day), user_id=user_id).order_by("id")
    return [
        HeldRole(**row)
        for row in rows.values(
            "role",
            "organisation_id",
            "only_estate_id",
            organisation_kind=F("organisation__kind"),
            division_id=F("organisation__division_id"),
        )
    ]


def homes_of_user(*, user_id: int, day: date) -> HomesOfUser:
    """Return the homes the user owns, lives in, or acts for under a delegation, and the user's own person records.

    Needs a scope over everything: it is what decides the user's own scope.
    """
    own = dict(Person.objects.filter(user_id=user_id).values_list("estate_id", "id"))
    delegated = Delegation.objects.filter(holds_on(day), delegate_user_id=user_id)
    persons = set(own.items()) | set(delegated.values_list("estate_id", "person_id"))
    bonds = HomeBond.objects.filter(holds_on(day), person_id__in=[person_id for _, person_id in persons])
    homes = frozenset(bonds.values_list("estate_id", "home_id"))
    return HomesOfUser(homes=homes, person_ids=own)
