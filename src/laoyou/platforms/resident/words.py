"""The reader's words for codes that residents meet."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy

from laoyou.system.payments import queries as payments

Words = dict[str, str | Promise]

BONDS: Words = {
    "owner": gettext_lazy("Owner"),
    "resident": gettext_lazy("Resident"),
    "tenant": gettext_lazy("Tenant"),
}
BOOKING_STATES: Words = {
    "asked": gettext_lazy("waits to be accepted"),
    "accepted": gettext_lazy("accepted: we come"),
    "done": gettext_lazy("done"),
    "cancelled": gettext_lazy("cancelled"),
}
VISIT_STATES: Words = {
    "open": gettext_lazy("We are looking for who can come"),
    "assigned": gettext_lazy("Somebody will come"),
    "travelling": gettext_lazy("They are on the way to you"),
    "working": gettext_lazy("It is being done"),
    "paused": gettext_lazy("Paused for now"),
    "done": gettext_lazy("It is done"),
    "checked": gettext_lazy("It is done"),
    "cancelled": gettext_lazy("It is not done"),
}
METER_KINDS: Words = {
    "water": gettext_lazy("Water meter"),
    "electricity": gettext_lazy("Electricity meter"),
    "gas": gettext_lazy("Gas meter"),
    "heat": gettext_lazy("Heat meter"),
}
READING_STATES: Words = {
    "taken": gettext_lazy("is being looked at"),
    "checked": gettext_lazy("counts"),
    "refused": gettext_lazy("was not taken"),
}
FIELDS: Words = {
    "name": gettext_lazy("Name"),
    "telephone": gettext_lazy("Telephone"),
    "id_number": gettext_lazy("Identity number"),
}

REMINDER_ANSWERS: Words = {
    "already_paid": gettext_lazy("I have paid"),
    "needs_time": gettext_lazy("I need time"),
    "disputed": gettext_lazy("Something is wrong"),
}
PLAN_STATES: Words = {
    "asked": gettext_lazy("Asked for; we answer soon"),
    "running": gettext_lazy("Agreed; thank you for keeping it"),
    "refused": gettext_lazy("Not agreed"),
    "withdrawn": gettext_lazy("Taken back"),
    "kept": gettext_lazy("Paid in full, thank you"),
    "missed": gettext_lazy("Ended, as a part was not paid"),
}


def channel_name(channel: str) -> str:
    """Return what a way of paying is called; nothing for none."""
    return gettext(payments.channel_name(channel)) if channel else ""
