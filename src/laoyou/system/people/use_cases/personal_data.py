"""Opening what is masked: for a reason, and never in silence."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope, secrets
from laoyou.infra.actor import Actor, Right
from laoyou.system.people.errors import NothingToOpen, ReasonTooShort, UnknownKind
from laoyou.system.people.models import Person, PersonalDataOpening
from laoyou.system.people.queries.roll import RollFilter, RollRow, bonds_of_roll, rows_of
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.use_cases.persons import ID_NUMBER

FIELDS = ("name", "telephone", ID_NUMBER)
SHORTEST_REASON = 4
LONGEST_REASON = 200


def open_personal_data(*, actor: Actor, estate_id: int, person_id: int, field: str, reason: str, at: datetime) -> str:
    """Return one masked field of a person in clear, and write down who saw it and why, for the person to read.

    Raises: ReasonTooShort, NothingToOpen for an empty field.
    """
    why = _why(reason)
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
            reason=why,
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
            reason=why,
            name=masked_name(person.name),
            field=field,
        )
    return text


# Each person once for each field that has something in it, however many homes they have.
_OPENED = """
INSERT INTO people_personal_data_opening (estate_id, person_id, field, reason, opened_by, opened_by_name, at)
SELECT person.estate_id, person.id, field.name, %(reason)s, %(user_id)s, %(user_name)s, %(at)s
FROM people_person person CROSS JOIN (VALUES ('name'), ('telephone')) AS field (name)
WHERE person.estate_id = %(estate_id)s AND person.id = ANY(%(persons)s)
  AND (field.name = 'name' OR person.telephone <> '')
"""


def open_roll(*, actor: Actor, estate_id: int, wanted: RollFilter, reason: str, at: datetime) -> list[RollRow]:
    """Return the roll with names and telephones in clear, and write down for each person who saw them and why.

    Identity numbers are never among them: they are opened one by one. Raises: ReasonTooShort, NothingToOpen.
    """
    why = _why(reason)
    with scope.estate(estate_id):
        actor.require(Right.OPEN_PERSONAL_DATA, estate_id)
        rows = rows_of(bonds_of_roll(estate_id, city_day(at), wanted), is_clear=True)
        if not rows:
            raise NothingToOpen
        persons = sorted({row.person_id for row in rows})
        with connection.cursor() as cursor:
            cursor.execute(
                _OPENED,
                {
                    "estate_id": estate_id,
                    "persons": persons,
                    "reason": why,
                    "user_id": actor.user_id,
                    "user_name": actor.name,
                    "at": at,
                },
            )
        audit.record(
            "people.roll_opened",
            actor=actor,
            estate_id=estate_id,
            at=at,
            subject="estate",
            subject_id=estate_id,
            reason=why,
            people=len(persons),
        )
    return rows


def _why(reason: str) -> str:
    why = " ".join(reason.split())
    if len(why) < SHORTEST_REASON:
        raise ReasonTooShort
    return why[:LONGEST_REASON]


def _clear(person: Person, field: str) -> str:
    if field == ID_NUMBER:
        return secrets.decrypt(bytes(person.id_number), purpose=ID_NUMBER) if person.id_number else ""
    return person.name if field == "name" else person.telephone
