"""What a ledger would change in an estate: which homes are new, which differ in what, which it does not name.

A ledger that says nothing about something leaves it as it is; a home that it does not name stays.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from laoyou.system.people.house_ledger.rules.addresses import Address
from laoyou.system.people.house_ledger.rules.rows import HomeLine
from laoyou.system.places.rules import labels


class KnownOwner(NamedTuple):
    bond_id: int
    person_id: int
    name: str
    telephone: str
    is_organisation: bool


class KnownHome(NamedTuple):
    """A home as it stands, with the area and the owners of the day from which the ledger is to hold."""

    id: int
    address: Address
    floor: int | None
    centiares: int | None
    kind: str
    occupancy: str
    paid_until: str
    moved_in: str
    note: str
    owners: tuple[KnownOwner, ...] = ()

    @property
    def label(self) -> str:
        return labels.home_label(*self.address)


class FieldChange(NamedTuple):
    """`field` is a name of `HomeLine`, or 'telephone'; several owners' names are joined by 、."""

    field: str
    before: str
    after: str


class ChangedHome(NamedTuple):
    line: HomeLine
    known: KnownHome
    changes: tuple[FieldChange, ...]

    def has(self, field: str) -> bool:
        return any(change.field == field for change in self.changes)


class Comparison(NamedTuple):
    new: list[HomeLine]
    changed: list[ChangedHome]
    same: list[tuple[HomeLine, KnownHome]]
    missing: list[KnownHome]


_COMPARED = ("floor", "centiares", "kind", "occupancy", "paid_until", "moved_in", "note")


def compared(lines: Sequence[HomeLine], known: Mapping[Address, KnownHome]) -> Comparison:
    """Return each line as new, changed or the same, and the known homes that no line names."""
    if not known:
        return Comparison(list(lines), [], [], [])
    result = Comparison([], [], [], [])
    named = set()
    for line in lines:
        home = known.get(line.address)
        if home is None:
            result.new.append(line)
            continue
        named.add(line.address)
        changes = _changes(line, home)
        if changes:
            result.changed.append(ChangedHome(line, home, tuple(changes)))
        else:
            result.same.append((line, home))
    result.missing.extend(home for address, home in known.items() if address not in named)
    return result


def _changes(line: HomeLine, known: KnownHome) -> list[FieldChange]:
    changes = []
    for field in _COMPARED:
        said, stands = getattr(line, field), getattr(known, field)
        if said not in ("", None) and said != stands:
            changes.append(FieldChange(field, "" if stands is None else str(stands), str(said)))
    if line.owners:
        names = sorted(owner.name for owner in line.owners)
        if names != sorted(owner.name for owner in known.owners):
            changes.append(FieldChange("owners", _joined(owner.name for owner in known.owners), _joined(names)))
        else:
            before = {owner.name: owner.telephone for owner in known.owners}
            for owner in line.owners:
                stands = before[owner.name]
                # An organisation answers many numbers: the first one entered stands.
                if owner.telephone not in ("", stands) and not (owner.is_organisation and stands):
                    changes.append(FieldChange("telephone", stands, owner.telephone))
    return changes


def _joined(names: Iterable[str]) -> str:
    return "、".join(names)
