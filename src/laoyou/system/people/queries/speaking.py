"""For whom somebody speaks in a home: for themselves as its owner, or for the owner who named them."""

from __future__ import annotations

from datetime import date

from laoyou.infra.actor import Actor
from laoyou.system.people.models import Delegation, HomeBond
from laoyou.system.people.queries.dates import holds_on


def owner_spoken_for(*, actor: Actor, estate_id: int, home_id: int, day: date) -> str | None:
    """Return the name of the home's owner that the actor is, or acts for, on the day; None when it is neither."""
    if actor.user_id is None:
        return None
    owners = HomeBond.objects.filter(holds_on(day), estate_id=estate_id, home_id=home_id, role="owner")
    own = owners.filter(person__user_id=actor.user_id)
    named = Delegation.objects.filter(holds_on(day), estate_id=estate_id, delegate_user_id=actor.user_id)
    relatives = owners.filter(person_id__in=named.values("person_id"))
    bond = (own.first() or relatives.first()) if actor.homes else None
    return bond.person.name if bond else None
