"""Homes by what people type, over all estates of the actor in one query."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.db.models import Q

from laoyou.infra.actor import Actor, Right
from laoyou.system.places.models import Home
from laoyou.system.places.rules.labels import searched_keys

LAST = "\U0010ffff"


@dataclass(frozen=True, slots=True)
class FoundHome:
    id: int
    estate_id: int
    label: str


def homes_by_text(*, actor: Actor, text: str, most: int) -> list[FoundHome]:
    """Return at most so many homes that the text names: 3-2-501, 3栋501, 501, or the beginning of a label.

    A text without a digit names no home.
    """
    typed = text.strip()
    if not re.search(r"[0-9０-９]", typed):
        return []
    homes = Home.objects.all()
    if Right.SEE_ESTATE not in actor.everywhere:
        # Named although security limits to them too: its policy is no condition that an index can use.
        homes = homes.filter(estate_id__in=actor.estates_with(Right.SEE_ESTATE))
    rows = homes.filter(_named(typed)).order_by("estate_id", "sort_key", "id")
    return [FoundHome(**row) for row in rows.values("id", "estate_id", "label")[:most]]


def _named(typed: str) -> Q:
    keys = searched_keys(typed)
    if keys is None:
        return Q(number=typed) | Q(label=typed) | Q(label__startswith=typed)
    building, entrance, number = keys
    if entrance:
        return Q(sort_key=f"{building}/{entrance}/{number}") | Q(label=typed)
    of_building = Q(sort_key__gte=f"{building}/", sort_key__lt=f"{building}/{LAST}", sort_key__endswith=f"/{number}")
    return of_building | Q(label=typed)
