"""The reader's words for the codes of arrears."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext_lazy, pgettext_lazy

from laoyou.core.errors import NotFound
from laoyou.platforms.operations.words import Words
from laoyou.system.billing.arrears.rules.ladder import LADDER, Step

SPANS: Words = {
    "to_30": gettext_lazy("0–30 days"),
    "to_60": gettext_lazy("31–60 days"),
    "to_90": gettext_lazy("61–90 days"),
    "to_180": gettext_lazy("91–180 days"),
    "older": gettext_lazy("over 180 days"),
}
STEPS: Words = {
    "message": pgettext_lazy("reminder", "Message"),
    "call": pgettext_lazy("reminder", "Call"),
    "letter": pgettext_lazy("reminder", "Letter"),
    "visit": pgettext_lazy("reminder", "Visit"),
}
STEP_ICONS = {"message": "message", "call": "phone", "letter": "mail", "visit": "door-enter"}
BATCH_STATES: Words = {
    "proposed": gettext_lazy("Waits for release"),
    "released": gettext_lazy("Released"),
    "dropped": gettext_lazy("Let go"),
}
OUTCOMES: Words = {
    "reached": gettext_lazy("Reached"),
    "promised": gettext_lazy("Promised to pay"),
    "not_reached": gettext_lazy("Not reached"),
    "disputed": gettext_lazy("Says it is wrong"),
    "moved": gettext_lazy("Moved away"),
    "already_paid": gettext_lazy("Says it is paid"),
    "needs_time": gettext_lazy("Needs time"),
}
RESTS: Words = {
    "nothing_overdue": gettext_lazy("nothing overdue"),
    "small_amount": gettext_lazy("a small amount"),
    "disputed": gettext_lazy("disputed, not answered yet"),
    "hardship": gettext_lazy("in hardship, not answered yet"),
    "promised": gettext_lazy("promised, or asked for time"),
    "too_soon": gettext_lazy("told within the last week"),
    "not_yet": gettext_lazy("not long enough past due"),
    "top_of_the_ladder": gettext_lazy("visited already: for a person to decide"),
}
MARKS: Words = {
    "gentle": gettext_lazy("Gentle: visits only"),
    "dispute": gettext_lazy("Disputed"),
    "hardship": gettext_lazy("In hardship"),
}
PLAN_STATES: Words = {
    "asked": gettext_lazy("Waits for a decision"),
    "running": gettext_lazy("Running"),
    "refused": gettext_lazy("Not approved"),
    "withdrawn": gettext_lazy("Withdrawn"),
    "kept": gettext_lazy("Paid in full"),
    "missed": gettext_lazy("Ended: a part was missed"),
}
STANDINGS: Words = {
    "": gettext_lazy("All"),
    "untold": gettext_lazy("Not reminded yet"),
    "plan": gettext_lazy("With a plan"),
    "dispute": gettext_lazy("Disputed"),
    "hardship": gettext_lazy("In hardship"),
    "gentle": gettext_lazy("Gentle: visits only"),
}
WRITE_OFF_STATES: Words = {
    "asked": gettext_lazy("Waits for a decision"),
    "approved": pgettext_lazy("state", "Written off"),
    "refused": gettext_lazy("Not approved"),
}


def step_of(text: str, *, among: Collection[Step] = LADDER) -> Step:
    """Return the step that an address names. Raises: NotFound."""
    found = next((step for step in among if step.value == text), None)
    if found is None:
        raise NotFound
    return found
