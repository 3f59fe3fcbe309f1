"""Words and signs of places and mandates. Used by {% load places %}."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from laoyou.platforms.operations import place_words

register = template.Library()


@register.filter
def word(code: str, table: str) -> str:
    """Return the reader's word for a code: {{ home.kind|word:"home_kind" }}."""
    return place_words.word(table, code)


@register.filter
def occupancy_sign(occupancy: str) -> str:
    return place_words.occupancy_sign(occupancy)


@register.filter
def in_words(sentence: str) -> str:
    """Return a sentence that the rules marked, in the reader's language."""
    return gettext(sentence)


@register.inclusion_tag("operations/parts/place_state.html")
def estate_state(state: str) -> dict[str, Any]:
    return {"sign": place_words.ESTATE_SIGNS[state], "word": place_words.word("estate_state", state)}


@register.inclusion_tag("operations/parts/place_state.html")
def mandate_state(state: str) -> dict[str, Any]:
    return {"sign": place_words.MANDATE_SIGNS[state], "word": place_words.word("mandate_state", state)}
