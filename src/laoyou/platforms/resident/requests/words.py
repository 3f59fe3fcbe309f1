"""The resident's words for the codes of requests. Names of categories and steps are the package's own."""

from __future__ import annotations

from django.utils.translation import gettext, gettext_lazy

from laoyou.platforms.resident.words import Words
from laoyou.system.work.requests.queries import RequestRow
from laoyou.system.work.requests.rules.states import CLOSED_BY_WORDS, ClosedBy

STATES: Words = {
    "received": gettext_lazy("received"),
    "taken": gettext_lazy("looked after"),
    "working": gettext_lazy("being worked on"),
    "answered": gettext_lazy("done: your word?"),
    "closed": gettext_lazy("closed"),
}
RATINGS: dict[int, object] = {
    1: gettext_lazy("very bad"),
    2: gettext_lazy("not content"),
    3: gettext_lazy("so-so"),
    4: gettext_lazy("content"),
    5: gettext_lazy("very content"),
}
CLOCKS: Words = {
    "answer": gettext_lazy("Answer"),
    "arrive": gettext_lazy("Arrival"),
    "finish": gettext_lazy("Done by"),
}
TIMES_AT_HOME = (
    gettext_lazy("any time"),
    gettext_lazy("in the morning"),
    gettext_lazy("in the afternoon"),
    gettext_lazy("in the evening"),
    gettext_lazy("call me first"),
)


def stands(row: RequestRow) -> str:
    """Return how a request stands, as a sentence and never a code."""
    if row.is_paused:
        return gettext("It has to wait. The reason stands below.")
    if row.state == "received":
        return gettext("Received. Somebody will look after it soon.")
    if row.state == "taken":
        return gettext("%(name)s looks after it.") % {"name": row.taken_by_name or gettext("The service desk")}
    if row.state == "working":
        return gettext("Somebody works on it; %(name)s looks after it.") % {
            "name": row.taken_by_name or gettext("The service desk")
        }
    if row.state == "answered":
        return gettext("Done. Is all well? Please give your word.")
    return gettext(CLOSED_BY_WORDS[ClosedBy(row.closed_by)]).capitalize()
