"""Users: who is signed in, with which roles and homes, and how they want their pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import F

from laoyou.core.errors import NotFound
from laoyou.core.tenures import Tenure
from laoyou.infra.actor import Actor
from laoyou.system.people.models import Delegation, Person, StaffRole, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.masking import masked_telephone
from laoyou.system.people.rules.tenures import HeldBond, tenure_of

_BONDS_OF_THEIR_HOMES = """
SELECT DISTINCT bond.estate_id, bond.home_id, bond.person_id, bond.role, bond.starts_on, bond.ends_before
FROM unnest(%(estates)s::bigint[], %(persons)s::bigint[]) AS own (estate_id, person_id)
JOIN people_home_bond running ON running.estate_id = own.estate_id AND running.person_id = own.person_id
  AND running.starts_on <= %(day)s AND (running.ends_before IS NULL OR running.ends_before > %(day)s)
JOIN people_home_bond bond ON bond.estate_id = running.estate_id AND bond.home_id = running.home_id
"""


@dataclass(frozen=True, slots=True)
class HeldRole:
    role: str
    organisation_id: int
    organisation_kind: str
    division_id: int | None
    only_estate_id: int | None
    keeps_merchant_account: bool


@dataclass(frozen=True, slots=True)
class HomesOfUser:
    """The homes, by (estate, home), with the days of each that are the user's affair."""

    homes: dict[tuple[int, int], Tenure]
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
    hears_of_payments: bool


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
            keeps_merchant_account=F("organisation__keeps_merchant_account"),
        )
    ]


def homes_of_user(*, user_id: int, day: date) -> HomesOfUser:
    """Return the homes the user owns, lives in, or acts for under a delegation, and the user's own person records.

    Needs a scope over everything: it is what decides the user's own scope. `person_ids` names one record per estate,
    the oldest, where an estate has two of the same person; the homes are those of all.
    """
    records = list(Person.objects.filter(user_id=user_id).order_by("-id").values_list("estate_id", "id"))
    delegated = Delegation.objects.filter(holds_on(day), delegate_user_id=user_id).values_list("estate_id", "person_id")
    persons = {*records, *delegated}
    bonds: dict[tuple[int, int], list[tuple[int, HeldBond]]] = {}
    with connection.cursor() as cursor:
        estates, ids = [estate_id for estate_id, _ in persons], [person_id for _, person_id in persons]
        cursor.execute(_BONDS_OF_THEIR_HOMES, {"estates": estates, "persons": ids, "day": day})
        for estate_id, home_id, person_id, *held in cursor.fetchall():
            bonds.setdefault((estate_id, home_id), []).append((person_id, HeldBond(*held)))
    homes = {
        home: tenure_of(
            [bond for person_id, bond in known if (home[0], person_id) in persons],
            [bond for person_id, bond in known if (home[0], person_id) not in persons],
            day=day,
        )
        for home, known in bonds.items()
    }
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
        hears_of_payments=user.hears_of_payments,
    )
