"""Which person each owner in a ledger is: somebody known, or somebody new, the same in all their homes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from laoyou.system.people.house_ledger.rules.differences import ChangedHome, KnownHome, KnownOwner
from laoyou.system.people.house_ledger.rules.owners import Owner
from laoyou.system.people.house_ledger.rules.rows import HomeLine

Key = tuple[str, ...]


class NewBond(NamedTuple):
    """An owner of a home. A new home is named by its place among the new lines, a known one by its id."""

    new_home: int | None
    home_id: int | None
    person: int


class OwnerPlan(NamedTuple):
    """`persons` are the people to be entered; a bond's person ≥ 0 is a place among them, below 0 a known id negated."""

    persons: list[Owner]
    bonds: list[NewBond]
    ended_bond_ids: list[int]
    telephones: dict[int, str]


def planned(
    *,
    new: Sequence[HomeLine],
    changed: Sequence[ChangedHome],
    known: Iterable[KnownHome],
    organisations: Iterable[tuple[int, str]] = (),
) -> OwnerPlan:
    """Return the persons and bonds that the lines need, each person once, the known ones found by their key.

    `organisations` are known ones that own nothing now. A new telephone corrects the person's record, unless one of
    their other homes keeps the old one in this ledger: then they are two people of one name.
    """
    homes = list(known)
    by_key = _known_by_key(homes)
    for person_id, name in organisations:
        by_key.setdefault((name,), person_id)
    persons: list[Owner] = []
    placed: dict[Key, int] = {}

    def place_of(owner: Owner) -> int:
        person_id = by_key.get(owner.key)
        if person_id is not None:
            return -person_id
        at = placed.get(owner.key)
        if at is None:
            at = placed[owner.key] = len(persons)
            persons.append(owner)
        else:
            first = persons[at]
            persons[at] = first._replace(
                id_number=first.id_number or owner.id_number, telephone=first.telephone or owner.telephone
            )
        return at

    telephones = _corrected_telephones(changed, homes)
    for person_id, telephone in telephones.items():
        for home in homes:
            for owner in home.owners:
                if owner.person_id == person_id:
                    by_key[(owner.name, telephone)] = person_id
    bonds = [NewBond(at, None, place_of(owner)) for at, line in enumerate(new) for owner in line.owners]
    ended: list[int] = []
    for differing in changed:
        if not (differing.has("owners") or differing.has("telephone")):
            continue
        stays: set[int] = set()
        for named in differing.line.owners:
            same = _same_owner(named, differing.known.owners, telephones)
            if same is not None:
                stays.add(same.bond_id)
            else:
                bonds.append(NewBond(None, differing.known.id, place_of(named)))
        ended += [owner.bond_id for owner in differing.known.owners if owner.bond_id not in stays]
    return OwnerPlan(persons, bonds, ended, telephones)


def _known_by_key(homes: Iterable[KnownHome]) -> dict[Key, int]:
    """Return the known owners by the keys under which a ledger may name them; the lowest id where several fit."""
    found: dict[Key, int] = {}

    def offer(key: Key, person_id: int) -> None:
        found[key] = min(person_id, found.get(key, person_id))

    for home in homes:
        for owner in home.owners:
            if owner.is_organisation:
                offer((owner.name,), owner.person_id)
            elif owner.telephone:
                offer((owner.name, owner.telephone), owner.person_id)
            else:
                for other in home.owners:
                    if other.telephone:
                        offer((owner.name, "", other.name, other.telephone), owner.person_id)
    return found


def _corrected_telephones(changed: Sequence[ChangedHome], homes: Sequence[KnownHome]) -> dict[int, str]:
    wanted: dict[int, set[str]] = {}
    asking: dict[int, int] = {}
    organisations: set[int] = set()
    for home in changed:
        if home.has("telephone") and not home.has("owners"):
            for owner in home.known.owners:
                said = next((new.telephone for new in home.line.owners if new.name == owner.name), "")
                if said and said != owner.telephone:
                    wanted.setdefault(owner.person_id, set()).add(said)
                    asking[owner.person_id] = asking.get(owner.person_id, 0) + 1
                    if owner.is_organisation:
                        organisations.add(owner.person_id)
    owning: dict[int, int] = {}
    for known in homes:
        for owner in known.owners:
            if owner.person_id in wanted:
                owning[owner.person_id] = owning.get(owner.person_id, 0) + 1
    return {
        person_id: min(numbers)
        for person_id, numbers in wanted.items()
        if person_id in organisations or (len(numbers) == 1 and asking[person_id] == owning[person_id])
    }


def _same_owner(owner: Owner, known: Sequence[KnownOwner], telephones: dict[int, str]) -> KnownOwner | None:
    """Return the owner of today who goes on owning: same name, and a telephone that fits or is being corrected."""
    for stands in known:
        if stands.name != owner.name:
            continue
        fits = owner.telephone in ("", stands.telephone, telephones.get(stands.person_id))
        if stands.is_organisation or fits:
            return stands
    return None
