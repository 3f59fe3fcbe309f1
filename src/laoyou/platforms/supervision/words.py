"""How the states of an estate are called on the supervision pages, in the order of their life."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext, gettext_lazy

from laoyou.core.errors import mark

STATES = {
    "unmanaged": mark("unmanaged"),
    "survey": mark("in survey"),
    "negotiation": mark("in negotiation"),
    "mandated": mark("mandated"),
    "contracted": mark("contracted"),
}
REQUEST_STATES = {
    "received": gettext_lazy("Come in"),
    "taken": gettext_lazy("Taken"),
    "working": gettext_lazy("Being worked on"),
    "answered": gettext_lazy("Answered"),
    "closed": gettext_lazy("Closed"),
}


@dataclass(frozen=True, slots=True)
class StateCount:
    state: str
    word: str
    count: int


def state_word(state: str) -> str:
    return gettext(STATES[state])


def count_by_state(states: Iterable[str]) -> list[StateCount]:
    """Return every state in the order of an estate's life, also those with no estate."""
    counts = Counter(states)
    return [StateCount(state, state_word(state), counts[state]) for state in STATES]
