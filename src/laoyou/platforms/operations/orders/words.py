"""The reader's words for the codes of work orders and crews."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from laoyou.platforms.operations.words import Words
from laoyou.system.work.crews.rules.skills import MODE_NAMES, SKILL_NAMES
from laoyou.system.work.orders.rules.evidence import EVIDENCE_NAMES
from laoyou.system.work.orders.rules.states import PRIORITY_NAMES, SOURCE_NAMES, STATE_NAMES

STATES: Words = {code: gettext_lazy(text) for code, text in STATE_NAMES.items()}
SOURCES: Words = {code: gettext_lazy(text) for code, text in SOURCE_NAMES.items()}
SKILLS: Words = {code: gettext_lazy(text) for code, text in SKILL_NAMES.items()}
MODES: Words = {code: gettext_lazy(text) for code, text in MODE_NAMES.items()}
EVIDENCE: Words = {code: gettext_lazy(text) for code, text in EVIDENCE_NAMES.items()}
PRIORITIES: Words = {str(code): gettext_lazy(text) for code, text in PRIORITY_NAMES.items()}
ANSWERED: Words = {
    "telephone": gettext_lazy("by telephone"),
    "counter": gettext_lazy("at the counter"),
    "visit": gettext_lazy("at home"),
}
PRICES: Words = {
    "quoted": gettext_lazy("waits for the resident's word"),
    "agreed": gettext_lazy("the resident agreed"),
    "refused": gettext_lazy("the resident refused"),
}
ICONS = {
    "open": "inbox",
    "assigned": "user-check",
    "travelling": "route",
    "working": "tool",
    "paused": "player-pause",
    "done": "check",
    "checked": "checks",
    "cancelled": "ban",
}
TONES = {
    "open": "is-soon",
    "assigned": "",
    "travelling": "is-soon",
    "working": "is-soon",
    "paused": "is-late",
    "done": "is-good",
    "checked": "is-good",
    "cancelled": "is-quiet",
}
SHOWN = {
    "states": STATES,
    "sources": SOURCES,
    "skills": SKILLS,
    "priorities": PRIORITIES,
    "icons": ICONS,
    "tones": TONES,
}
"""What every page of orders needs to name what it shows."""
