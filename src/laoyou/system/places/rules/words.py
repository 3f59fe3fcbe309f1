"""The English words for the codes of places, marked for the translators; a page says them in the reader's language."""

from __future__ import annotations

from laoyou.core.errors import mark
from laoyou.system.places.rules.estate_states import EstateState

ESTATE_STATES: dict[str, str] = {
    EstateState.UNMANAGED: mark("Unmanaged"),
    EstateState.SURVEY: mark("In survey"),
    EstateState.NEGOTIATION: mark("In negotiation"),
    EstateState.MANDATED: mark("Mandated"),
    EstateState.CONTRACTED: mark("Contracted"),
}
HOME_KINDS: dict[str, str] = {
    "residential": mark("Dwelling"),
    "shop": mark("Shop"),
    "office": mark("Office space"),
    "garage": mark("Garage"),
    "storage": mark("Storage room"),
    "other": mark("Other use"),
}
OCCUPANCIES: dict[str, str] = {
    "lived_in": mark("Lived in by the owner"),
    "let": mark("Let"),
    "vacant": mark("Vacant"),
    "unsold": mark("Not yet sold"),
    "unknown": mark("Not known"),
}
AREA_SOURCES: dict[str, str] = {
    "register": mark("Land register"),
    "survey": mark("Survey"),
    "contract": mark("Purchase contract"),
    "ledger": mark("House ledger"),
}
PARKING_KINDS: dict[str, str] = {
    "common": mark("On common ground"),
    "owned": mark("Owned"),
    "visitor": mark("For visitors"),
}
