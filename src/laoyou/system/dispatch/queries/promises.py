"""When somebody could come: for a person who asks, while they ask."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.dispatch.gathering import gather
from laoyou.system.dispatch.offers import ASKED_FOR, Offer, offers_for, offers_of
from laoyou.system.mandates import queries as mandates
from laoyou.system.places import queries as places
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.queries import OrderView

CENTRE = 0
_READER = system("dispatch.promises")
SPREAD = timedelta(minutes=60)
"""A promise is an hour: the crew's day still moves a little."""


@dataclass(frozen=True, slots=True)
class Promise:
    """An hour in which a crew could come, and which."""

    window_starts: datetime
    window_ends: datetime
    crew_id: int
    crew_name: str


def promise(
    *, estate_id: int, skill: str, minutes: int, at: datetime, priority: int = 2, most: int = 3
) -> list[Promise]:
    """Return hours of today in which a crew could come to the estate, the earliest first; none where nobody can.

    For use cases and pages that have checked who asks: it names crews, and no other job.
    """
    day = city_day(at)
    with scope.estate(estate_id):
        mandate = mandates.mandate_in_force(estate_id, day)
    if mandate is None:
        return []
    with scope.estates([CENTRE, *mandates.estates_served_by(mandate.company_id, day)]):
        gathered = gather(actor=_READER, organisation_id=mandate.company_id, day=day, at=at, estates_asked=[estate_id])
        estate = places.estate_for(actor=_READER, estate_id=estate_id)
    if not gathered.crews:
        return []
    there = [float(estate.lat), float(estate.lng)] if estate.lat is not None and estate.lng is not None else None
    is_narrow = any(estate_id not in crew.estates for crew in gathered.crews.values())
    job = {
        "id": ASKED_FOR,
        "at": there or gathered.file["crews"][0]["start"],
        "skill": f"{skill}@{estate_id}" if is_narrow else skill,
        "minutes": minutes,
        "priority": priority,
    }
    found = [offer for offer in offers_of(gathered, ASKED_FOR, job) if not any(one.late_min for one in offer.shifted)]
    hours = sorted((_promise(offer) for offer in found), key=lambda one: one.window_starts)
    return hours[:most]


def who_could(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> list[Offer]:
    """Return which crews could take an order today, the cheapest first. Raises: NotFound; NotAllowed."""
    actor.require(Right.DISPATCH_ORDERS, estate_id)
    if actor.organisation_id is None:
        raise NotFound
    day = city_day(at)
    with scope.estates([CENTRE, *mandates.estates_served_by(actor.organisation_id, day)]):
        order = orders.order_for(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        return offers_for(actor=actor, organisation_id=actor.organisation_id, order=order, day=day, at=at)


def order_on_board(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> OrderView:
    """Return an order to who dispatches it. Raises: NotFound; NotAllowed."""
    actor.require(Right.DISPATCH_ORDERS, estate_id)
    return orders.order_for(actor=actor, estate_id=estate_id, order_id=order_id, at=at)


def _promise(offer: Offer) -> Promise:
    begins = offer.starts_at - timedelta(minutes=offer.starts_at.minute % 30)
    return Promise(begins, begins + SPREAD, offer.crew_id, offer.crew_name)
