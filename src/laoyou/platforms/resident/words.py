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
FIELDS: Words = {
    "name": gettext_lazy("Name"),
    "telephone": gettext_lazy("Telephone"),
    "id_number": gettext_lazy("Identity number"),
}


def channel_name(channel: str) -> str:
    """Return what a way of paying is called; nothing for none."""
    return gettext(payments.channel_name(channel)) if channel else ""
