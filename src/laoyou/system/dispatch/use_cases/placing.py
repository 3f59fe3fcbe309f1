"""An order put by hand: to a crew, where it fits best; what the crew does after it is told its new time."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.dispatch.errors import NoRoom
from laoyou.system.dispatch.offers import Offer, offers_for
from laoyou.system.dispatch.use_cases.deciding import SAME_TIME
from laoyou.system.dispatch.use_cases.proposing import CENTRE, company_of
from laoyou.system.mandates import queries as mandates
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders import use_cases as order_acts


def place(*, actor: Actor, estate_id: int, order_id: int, crew_id: int, at: datetime, held: bool = True) -> Offer:
    """Give an order to a crew today, at the crew's best time for it, and tell the crew's later orders their new times.

    `held`: no plan moves it any more. One transaction for each order: nothing may be open around it (R4).
    Raises: NotFound; NotAllowed; NoRoom; what `orders.assign` refuses.
    """
    company = company_of(actor)
    actor.require(Right.DISPATCH_ORDERS, estate_id)
    day = city_day(at)
    with scope.estates([CENTRE, *mandates.estates_served_by(company, day)]):
        order = orders.order_for(actor=actor, estate_id=estate_id, order_id=order_id, at=at)
        found = offers_for(actor=actor, organisation_id=company, order=order, day=day, at=at)
        name = crews.crew_for(actor=actor, crew_id=crew_id, day=day).name
    offer = next((one for one in found if one.crew_id == crew_id), None)
    if offer is None:
        raise NoRoom(crew=name)
    order_acts.assign(
        actor=actor,
        estate_id=estate_id,
        order_id=order_id,
        crew_id=crew_id,
        starts_at=offer.starts_at,
        ends_at=offer.ends_at,
        at=at,
        locked=held,
    )
    for one in offer.shifted:
        later = one.order
        if one.starts_at - one.before < SAME_TIME or not actor.may(Right.DISPATCH_ORDERS, later.estate_id):
            continue
        order_acts.assign(
            actor=actor,
            estate_id=later.estate_id,
            order_id=later.id,
            crew_id=crew_id,
            second_crew_id=later.second_crew_id,
            starts_at=one.starts_at,
            ends_at=one.starts_at + timedelta(minutes=later.minutes),
            at=at,
        )
    return offer


def waits_again(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> None:
    """Take an order back from its crew: it waits in the tray again. Raises: NotFound; NotAllowed; OrderMoved."""
    order_acts.unassign(actor=actor, estate_id=estate_id, order_id=order_id, reason="", at=at)
