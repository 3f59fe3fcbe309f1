"""What a crew can do, and how it gets about."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from laoyou.core.errors import mark


class Skill(StrEnum):
    PLUMBING = "plumbing"
    ELECTRICAL = "electrical"
    CLEANING = "cleaning"
    CARE = "care"
    GARDENING = "gardening"
    LIFT = "lift"
    CARPENTRY = "carpentry"
    GUARD = "guard"


SKILL_NAMES: dict[str, str] = {
    Skill.PLUMBING: mark("Water and drains"),
    Skill.ELECTRICAL: mark("Electrical work"),
    Skill.CLEANING: mark("Cleaning"),
    Skill.CARE: mark("Care at home"),
    Skill.GARDENING: mark("Gardening"),
    Skill.LIFT: mark("Lifts"),
    Skill.CARPENTRY: mark("Masonry and wood"),
    Skill.GUARD: mark("Order and safety"),
}


class Mode(StrEnum):
    FOOT = "foot"
    EBIKE = "ebike"
    CAR = "car"


MODE_NAMES: dict[str, str] = {
    Mode.FOOT: mark("On foot"),
    Mode.EBIKE: mark("Electric bicycle"),
    Mode.CAR: mark("Car"),
}


def known_skills(wanted: Iterable[str]) -> tuple[Skill, ...]:
    """Return the skills in the order in which people list them, each once; what is none is left out.

    >>> [skill.value for skill in known_skills(["lift", "flying", "plumbing", "lift"])]
    ['plumbing', 'lift']
    """
    said = set(wanted)
    return tuple(skill for skill in Skill if skill.value in said)
