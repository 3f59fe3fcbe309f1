"""The reader's words for the codes of places and mandates, and lists of them to choose from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.translation import gettext, pgettext

from laoyou.core.errors import mark
from laoyou.system.mandates.rules import words as mandate_words
from laoyou.system.mandates.rules.tariffs import UNITS
from laoyou.system.places.rules import words as place_words

TABLES: dict[str, Mapping[str, str]] = {
    "estate_state": place_words.ESTATE_STATES,
    "home_kind": place_words.HOME_KINDS,
    "occupancy": place_words.OCCUPANCIES,
    "area_source": place_words.AREA_SOURCES,
    "parking_kind": place_words.PARKING_KINDS,
    "mandate_state": mandate_words.MANDATE_STATES,
    "contract_basis": mandate_words.CONTRACT_BASES,
    "fee_mode": mandate_words.FEE_MODES,
    "tariff_method": mandate_words.METHODS,
    "tariff_item": mandate_words.ITEMS,
    "tariff_fund": mandate_words.FUNDS,
    "tariff_unit": UNITS,
}


@dataclass(frozen=True, slots=True)
class Sign:
    """How a state looks: its drawing, and the tone of its word."""

    icon: str
    tone: str


ESTATE_SIGNS = {
    "unmanaged": Sign("circle-dashed", "plain"),
    "survey": Sign("clipboard-list", "plain"),
    "negotiation": Sign("messages", "plain"),
    "mandated": Sign("file-check", "good"),
    "contracted": Sign("rosette-discount-check", "good"),
}
MANDATE_SIGNS = {
    "draft": Sign("pencil", "plain"),
    "in_force": Sign("check", "good"),
    "ended": Sign("flag", "quiet"),
    "withdrawn": Sign("arrow-back-up", "quiet"),
}
NEXT_STEPS = {
    "survey": mark("Begin the survey"),
    "negotiation": mark("Begin to negotiate"),
    "unmanaged": mark("Let it rest: unmanaged"),
}
"""What the steps that a person can take are called on their buttons."""


def word(table: str, code: str) -> str:
    """Return the reader's word for a code; the code itself where an estate has one of its own."""
    text = TABLES[table].get(code)
    return gettext(text) if text else code


def choices(table: str, *, none: str = "") -> list[tuple[str, str]]:
    """Return a table as choices of a field; `none` is the word for no choice, first in the list."""
    listed = [(code, gettext(text)) for code, text in TABLES[table].items()]
    return [("", none), *listed] if none else listed


def occupancy_sign(occupancy: str) -> str:
    """Return the one letter that stands on a home in the grid beside its colour."""
    return {
        "lived_in": "",
        "let": pgettext("sign on a home", "L"),
        "vacant": pgettext("sign on a home", "V"),
        "unsold": pgettext("sign on a home", "U"),
    }.get(occupancy, "?")
