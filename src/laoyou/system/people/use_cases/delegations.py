"""Relatives who act for an elderly resident: visible to both, revocable, dated."""

from __future__ import annotations

from datetime import date, datetime

from django.db.models import Q
from django.utils.translation import gettext, override

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, messages, scope
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.people.errors import (
    AlreadyDelegated,
    EndBeforeStart,
    HasEnded,
    NameMissing,
    NotYourself,
    RelationMissing,
)
from laoyou.system.people.models import Delegation, Person, User
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.rules.telephones import is_mobile, mobile
from laoyou.system.people.use_cases.persons import locked_person, user_of_telephone

LONGEST_NAME = 60
LONGEST_RELATION = 20


def delegate(
    *,
    actor: Actor,
    estate_id: int,
    person_id: int,
    telephone: str,
    name: str,
    relation: str,
    at: datetime,
    ends_before: date | None = None,
) -> int:
    """Let a relative, known by their mobile, see and pay for a resident's homes from today on; return its id.

    The resident does it, or the desk for them. Both get a message. A relative can't pass it on.
    Raises: NotAMobile, NameMissing, RelationMissing, NotYourself, AlreadyDelegated, EndBeforeStart.
    """
    number, called, related = mobile(telephone), name.strip(), relation.strip()
    if not 0 < len(called) <= LONGEST_NAME:
        raise NameMissing(most=LONGEST_NAME)
    if not 0 < len(related) <= LONGEST_RELATION:
        raise RelationMissing
    today = city_day(at)
    if ends_before is not None and ends_before <= today:
        raise EndBeforeStart(starts_on=today.isoformat())
    with scope.estate(estate_id):
        _require_own_or_desk(actor, estate_id, person_id)
        person = locked_person(estate_id, person_id)
        if number == person.telephone:
            raise NotYourself
        user_id = user_of_telephone(telephone=number, name=called, at=at)
        running = Delegation.objects.filter(Q(ends_before__isnull=True) | Q(ends_before__gt=today), person=person)
        if running.filter(estate_id=estate_id, delegate_user_id=user_id).exists():
            raise AlreadyDelegated
        row = Delegation.objects.create(
            estate_id=estate_id,
            person_id=person_id,
            delegate_user_id=user_id,
            delegate_name=called,
            relation=related,
            granted_by=actor.audit_name(),
            starts_on=today,
            ends_before=ends_before,
        )
        _tell_both(row, person, number, at)
        _write_down("people.delegated", row, person, actor, at)
    return row.id


def revoke_delegation(*, actor: Actor, estate_id: int, delegation_id: int, at: datetime) -> None:
    """End a delegation at once. The resident, the relative or the desk may.

    Raises: NotFound for anybody else, HasEnded.
    """
    today = city_day(at)
    with scope.estate(estate_id):
        row = Delegation.objects.select_for_update().filter(estate_id=estate_id, id=delegation_id).first()
        if row is None:
            raise NotFound
        if row.delegate_user_id != actor.user_id or actor.kind is not ActorKind.RESIDENT:
            _require_own_or_desk(actor, estate_id, row.person_id)
        if row.ends_before is not None and row.ends_before <= today:
            raise HasEnded(ends_before=row.ends_before.isoformat())
        row.ends_before = today
        row.save(update_fields=["ends_before"])
        person = Person.objects.get(estate_id=estate_id, id=row.person_id)
        _write_down("people.delegation_revoked", row, person, actor, at)


def _require_own_or_desk(actor: Actor, estate_id: int, person_id: int) -> None:
    if actor.kind is ActorKind.RESIDENT:
        if not Person.objects.filter(estate_id=estate_id, id=person_id, user_id=actor.user_id).exists():
            raise NotFound
    else:
        actor.require(Right.EDIT_PEOPLE, estate_id)


def _tell_both(row: Delegation, person: Person, number: str, at: datetime) -> None:
    names = {"resident": masked_name(person.name), "relative": masked_name(row.delegate_name), "relation": row.relation}
    for receiver in {number, person.telephone}:
        if not is_mobile(receiver):
            continue
        user = User.objects.filter(telephone=receiver).first()
        with override(user.language if user else "zh-hans"):
            text = gettext(
                "[Laoyou Butler] %(relative)s (%(relation)s) may now see and pay the bills of %(resident)s. "
                "Both of you can end this at any time under “Me”."
            )
        messages.write(
            estate_id=row.estate_id, receiver=receiver, text=text % names, fact_key=f"delegation:{row.id}", at=at
        )


def _write_down(action: str, row: Delegation, person: Person, actor: Actor, at: datetime) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="person",
        subject_id=person.id,
        name=masked_name(person.name),
        relative=masked_name(row.delegate_name),
        relation=row.relation,
    )
