"""The tabs over surveys, campaigns, facilities and inspections: those that this person may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext

from laoyou.infra.actor import Actor, Right
from laoyou.platforms.operations.shell import address_of


@dataclass(frozen=True, slots=True)
class Tab:
    address: str
    icon: str
    label: str
    is_here: bool


def tabs_of(actor: Actor, estate_id: int | None, here: str) -> list[Tab]:
    """Return the tabs over one estate, or over all of the actor's."""
    rows = (
        ("surveys", "clipboard-check", gettext("Surveys"), Right.SURVEY),
        ("campaigns", "flag", gettext("Campaigns"), Right.SURVEY),
        ("facilities", "box", gettext("Facilities"), Right.SEE_ORDERS),
        ("inspections", "calendar-check", gettext("Inspections"), Right.SEE_ORDERS),
    )
    found = []
    for page, icon, label, right in rows:
        if estate_id is not None and actor.may(right, estate_id):
            found.append(Tab(address_of(f"estate_{page}", estate_id=estate_id), icon, label, page == here))
        elif estate_id is None and actor.may_somewhere(right):
            found.append(Tab(address_of(page), icon, label, page == here))
    return found
