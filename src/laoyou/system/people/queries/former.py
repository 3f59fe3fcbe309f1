"""Who owned a home on a day, for those who work on its bills."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from laoyou.system.people.models import HomeBond
from laoyou.system.people.rules.masking import masked_name
from laoyou.system.people.rules.tenures import OWNER, HeldBond, owners_of


def former_owners(*, estate_id: int, home_id: int, days: Iterable[date], today: date) -> dict[date, list[str]]:
    """Return, masked, who owned the home on those of the days whose owners have all gone by today.

    The caller has checked the right.
    """
    bonds = HomeBond.objects.filter(estate_id=estate_id, home_id=home_id, role=OWNER).select_related("person")
    held = [(bond.person_id, HeldBond(bond.role, bond.starts_on, bond.ends_before)) for bond in bonds]
    names = {bond.person_id: masked_name(bond.person.name) for bond in bonds}
    now = owners_of(today, held)
    found = {day: owners_of(day, held) for day in sorted(set(days))}
    return {
        day: [names[person] for person in sorted(those)] for day, those in found.items() if those and not those & now
    }


def owners_on_record(*, estate_id: int, home_ids: Collection[int]) -> list[tuple[int, int, str]]:
    """Return (home, person, name) of all who own or owned these homes, the newest first. For the packages above."""
    bonds = HomeBond.objects.filter(estate_id=estate_id, home_id__in=list(home_ids), role=OWNER)
    rows = bonds.order_by("-starts_on", "id").values_list("home_id", "person_id", "person__name")
    return list(dict.fromkeys(rows))
