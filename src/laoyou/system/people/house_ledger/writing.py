"""Writes a ledger's owners: persons and what binds them to homes, in a few statements for any number of rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import connection

from laoyou.infra import secrets
from laoyou.infra.plans import forget_plans
from laoyou.system.people.house_ledger.rules.owners import Owner
from laoyou.system.people.house_ledger.rules.persons import OwnerPlan
from laoyou.system.people.initials import initials_of

LONGEST_INITIALS = 80
ID_NUMBER = "id_number"
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,4}")


def write_owners(
    *, estate_id: int, plan: OwnerPlan, new_home_ids: Sequence[int], starts_on: date, at: datetime
) -> None:
    """Enter the plan's persons and bonds from the day on, end the bonds that it ends, correct telephones."""
    with connection.cursor() as cursor:
        if plan.telephones:
            # A changed number unties the sign-in that the old one opened.
            cursor.execute(
                "UPDATE people_person p SET telephone = n.telephone, user_id = NULL"
                " FROM unnest(%s::bigint[], %s::text[]) AS n (person_id, telephone)"
                " WHERE p.estate_id = %s AND p.id = n.person_id",
                [list(plan.telephones), list(plan.telephones.values()), estate_id],
            )
        if plan.ended_bond_ids:
            of_these = "estate_id = %s AND id = ANY (%s)"
            cursor.execute(
                f"DELETE FROM people_home_bond WHERE {of_these} AND starts_on >= %s",  # noqa: S608 no outside text
                [estate_id, plan.ended_bond_ids, starts_on],
            )
            cursor.execute(
                f"UPDATE people_home_bond SET ends_before = %s WHERE {of_these}",  # noqa: S608 no outside text
                [starts_on, estate_id, plan.ended_bond_ids],
            )
    ids = _add_persons(estate_id, plan.persons, at) if plan.persons else []
    if plan.bonds:
        _add_bonds(estate_id, plan, ids, new_home_ids, starts_on)


def _add_persons(estate_id: int, persons: Sequence[Owner], at: datetime) -> list[int]:
    initials = initials_by_letter()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_get_serial_sequence('people_person', 'id')")
        (sequence,) = cursor.fetchone() or ("",)
        cursor.execute(
            "CREATE TEMPORARY TABLE ledger_person (place int, person_id bigint DEFAULT nextval(%s), kind text,"
            " name text, initials text, telephone text, id_number bytea, id_number_hash bytea) ON COMMIT DROP",
            [sequence],
        )
        with cursor.copy(
            "COPY ledger_person (place, kind, name, initials, telephone, id_number, id_number_hash) FROM STDIN"
        ) as copy:
            for place, owner in enumerate(persons):
                sealed = secrets.encrypt(owner.id_number, purpose=ID_NUMBER) if owner.id_number else None
                digest = secrets.lookup_hash(owner.id_number, purpose=ID_NUMBER) if owner.id_number else None
                kind = "organisation" if owner.is_organisation else "natural"
                copy.write_row((place, kind, owner.name, initials(owner.name), owner.telephone, sealed, digest))
        cursor.execute(
            "INSERT INTO people_person"
            " (id, estate_id, kind, name, initials, telephone, id_number, id_number_hash, created_at)"
            " SELECT person_id, %s, kind, name, initials, telephone,"
            " CASE WHEN is_taken THEN NULL ELSE id_number END, CASE WHEN is_taken THEN NULL ELSE id_number_hash END, %s"
            " FROM (SELECT n.*, n.id_number_hash IS NOT NULL AND EXISTS (SELECT FROM people_person p"
            " WHERE p.estate_id = %s AND p.id_number_hash = n.id_number_hash) AS is_taken FROM ledger_person n) AS n",
            [estate_id, at, estate_id],
        )
        cursor.execute("SELECT person_id FROM ledger_person ORDER BY place")
        ids = [person_id for (person_id,) in cursor.fetchall()]
        cursor.execute("DROP TABLE ledger_person")
    return ids


def _add_bonds(
    estate_id: int, plan: OwnerPlan, person_ids: Sequence[int], new_home_ids: Sequence[int], starts_on: date
) -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE ledger_bond (home_id bigint, person_id bigint) ON COMMIT DROP")
        with cursor.copy("COPY ledger_bond FROM STDIN") as copy:
            for bond in plan.bonds:
                home_id = bond.home_id if bond.new_home is None else new_home_ids[bond.new_home]
                copy.write_row((home_id, -bond.person if bond.person < 0 else person_ids[bond.person]))
        forget_plans()
        # Owners named together own together: each holds the whole (people.rules.shares).
        cursor.execute(
            "INSERT INTO people_home_bond (estate_id, home_id, person_id, role, share_parts, share_whole, starts_on)"
            " SELECT %s, home_id, person_id, 'owner', 1, 1, %s FROM ledger_bond",
            [estate_id, starts_on],
        )
        cursor.execute("DROP TABLE ledger_bond")


def initials_by_letter() -> Callable[[str], str]:
    """Return `initials_of` with a memory for each letter: a city has many names and few letters."""
    first: dict[str, str] = {}
    further: dict[str, str] = {}

    def initials(name: str) -> str:
        if not _CHINESE.fullmatch(name):
            return initials_of(name)
        surname, given = name[0], name[1:]
        if surname not in first:
            first[surname] = initials_of(f"{surname}一")[:1]  # surnames are read in their own way
        for letter in given:
            if letter not in further:
                further[letter] = initials_of(letter)
        return (first[surname] + "".join([further[letter] for letter in given]))[:LONGEST_INITIALS]

    return initials
