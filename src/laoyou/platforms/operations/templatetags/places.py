"""Words and signs of places and mandates. Used by {% load places %}."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import template
from django.utils.translation import gettext, ngettext

from laoyou.core.calendar import city_day
from laoyou.platforms.formats import full_day
from laoyou.platforms.operations import place_words
from laoyou.system.mandates.queries import MandateView
from laoyou.system.mandates.rules.terms import NOTE_SENTENCES, TermNote

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


@register.simple_tag
def term_note(mandate: MandateView, note: TermNote, now: datetime) -> str:
    """Return what to take care of about a mandate's term, as a sentence."""
    return gettext(NOTE_SENTENCES[note]) % {
        "days": mandate.days_left(city_day(now)),
        "starts_on": full_day(mandate.starts_on),
        "review_on": full_day(mandate.review_on),
    }


@register.simple_tag
def term_word(mandate: MandateView, now: datetime) -> str:
    """Return the same in few words, for lists."""
    day = city_day(now)
    if TermNote.ENDS_SOON in mandate.notes_on(day):
        days = mandate.days_left(day)
        return ngettext("ends in %(days)s day", "ends in %(days)s days", days) % {"days": days}
    return gettext("six months without a vote")


@register.filter
def same(one: object, other: object) -> bool:
    """Return whether the two are the same: for the arguments of tags, which can't compare."""
    return str(one) == str(other)


@register.filter
def only_if(value: object, condition: object) -> object:
    """Return the value where the condition holds, else nothing."""
    return value if condition else ""
