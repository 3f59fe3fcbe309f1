"""The reader's words for kinds of facility, rounds and papers, and the estates to choose from."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from laoyou.infra.actor import Actor, Right
from laoyou.platforms.operations.words import Words
from laoyou.system.places import queries as places
from laoyou.system.work.crews.rules.skills import SKILL_NAMES
from laoyou.system.work.facilities.rules.calendar import STANDING_NAMES, Unit
from laoyou.system.work.facilities.rules.kinds import KINDS
from laoyou.system.work.facilities.rules.rounds import ROUND_NAMES, TICK_NAMES

UNITS: dict[str, str | Promise] = {
    Unit.DAY: gettext_lazy("days"),
    Unit.WEEK: gettext_lazy("weeks"),
    Unit.MONTH: gettext_lazy("months"),
}


def kinds() -> Words:
    return {code: gettext(kind.name) for code, kind in KINDS.items()}


def icons() -> dict[str, str]:
    return {code: kind.icon for code, kind in KINDS.items()}


def skills() -> Words:
    return {code: gettext(name) for code, name in SKILL_NAMES.items()}


def standings() -> Words:
    return {code: gettext(name) for code, name in STANDING_NAMES.items()}


def rounds() -> Words:
    return {code: gettext(name) for code, name in ROUND_NAMES.items()}


def ticks() -> Words:
    return {code: gettext(name) for code, name in TICK_NAMES.items()}


def with_all(words: Words) -> list[tuple[str, str | Promise]]:
    return [("", gettext("All")), *words.items()]


def estates(actor: Actor, right: Right) -> list[tuple[int, str]]:
    """Return the estates where the actor holds the right, as (id, name), by name."""
    return sorted(places.estate_names(actor.estates_with(right)).items(), key=lambda row: row[1])
