"""Staff, their roles, and the organisations that give them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.administration import kept_organisation
from laoyou.system.people.models import Organisation, StaffRole, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.roles import OF_A_DIVISION, ROLES_OF_KIND


@dataclass(frozen=True, slots=True)
class OrganisationView:
    id: int
    name: str
    kind: str
    telephone: str
    division: str
    division_id: int | None
    keeps_merchant_account: bool


@dataclass(frozen=True, slots=True)
class RoleView:
    id: int
    role: str
    organisation: str
    only_estate_id: int | None
    starts_on: date
    ends_before: date | None
    is_running: bool


@dataclass(frozen=True, slots=True)
class StaffView:
    """A staff member as the administrator sees them; `roles` runs from the newest to the oldest."""

    id: int
    login: str
    name: str
    employer_id: int
    employer: str
    is_active: bool
    has_second_factor: bool
    is_locked: bool
    last_sign_in_at: datetime | None
    roles: tuple[RoleView, ...]

    @property
    def running_roles(self) -> tuple[RoleView, ...]:
        return tuple(role for role in self.roles if role.is_running)


@dataclass(frozen=True, slots=True)
class Onlooker:
    """An organisation that sees an estate because of the part of the city that it looks after. `people`: how many of
    its staff have a role there today.
    """

    id: int
    name: str
    kind: str
    people: int


@dataclass(frozen=True, slots=True)
class Contact:
    """Whom to call."""

    name: str
    telephone: str


def staff_for(
    *, actor: Actor, at: datetime, day: date, search: str = "", role: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[StaffView]:
    """Return one page of the staff whom the actor keeps, by name, those with a closed login last.

    `role` leaves those who hold it on the day.
    """
    users = _kept_by(actor)
    for word in search.split():
        users = users.filter(Q(name__icontains=word) | Q(login__icontains=word))
    if role:
        users = users.filter(id__in=StaffRole.objects.filter(holds_on(day), role=role).values("user_id"))
    total, start = users.count(), offset_of(page, size)
    rows = users.order_by("-is_active", "name", "id").prefetch_related(_ROLES)[start : start + size]
    return Page(rows=[_staff(user, at, day) for user in rows], number=page, size=size, total=total)


def staff_member_for(*, actor: Actor, user_id: int, at: datetime, day: date) -> StaffView:
    """Return one staff member with all roles, past ones too. Raises: NotFound."""
    user = _kept_by(actor).filter(id=user_id).prefetch_related(_ROLES).first()
    if user is None:
        raise NotFound
    return _staff(user, at, day)


def organisations_for(*, actor: Actor, search: str = "", kind: str = "") -> list[OrganisationView]:
    """Return the organisations by kind and name, for the city's administrator and for who writes mandates."""
    if not (actor.may_somewhere(Right.EDIT_MANDATES) or actor.may(Right.OPEN_ESTATE, 0)):
        actor.require(Right.MANAGE_ORGANISATIONS, 0)
    rows = Organisation.objects.all()
    if kind:
        rows = rows.filter(kind=kind)
    for word in search.split():
        rows = rows.filter(Q(name__icontains=word) | Q(division__name__icontains=word))
    return _organisations(rows.order_by("kind", "name"))


def employers_for(actor: Actor) -> list[OrganisationView]:
    """Return the organisations whose people the actor keeps, by kind and name."""
    kept = kept_organisation(actor)
    rows = Organisation.objects.filter(kind__in=ROLES_OF_KIND)
    return _organisations((rows if kept is None else rows.filter(id=kept)).order_by("kind", "name"))


def staff_names(user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return what the people behind these logins are called."""
    return dict(User.objects.filter(id__in=[user_id for user_id in user_ids if user_id]).values_list("id", "name"))


def colleagues_of(actor: Actor) -> list[int]:
    """Return the logins of the actor's own organisation."""
    return list(User.objects.filter(employer_id=actor.organisation_id or 0).values_list("id", flat=True))


def people_of_organisation(*, organisation_id: int) -> list[tuple[int, str]]:
    """Return the open logins of an organisation with their names, by name: who can be chosen for something."""
    rows = User.objects.filter(employer_id=organisation_id, is_active=True)
    return list(rows.order_by("name", "id").values_list("id", "name"))


def organisation_for(organisation_id: int | None) -> OrganisationView | None:
    """Return an organisation of the reference table; nothing of it is secret."""
    found = _organisations(Organisation.objects.filter(id=organisation_id or 0))
    return found[0] if found else None


def organisation_name(organisation_id: int | None) -> str:
    found = organisation_for(organisation_id)
    return found.name if found else ""


def onlookers(*, division_ids: Iterable[int], estate_id: int, day: date) -> list[Onlooker]:
    """Return the organisations that see an estate in these parts of the city, by name; nothing of it is secret."""
    running = StaffRole.objects.filter(
        holds_on(day), Q(only_estate_id__isnull=True) | Q(only_estate_id=estate_id), organisation=OuterRef("id")
    )
    counted = running.order_by().values("organisation").annotate(people=Count("user_id", distinct=True))
    rows = Organisation.objects.filter(kind__in=OF_A_DIVISION, division_id__in=list(division_ids)).annotate(
        people=Coalesce(Subquery(counted.values("people")), 0)
    )
    return [Onlooker(row.id, row.name, row.kind, row.people) for row in rows.order_by("name")]


def centre_telephone() -> Contact | None:
    """Return whom residents call: the company of the centre, where it has a telephone."""
    row = Organisation.objects.filter(kind="company").exclude(telephone="").order_by("id").first()
    return Contact(row.name, row.telephone) if row else None


_COLUMNS = ("id", "name", "kind", "telephone", "division_id", "division__name", "keeps_merchant_account")


def _organisations(rows: object) -> list[OrganisationView]:
    return [
        OrganisationView(
            id=row["id"],
            name=row["name"],
            kind=row["kind"],
            telephone=row["telephone"],
            division=row["division__name"] or "",
            division_id=row["division_id"],
            keeps_merchant_account=row["keeps_merchant_account"],
        )
        for row in rows.values(*_COLUMNS)  # type: ignore[attr-defined]
    ]


def _kept_by(actor: Actor) -> QuerySet[User]:
    kept = kept_organisation(actor)
    users = User.objects.filter(is_staff_member=True).select_related("employer")
    return users if kept is None else users.filter(employer_id=kept)


_ROLES = Prefetch("roles", queryset=StaffRole.objects.select_related("organisation").order_by("-starts_on", "-id"))


def _staff(user: User, at: datetime, day: date) -> StaffView:
    return StaffView(
        id=user.id,
        login=user.login or "",
        name=user.name,
        employer_id=user.employer_id or 0,
        employer=user.employer.name if user.employer else "",
        is_active=user.is_active,
        has_second_factor=user.totp_secret is not None,
        is_locked=user.locked_until is not None and user.locked_until > at,
        last_sign_in_at=user.last_login,
        roles=tuple(_role(row, day) for row in user.roles.all()),
    )


def _role(row: StaffRole, day: date) -> RoleView:
    return RoleView(
        id=row.id,
        role=row.role,
        organisation=row.organisation.name,
        only_estate_id=row.only_estate_id,
        starts_on=row.starts_on,
        ends_before=row.ends_before,
        is_running=row.starts_on <= day and (row.ends_before is None or row.ends_before > day),
    )
