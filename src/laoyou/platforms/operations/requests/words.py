"""The desk's words for the codes of requests. Names of categories, kinds and steps are the package's own."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from laoyou.platforms.operations.words import Words
from laoyou.system.work.crews.rules.skills import SKILL_NAMES
from laoyou.system.work.requests.rules.categories import CATEGORIES, KIND_NAMES, URGENCY_NAMES

STATES: Words = {
    "received": gettext_lazy("Come in"),
    "taken": gettext_lazy("Taken"),
    "working": gettext_lazy("Being worked on"),
    "answered": gettext_lazy("Answered"),
    "closed": gettext_lazy("Closed"),
}
VIEWS: Words = {
    "open": gettext_lazy("To be looked after"),
    "late": gettext_lazy("Over their time"),
    "mine": gettext_lazy("Mine"),
    "escalated": gettext_lazy("Passed on"),
    "waits": gettext_lazy("Waits for their word"),
    "follow": gettext_lazy("To ask after"),
    "all": gettext_lazy("All"),
}
CLOCKS: Words = {
    "answer": gettext_lazy("Answer"),
    "arrive": gettext_lazy("Arrival"),
    "finish": gettext_lazy("Finish"),
}
CHANNELS: Words = {
    "app": gettext_lazy("App"),
    "qr": gettext_lazy("Code on the spot"),
    "telephone": gettext_lazy("By telephone"),
    "counter": gettext_lazy("At the counter"),
    "visit": gettext_lazy("At a visit"),
    "open311": gettext_lazy("City system"),
    "chat": gettext_lazy("Chat"),
}
BY_STAFF = ("telephone", "counter", "visit", "chat")
CLOSED_BY: Words = {
    "asker": gettext_lazy("by the asker"),
    "said": gettext_lazy("by what they told us"),
    "lapse": gettext_lazy("by lapse of the asking period"),
}


def kinds() -> list[tuple[str, str]]:
    return [(code, gettext(name)) for code, name in KIND_NAMES.items()]


def urgencies() -> list[tuple[str, str]]:
    return [(str(code), f"P{code} {gettext(name)}") for code, name in URGENCY_NAMES.items()]


def categories() -> list[tuple[str, str]]:
    return [(each.code, gettext(each.name)) for each in CATEGORIES.values()]


def skills() -> list[tuple[str, str]]:
    return [(code, gettext(name)) for code, name in SKILL_NAMES.items()]
