"""Who works here: logins, and their roles from–to. The administrator's affair, each in their own organisation."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, system
from laoyou.system.people.administration import kept_organisation
from laoyou.system.people.errors import (
    DivisionMissing,
    EmployerMissing,
    EndBeforeStart,
    HasEnded,
    LastAdministrator,
    LoginTaken,
    LoginWrong,
    NameMissing,
    NotForYourself,
    OnlyTheCitys,
    RoleDoesNotFit,
    RoleHeld,
    RolesApart,
    WorksElsewhere,
)
from laoyou.system.people.models import Organisation, StaffRole, User
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.roles import APART, OF_A_DIVISION, ROLES_OF_KIND, THE_CITYS, Role
from laoyou.system.people.use_cases.passwords import check_password_is_strong
from laoyou.system.places import queries as places

LONGEST_NAME = 60


def add_staff(*, actor: Actor, organisation_id: int, login: str, name: str, password: str, at: datetime) -> int:
    """Give a person who works for an organisation a login, and return the user. It opens nothing yet.

    The password is the first one: whoever added the login knows it, so its owner has to choose another at sign-in.
    Raises: EmployerMissing, LoginWrong, LoginTaken, NameMissing, WeakPassword.
    """
    plain, called = login.strip().lower(), name.strip()
    if not re.fullmatch(r"[a-z0-9][a-z0-9._-]{2,39}", plain):
        raise LoginWrong
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameMissing(most=LONGEST_NAME)
    check_password_is_strong(password, login=plain, name=called)
    with scope.estate(0):
        employer = _kept_employer(actor, organisation_id)
        user = User(login=plain, name=called, is_staff_member=True, employer=employer, created_at=at)
        user.set_password(password)
        user.has_first_password = True
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:
            raise LoginTaken(login=plain) from None
        _write_down("people.staff_added", user, actor, at, login=plain)
    return user.id


def give_role(
    *,
    actor: Actor,
    user_id: int,
    organisation_id: int,
    role: str,
    starts_on: date,
    at: datetime,
    only_estate_id: int | None = None,
) -> int:
    """Give a staff member a role in an organisation, for all estates that it reaches or for one, and return its id.

    Raises: NotForYourself, WorksElsewhere, OnlyTheCitys, RoleDoesNotFit, DivisionMissing, RolesApart, RoleHeld.
    """
    with scope.estate(0):
        user = _staff(actor, user_id, city_day(at))
        organisation = Organisation.objects.filter(id=organisation_id).first()
        if organisation is None:
            raise NotFound
        if user.id == actor.user_id:
            raise NotForYourself
        if user.employer != organisation:
            raise WorksElsewhere(name=user.name, organisation=user.employer.name if user.employer else "–")
        if role in THE_CITYS and kept_organisation(actor) is not None:
            raise OnlyTheCitys
        if role not in ROLES_OF_KIND.get(organisation.kind, frozenset()):
            raise RoleDoesNotFit
        if organisation.kind in OF_A_DIVISION and organisation.division_id is None:
            raise DivisionMissing
        if only_estate_id is not None:
            places.estate_for(actor=system("people.staff"), estate_id=only_estate_id)
        running = StaffRole.objects.filter(user_id=user_id).exclude(ends_before__lte=starts_on)
        if any(role in APART and held in APART and held != role for held in running.values_list("role", flat=True)):
            raise RolesApart
        if running.filter(role=role, organisation_id=organisation_id, only_estate_id=only_estate_id).exists():
            raise RoleHeld
        row = StaffRole.objects.create(
            user_id=user_id,
            organisation_id=organisation_id,
            role=role,
            only_estate_id=only_estate_id,
            starts_on=starts_on,
        )
        _write_down(
            "people.role_given",
            user,
            actor,
            at,
            role=role,
            organisation=organisation.name,
            starts_on=starts_on.isoformat(),
            only_estate_id=only_estate_id,
        )
    return row.id


def end_role(*, actor: Actor, role_id: int, ends_before: date, at: datetime) -> None:
    """End a role: on that day it no longer opens anything.

    Raises: NotForYourself, OnlyTheCitys, HasEnded, EndBeforeStart, LastAdministrator.
    """
    with scope.estate(0):
        kept_organisation(actor)
        user_id = StaffRole.objects.filter(id=role_id).values_list("user_id", flat=True).first()
        _staff(actor, user_id or 0, city_day(at))
        row = StaffRole.objects.select_for_update().select_related("user", "organisation").get(id=role_id)
        if row.user_id == actor.user_id:
            raise NotForYourself
        if row.ends_before is not None and row.ends_before <= city_day(at):
            raise HasEnded(ends_before=row.ends_before.isoformat())
        if ends_before < row.starts_on:
            raise EndBeforeStart(starts_on=row.starts_on.isoformat())
        if row.role == Role.ADMINISTRATOR:
            _check_another_administrator(row.user, ends_before)
        row.ends_before = ends_before
        row.save(update_fields=["ends_before"])
        _write_down(
            "people.role_ended",
            row.user,
            actor,
            at,
            role=row.role,
            organisation=row.organisation.name,
            ends_before=ends_before.isoformat(),
        )


def set_staff_active(*, actor: Actor, user_id: int, is_active: bool, at: datetime) -> None:
    """Close a login, or open it again. A closed one can't sign in, and its sessions end at once.

    Raises: NotForYourself, OnlyTheCitys, LastAdministrator.
    """
    with scope.estate(0):
        day = city_day(at)
        user = _staff(actor, user_id, day)
        if user.id == actor.user_id:
            raise NotForYourself
        is_administrator = StaffRole.objects.filter(holds_on(day), user_id=user_id, role=Role.ADMINISTRATOR).exists()
        if is_administrator and not is_active:
            _check_another_administrator(user, day)
        user.is_active = is_active
        user.save(update_fields=["is_active"])
        _write_down("people.staff_opened" if is_active else "people.staff_closed", user, actor, at)


def reset_sign_in(*, actor: Actor, user_id: int, password: str, at: datetime) -> None:
    """Give a staff member a new first password, take away the second factor and the lock: for one who lost them.

    Raises: WeakPassword, NotForYourself, OnlyTheCitys.
    """
    with scope.estate(0):
        user = _staff(actor, user_id, city_day(at))
        if user.id == actor.user_id:
            raise NotForYourself
        check_password_is_strong(password, login=user.login or "", name=user.name)
        user.set_password(password)
        user.has_first_password = True
        user.totp_secret, user.failed_tries, user.locked_until = None, 0, None
        user.save(update_fields=["password", "has_first_password", "totp_secret", "failed_tries", "locked_until"])
        _write_down("people.sign_in_reset", user, actor, at)


def _kept_employer(actor: Actor, organisation_id: int) -> Organisation:
    kept = kept_organisation(actor)
    if kept is not None and kept != organisation_id:
        raise NotFound
    employer = Organisation.objects.filter(id=organisation_id, kind__in=ROLES_OF_KIND).first()
    if employer is None:
        raise EmployerMissing
    return employer


def _staff(actor: Actor, user_id: int, day: date) -> User:
    """Return the staff member, locked, whom the actor keeps. Raises: NotFound, OnlyTheCitys."""
    kept = kept_organisation(actor)
    users = User.objects.select_for_update(of=("self",)).select_related("employer")
    user = users.filter(id=user_id, is_staff_member=True).first()
    if user is None or kept not in (None, user.employer_id):
        raise NotFound
    if kept is not None:
        held = StaffRole.objects.filter(user_id=user_id, role__in=THE_CITYS).exclude(ends_before__lte=day)
        if held.exists():
            raise OnlyTheCitys
    return user


def _check_another_administrator(user: User, day: date) -> None:
    """Raises: LastAdministrator of the organisation. Two who dismiss each other at once wait for one another."""
    employer_id = user.employer_id or 0
    Organisation.objects.select_for_update().filter(id=employer_id).first()
    others = StaffRole.objects.filter(holds_on(day), role=Role.ADMINISTRATOR, user__is_active=True)
    if not others.filter(organisation_id=employer_id).exclude(user_id=user.id).exists():
        raise LastAdministrator


def _write_down(action: str, user: User, actor: Actor, at: datetime, **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=0,
        at=at,
        subject="user",
        subject_id=user.id,
        reason="",
        name=user.name,
        **details,
    )
