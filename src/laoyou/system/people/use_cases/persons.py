"""The people an estate knows: their records, and the sign-in that opens one."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import IntegrityError, transaction

from laoyou.core.errors import Checks, NotFound
from laoyou.infra import audit, scope, secrets
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.errors import (
    IdentityNumberTaken,
    NameMissing,
    NoMobileToLink,
    UnknownKind,
)
from laoyou.system.people.initials import initials_of
from laoyou.system.people.models import Person, User
from laoyou.system.people.rules.identity_numbers import credit_code, identity_number
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.rules.telephones import is_mobile, normal_telephone

LONGEST_NAME = 80
ID_NUMBER = "id_number"
KINDS = ("natural", "organisation")


def add_person(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    at: datetime,
    kind: str = "natural",
    telephone: str = "",
    id_number: str = "",
) -> int:
    """Record a person, or an organisation that owns homes, in an estate, and return the record's id.

    Raises: NameMissing, UnknownKind, NotATelephone, NotAnIdentityNumber, NotACreditCode, IdentityNumberTaken.
    """
    person, checks = Person(estate_id=estate_id, kind=kind, created_at=at), Checks()
    with checks:
        if kind not in KINDS:
            raise UnknownKind
    with checks:
        person.name, person.initials = _named(name)
    with checks:
        person.telephone = normal_telephone(telephone)
    with checks:
        _set_id_number(person, id_number)
    checks.end()
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        _save(person.save)
        _write_down("people.person_added", person, actor, at)
    return person.id


def edit_person(
    *,
    actor: Actor,
    estate_id: int,
    person_id: int,
    at: datetime,
    name: str | None = None,
    telephone: str | None = None,
    id_number: str | None = None,
) -> None:
    """Correct a record; None leaves a field as it is, '' empties telephone or identity number.

    A changed telephone unties the sign-in that the old number opened: whoever holds that number now is another matter.
    Raises: as `add_person`.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        person, checks = locked_person(estate_id, person_id), Checks()
        changed = []
        with checks:
            if name is not None:
                person.name, person.initials = _named(name)
                changed.append("name")
        with checks:
            if telephone is not None and normal_telephone(telephone) != person.telephone:
                person.telephone, person.user_id = normal_telephone(telephone), None
                changed.append("telephone")
        with checks:
            if id_number is not None:
                _set_id_number(person, id_number)
                changed.append(ID_NUMBER)
        checks.end()
        if changed:
            _save(person.save)
            _write_down("people.person_edited", person, actor, at, fields=changed)


def link_person(*, actor: Actor, estate_id: int, person_id: int, at: datetime) -> None:
    """Tie the record to the sign-in of its telephone, by hand: for two people of one estate who share a number.

    The desk has made sure in person that the holder of the telephone is this person.
    Raises: NoMobileToLink.
    """
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        person = locked_person(estate_id, person_id)
        person.user_id = user_of_telephone(telephone=person.telephone, name=person.name, at=at)
        person.save(update_fields=["user_id"])
        _write_down("people.person_linked", person, actor, at)


def unlink_person(*, actor: Actor, estate_id: int, person_id: int, at: datetime) -> None:
    """Untie the record from the sign-in that opened it."""
    with scope.estate(estate_id):
        actor.require(Right.EDIT_PEOPLE, estate_id)
        person = locked_person(estate_id, person_id)
        person.user_id = None
        person.save(update_fields=["user_id"])
        _write_down("people.person_unlinked", person, actor, at)


def user_of_telephone(*, telephone: str, name: str, at: datetime) -> int:
    """Return the resident's user of a mobile number, made when there is none. Raises: NoMobileToLink."""
    if not is_mobile(telephone):
        raise NoMobileToLink
    user = User.objects.filter(telephone=telephone).first()
    if user is None:
        user = User(telephone=telephone, name=name[:60], created_at=at)
        user.set_unusable_password()
        try:
            with transaction.atomic():
                user.save()
        except IntegrityError:  # made by somebody else in this moment
            return User.objects.get(telephone=telephone).id
    return user.id


def locked_person(estate_id: int, person_id: int) -> Person:
    """Return the record, locked for change. Raises: NotFound."""
    person = Person.objects.select_for_update().filter(estate_id=estate_id, id=person_id).first()
    if person is None:
        raise NotFound
    return person


def _named(name: str) -> tuple[str, str]:
    """Return the name without needless blanks, and its initials. Raises: NameMissing."""
    called = " ".join(name.split())
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameMissing(most=LONGEST_NAME)
    return called, initials_of(called)


def _set_id_number(person: Person, text: str) -> None:
    if not text.strip():
        person.id_number = person.id_number_hash = None
        return
    number = identity_number(text) if person.kind == "natural" else credit_code(text)
    person.id_number = secrets.encrypt(number, purpose=ID_NUMBER)
    person.id_number_hash = secrets.lookup_hash(number, purpose=ID_NUMBER)


def _save(save: Callable[[], None]) -> None:
    try:
        with transaction.atomic():
            save()
    except IntegrityError as error:
        if "id_number_once" in str(error):
            raise IdentityNumberTaken from None
        raise


def _write_down(action: str, person: Person, actor: Actor, at: datetime, **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=person.estate_id,
        at=at,
        subject="person",
        subject_id=person.id,
        reason="",
        name=masked_name(person.name),
        **details,
    )
