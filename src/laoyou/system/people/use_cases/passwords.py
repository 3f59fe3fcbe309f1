"""Sign-in of staff: password, lock-out, second factor."""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.people import second_factor
from laoyou.system.people.errors import (
    LockedOut,
    PeopleRefusal,
    SamePassword,
    SecondFactorNeeded,
    WeakPassword,
    WrongPassword,
    WrongSecondFactor,
)
from laoyou.system.people.models import User
from laoyou.system.people.rules import lockout
from laoyou.system.people.second_factor import Enrolment


def sign_in_with_password(*, login: str, password: str, totp: str, at: datetime) -> int:
    """Check a staff member's password, and the second factor where one is set up, and return the user.

    Raises: WrongPassword (also for a login that is not there), LockedOut, SecondFactorNeeded when the password was
    right and `totp` is empty, WrongSecondFactor. A wrong try is counted even though it is refused.
    """
    with scope.estate(0):
        user = _staff_user(login=login.strip().lower())
        if user is None:
            make_password(password)  # as slow as for a login that is there
            refusal: PeopleRefusal | None = WrongPassword()
        else:
            refusal = _wrong_password(user, password, at) or _second_step(user, totp, at, at)
    if refusal is not None:
        raise refusal
    if user is None:
        raise WrongPassword
    return user.id


def sign_in_with_second_factor(*, user_id: int, totp: str, at: datetime, app_shows_at: datetime) -> int:
    """Finish the sign-in of somebody whose password was right a moment ago, and return the user.

    `app_shows_at` is the instant by the clock of the authenticator app: not that of a demo city.

    Raises: LockedOut, WrongSecondFactor, SecondFactorNeeded for no digits.
    """
    with scope.estate(0):
        user = _staff_user(id=user_id)
        if user is None:
            raise NotFound
        refusal = _lock_of(user, at) or _second_step(user, totp, at, app_shows_at)
    if refusal is not None:
        raise refusal
    return user.id


def _staff_user(**condition: object) -> User | None:
    """Return the user, locked, so that parallel guesses are counted one after the other."""
    users = User.objects.select_for_update().filter(is_active=True, is_staff_member=True)
    return users.filter(**condition).first()


def _lock_of(user: User, at: datetime) -> LockedOut | None:
    if user.locked_until is None or user.locked_until <= at:
        return None
    return LockedOut(minutes=ceil((user.locked_until - at) / timedelta(minutes=1)))


def _wrong_password(user: User, password: str, at: datetime) -> PeopleRefusal | None:
    """Return what stands against the password; a wrong one is counted as a try."""
    lock = _lock_of(user, at)
    if lock is not None or user.check_password(password):
        return lock
    return _failed(user, at) or WrongPassword()


def _second_step(user: User, totp: str, at: datetime, app_shows_at: datetime) -> PeopleRefusal | None:
    if user.totp_secret is None:
        _let_in(user, at)
        return None
    if not totp.strip():
        return SecondFactorNeeded(user_id=user.id)
    step = second_factor.matching_step(
        sealed=bytes(user.totp_secret), digits=totp, at=app_shows_at, last_step=user.totp_last_step
    )
    if step is None:
        return _failed(user, at) or WrongSecondFactor()
    user.totp_last_step = step
    _let_in(user, at)
    return None


def _failed(user: User, at: datetime) -> LockedOut | None:
    user.failed_tries += 1
    lock = lockout.lock_after(user.failed_tries)
    if lock is not None:
        user.locked_until = at + lock
        _write_down("people.locked_out", user, _self(user), at, tries=user.failed_tries)
    user.save(update_fields=["failed_tries", "locked_until"])
    return _lock_of(user, at)


def _let_in(user: User, at: datetime) -> None:
    user.failed_tries, user.locked_until, user.last_login = 0, None, at
    user.save(update_fields=["failed_tries", "locked_until", "last_login", "totp_last_step"])
    _write_down("people.signed_in", user, _self(user), at)


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


def _self(user: User) -> Actor:
    return Actor(kind=ActorKind.STAFF, name=user.name, user_id=user.id)


def begin_totp(*, actor: Actor, at: datetime) -> Enrolment:
    """Return a new secret for the actor's authenticator app. Nothing changes before `confirm_totp`."""
    return second_factor.new_enrolment(login=_own(actor).login or actor.name)


def waiting_totp(*, actor: Actor, sealed: bytes) -> Enrolment:
    """Return the enrolment that was begun, to show it again."""
    return second_factor.enrolment_of(sealed, login=_own(actor).login or actor.name)


def confirm_totp(
    *, actor: Actor, sealed: bytes, password: str, code: str, at: datetime, app_shows_at: datetime
) -> None:
    """Set up the actor's second factor, once the app shows the digits that the secret gives, in place of any before.

    Asks for the password: whoever finds the screen open must not make the login theirs.
    Ends all other sessions of the user. Raises: WrongPassword (counted as a try), LockedOut, WrongSecondFactor.
    """
    with scope.estate(0):
        user = _own(actor, locked=True)
        refusal = _wrong_password(user, password, at)
        if refusal is None:
            step = second_factor.matching_step(sealed=sealed, digits=code, at=app_shows_at, last_step=0)
            if step is None:
                raise WrongSecondFactor
            user.totp_secret, user.totp_last_step = sealed, step
            user.save(update_fields=["totp_secret", "totp_last_step"])
            _write_down("people.second_factor_set", user, actor, at)
    if refusal is not None:
        raise refusal


def change_password(*, actor: Actor, old: str, new: str, at: datetime) -> None:
    """Give the actor's login another password. Ends all other sessions of the user.

    Raises: WrongPassword for a wrong old one (counted as a try), LockedOut, WeakPassword, SamePassword.
    """
    with scope.estate(0):
        user = _own(actor, locked=True)
        refusal = _wrong_password(user, old, at)
        if refusal is None:
            if new == old:
                raise SamePassword
            check_password_is_strong(new, login=user.login or "", name=user.name)
            user.set_password(new)
            user.has_first_password = False
            user.save(update_fields=["password", "has_first_password"])
            _write_down("people.password_changed", user, actor, at)
    if refusal is not None:
        raise refusal


def check_password_is_strong(password: str, *, login: str, name: str) -> None:
    """Raises: WeakPassword for a short or common password, or one that contains the login or the name."""
    try:
        validate_password(password)
    except ValidationError:
        raise WeakPassword from None
    if login.lower() in password.lower() or (name and name in password):
        raise WeakPassword


def _own(actor: Actor, *, locked: bool = False) -> User:
    user = None
    if actor.kind is ActorKind.STAFF and actor.user_id is not None:
        users = User.objects.select_for_update() if locked else User.objects.all()
        user = users.filter(id=actor.user_id, is_active=True, is_staff_member=True).first()
    if user is None:
        raise NotFound
    return user
