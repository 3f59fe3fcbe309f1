"""A new work order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.infra.prepared import prepared
from laoyou.system.places import queries as places
from laoyou.system.work.crews.rules.skills import Skill
from laoyou.system.work.orders import steps
from laoyou.system.work.orders.errors import NoSuchBefore, OrderUnclear, QuoteNeedsAHome, WindowUnclear
from laoyou.system.work.orders.models import WorkOrder
from laoyou.system.work.orders.rules.evidence import Evidence
from laoyou.system.work.orders.rules.states import OrderState, PriceState, Source, number_of

_MOST_MINUTES = 1440
_NEXT = """
INSERT INTO work_order_counter (estate_id, year, last) VALUES (%(estate_id)s::bigint, %(year)s::smallint, 1)
ON CONFLICT (estate_id, year) DO UPDATE SET last = work_order_counter.last + 1
RETURNING last
"""
# Who may open an order, by what it comes from; whoever dispatches may open any.
_OPENS = {
    Source.REQUEST: Right.HANDLE_REQUESTS,
    Source.SURVEY: Right.SURVEY,
    Source.CAMPAIGN: Right.SURVEY,
    Source.INSPECTION: Right.DO_ORDERS,
}


def open_order(
    *,
    actor: Actor,
    estate_id: int,
    source: str,
    title: str,
    skill: str,
    minutes: int,
    at: datetime,
    source_id: int | None = None,
    text: str = "",
    priority: int = 2,
    home_id: int | None = None,
    place: str = "",
    location: tuple[Decimal, Decimal] | None = None,
    window: tuple[datetime, datetime] | None = None,
    due_at: datetime | None = None,
    people: int = 1,
    after_id: int | None = None,
    evidence: str = Evidence.PHOTO.value,
    price: Money | None = None,
    contact: tuple[str, str] = ("", ""),
) -> int:
    """Open a work order and return its id. It waits for a crew.

    `window` is a time agreed with somebody, `location` where it is (else where the estate is), `contact` whom to ring:
    name and telephone. A `price` is quoted at once: the resident has to agree before it is done.
    Raises: NotFound; OrderUnclear; WindowUnclear; NoSuchBefore; QuoteNeedsAHome.
    """
    with scope.estate(estate_id):
        _require(actor, source, estate_id)
        if not title.strip() or skill not in set(Skill) or evidence not in set(Evidence) or source not in set(Source):
            raise OrderUnclear
        if not 1 <= minutes <= _MOST_MINUTES or priority not in range(4) or people not in (1, 2):
            raise OrderUnclear
        if window is not None and window[1] <= window[0]:
            raise WindowUnclear
        if price is not None and (home_id is None or price.fen <= 0):
            raise QuoteNeedsAHome
        if after_id is not None and not WorkOrder.objects.filter(estate_id=estate_id, id=after_id).exists():
            raise NoSuchBefore
        if home_id is not None and home_id not in places.home_labels(estate_id=estate_id, home_ids=[home_id]):
            raise NotFound
        lat, lng = location or _of_estate(estate_id)
        year = city_day(at).year
        ((count,),) = prepared(_NEXT, {"estate_id": estate_id, "year": year})
        row = WorkOrder.objects.create(
            estate_id=estate_id,
            number=number_of(year, count),
            source=source,
            source_id=source_id,
            title=title.strip()[:80],
            text=text.strip()[:1000],
            skill=skill,
            priority=priority,
            home_id=home_id,
            place=place.strip()[:80],
            lat=lat,
            lng=lng,
            minutes=minutes,
            window_starts=window[0] if window else None,
            window_ends=window[1] if window else None,
            due_at=due_at,
            people=people,
            after_id=after_id,
            evidence=evidence,
            contact_name=contact[0].strip()[:60],
            contact_telephone=contact[1].strip()[:20],
            price_fen=price.fen if price else None,
            price_state=PriceState.QUOTED.value if price else PriceState.NONE.value,
            state=OrderState.OPEN.value,
            opened_by=actor.user_id,
            opened_by_name=actor.name[:100],
            opened_at=at,
        )
        if price is not None:
            row.quotes.create(
                estate_id=estate_id,
                price_fen=price.fen,
                text=row.title,
                quoted_by_name=actor.name[:100],
                quoted_at=at,
            )
        steps.tell(row, "", actor, at)
        return int(row.pk)


def _require(actor: Actor, source: str, estate_id: int) -> None:
    right = _OPENS.get(Source(source)) if source in set(Source) else None
    if right is None or not actor.may(right, estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)


def _of_estate(estate_id: int) -> tuple[Decimal | None, Decimal | None]:
    estate = places.estate_for(actor=system("work.orders"), estate_id=estate_id)
    return estate.lat, estate.lng
