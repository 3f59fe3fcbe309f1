"""Users: who is signed in, with which roles and homes, and how they want their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import F

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.system.people.models import Delegation, HomeBond, Person, StaffRole, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.masking import masked_telephone


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


@dataclass(frozen=True, slots=True)
class Preferences:
    language: str
    elder_mode: bool


@dataclass(frozen=True, slots=True)
class MyUser:
    """The signed-in person's own login, the telephone masked."""

    name: str
    login: str
    telephone: str
    has_second_factor: bool
    language: str
    elder_mode: bool


def active_user(user_id: int) -> User | None:
    return User.objects.filter(id=user_id, is_active=True).first()


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

    Needs a scope over everything: it is what decides the user's own scope. `person_ids` names one record per estate,
    the oldest, where an estate has two of the same person; the homes are those of all.
    """
    records = list(Person.objects.filter(user_id=user_id).order_by("-id").values_list("estate_id", "id"))
    delegated = Delegation.objects.filter(holds_on(day), delegate_user_id=user_id)
    persons = {person_id for _, person_id in records} | set(delegated.values_list("person_id", flat=True))
    bonds = HomeBond.objects.filter(holds_on(day), person_id__in=persons)
    homes = frozenset(bonds.values_list("estate_id", "home_id"))
    return HomesOfUser(homes=homes, person_ids=dict(records))


def preferences_of(actor: Actor) -> Preferences:
    """Return the actor's language and 长辈版. Raises: NotFound for a visitor."""
    row = User.objects.filter(id=actor.user_id or 0).values("language", "elder_mode").first()
    if row is None:
        raise NotFound
    return Preferences(**row)


def my_user(actor: Actor) -> MyUser:
    """Return the actor's own login. Raises: NotFound for a visitor."""
    user = User.objects.filter(id=actor.user_id or 0).first()
    if user is None:
        raise NotFound
    return MyUser(
        name=user.name,
        login=user.login or "",
        telephone=masked_telephone(user.telephone or ""),
        has_second_factor=user.totp_secret is not None,
        language=user.language,
        elder_mode=user.elder_mode,
    )
