"""Search over all estates of the actor: by name, telephone, its last four digits, pinyin initials, and home."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.db.models.functions import Collate

from laoyou.infra.actor import Actor, Right
from laoyou.system.people.models import HomeBond, Person
from laoyou.system.people.queries.dates import holds_on
from laoyou.system.people.rules.masking import masked_name, masked_telephone
from laoyou.system.people.rules.searching import By, wanted_person
from laoyou.system.places import queries as places

MOST = 50


@dataclass(frozen=True, slots=True)
class HomeOfHit:
    id: int
    label: str
    role: str


@dataclass(frozen=True, slots=True)
class PersonHit:
    """A person found, masked, with their homes on the day."""

    person_id: int
    estate_id: int
    estate: str
    kind: str
    name: str
    telephone: str
    homes: tuple[HomeOfHit, ...]


@dataclass(frozen=True, slots=True)
class HomeHit:
    """A home found, with the masked names of its people on the day, owners first."""

    home_id: int
    estate_id: int
    estate: str
    label: str
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """`is_cut` says that there was more than is shown: a longer text finds less."""

    persons: tuple[PersonHit, ...]
    homes: tuple[HomeHit, ...]
    estates: tuple[places.EstateView, ...]
    is_cut: bool

    @property
    def is_empty(self) -> bool:
        return not (self.persons or self.homes or self.estates)


def search(*, actor: Actor, text: str, day: date) -> Found:
    """Return what the text may mean among the actor's estates, each kind found by one query.

    People are found only where the actor may see people. Names and initials are matched from their beginning.
    """
    typed = text.strip()[:60]
    if not typed:
        return Found((), (), (), False)
    estates = {estate.id: estate for estate in places.estates_for(actor=actor)}
    with_people = [estate_id for estate_id in actor.estates_with(Right.SEE_PEOPLE) if estate_id in estates]
    persons = _persons(typed, with_people)
    homes = places.homes_by_text(actor=actor, text=typed, most=MOST + 1)
    bonds = _bonds_of_persons(persons, day)
    people = _people_of_homes(homes, with_people, day)
    return Found(
        persons=tuple(
            PersonHit(
                person_id=person.id,
                estate_id=person.estate_id,
                estate=estates[person.estate_id].name,
                kind=person.kind,
                name=masked_name(person.name),
                telephone=masked_telephone(person.telephone),
                homes=tuple(bonds.get(person.id, ())),
            )
            for person in persons[:MOST]
        ),
        homes=tuple(
            HomeHit(
                home_id=home.id,
                estate_id=home.estate_id,
                estate=estates[home.estate_id].name if home.estate_id in estates else "",
                label=home.label,
                people=tuple(people.get(home.id, ())),
            )
            for home in homes[:MOST]
        ),
        estates=tuple(places.estates_for(actor=actor, search=typed)[:10]),
        is_cut=len(persons) > MOST or len(homes) > MOST,
    )


def _persons(typed: str, estate_ids: list[int]) -> list[Person]:
    wanted = wanted_person(typed)
    if wanted is None or not estate_ids:
        return []
    # The estates are named although security limits to them too: its policy is no condition that an index can use.
    persons: QuerySet[Person] = Person.objects.filter(estate_id__in=estate_ids)
    if wanted.by is By.TELEPHONE:
        persons = persons.filter(telephone=wanted.text)
    elif wanted.by is By.LAST_FOUR:
        persons = persons.filter(telephone_tail=wanted.text)
    else:
        field = "initials" if wanted.by is By.INITIALS else "name"
        # text_ge and text_lt are leakproof, LIKE is not: only they may use the index under row-level security.
        persons = persons.annotate(word=Collate(field, "C")).filter(
            word__gte=wanted.text, word__lt=wanted.text + "\U0010ffff"
        )
    return list(persons.order_by("estate_id", "name", "id")[: MOST + 1])


def _bonds_of_persons(persons: list[Person], day: date) -> dict[int, list[HomeOfHit]]:
    found: dict[int, list[HomeOfHit]] = {}
    if persons:
        bonds = HomeBond.objects.filter(
            holds_on(day),
            estate_id__in={person.estate_id for person in persons},
            person_id__in=[person.id for person in persons],
        ).select_related("home")
        for bond in bonds.order_by("home__sort_key", "id"):
            found.setdefault(bond.person_id, []).append(HomeOfHit(bond.home_id, bond.home.label, bond.role))
    return found


def _people_of_homes(homes: list[places.FoundHome], estate_ids: list[int], day: date) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    shown = [home for home in homes if home.estate_id in set(estate_ids)]
    if shown:
        bonds = HomeBond.objects.filter(
            holds_on(day), estate_id__in={home.estate_id for home in shown}, home_id__in=[home.id for home in shown]
        ).select_related("person")
        for bond in sorted(bonds, key=lambda bond: (bond.role != "owner", bond.id)):
            name = masked_name(bond.person.name)
            if name not in found.setdefault(bond.home_id, []):
                found[bond.home_id].append(name)
    return found
