"""Opening what is masked: for a reason, and never in silence."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope, secrets
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.errors import NothingToOpen, ReasonTooShort, UnknownKind
from laoyou.system.people.models import Person, PersonalDataOpening
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.use_cases.persons import ID_NUMBER

FIELDS = ("name", "telephone", ID_NUMBER)
SHORTEST_REASON = 4
LONGEST_REASON = 200


def open_personal_data(*, actor: Actor, estate_id: int, person_id: int, field: str, reason: str, at: datetime) -> str:
    """Return one masked field of a person in clear, and write down who saw it and why, for the person to read.

    Raises: ReasonTooShort, NothingToOpen for an empty field.
    """
    why = " ".join(reason.split())
    if len(why) < SHORTEST_REASON:
        raise ReasonTooShort
    if field not in FIELDS:
        raise UnknownKind
    with scope.estate(estate_id):
        actor.require(Right.OPEN_PERSONAL_DATA, estate_id)
        person = Person.objects.filter(estate_id=estate_id, id=person_id).first()
        if person is None:
            raise NotFound
        text = _clear(person, field)
        if not text:
            raise NothingToOpen
        PersonalDataOpening.objects.create(
            estate_id=estate_id,
            person_id=person_id,
            field=field,
            reason=why[:LONGEST_REASON],
            opened_by=actor.user_id,
            opened_by_name=actor.name,
            at=at,
        )
        audit.record(
            "people.data_opened",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="person",
            subject_id=person_id,
            reason=why[:LONGEST_REASON],
            name=masked_name(person.name),
            field=field,
        )
    return text


def _clear(person: Person, field: str) -> str:
    if field == ID_NUMBER:
        return secrets.decrypt(bytes(person.id_number), purpose=ID_NUMBER) if person.id_number else ""
    return person.name if field == "name" else person.telephone
