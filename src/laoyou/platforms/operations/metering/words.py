"""The desk's words for the codes of meters."""

from __future__ import annotations

from django.utils.translation import gettext_lazy, pgettext_lazy

from laoyou.platforms.operations.words import Words

KINDS: Words = {
    "water": pgettext_lazy("meter", "Water"),
    "electricity": pgettext_lazy("meter", "Electricity"),
    "gas": pgettext_lazy("meter", "Gas"),
    "heat": pgettext_lazy("meter", "Heat"),
}
SHARED_BY: Words = {
    "": gettext_lazy("not shared"),
    "area": gettext_lazy("by area"),
    "homes": gettext_lazy("by homes, in equal parts"),
}
STATES: Words = {
    "missing": gettext_lazy("Still to read"),
    "waits": gettext_lazy("Waits to be looked at"),
    "estimated": gettext_lazy("Estimated"),
    "read": gettext_lazy("Read"),
}
SOURCES: Words = {
    "crew": gettext_lazy("read by the crew"),
    "desk": gettext_lazy("entered at the desk"),
    "resident": gettext_lazy("sent by the resident"),
    "sheet": gettext_lazy("from a file"),
    "estimate": gettext_lazy("estimated"),
}
DOUBTS: Words = {
    "high": gettext_lazy("Far more than this home usually uses"),
    "rolled": gettext_lazy("The dial is said to have begun anew"),
}
READING_STATES: Words = {
    "taken": gettext_lazy("Waits to be looked at"),
    "checked": gettext_lazy("Counts"),
    "refused": gettext_lazy("Not taken"),
}
