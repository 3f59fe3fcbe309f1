"""The day at a glance: what the centre's crews do, hour by hour and on the map, and what waits."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from laoyou.infra import scope
from laoyou.infra.actor import Actor
from laoyou.system.dispatch.queries.plans import PlanView, proposal
from laoyou.system.dispatch.use_cases.proposing import company_of
from laoyou.system.places import queries as places
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.crews.queries import CrewOnDay
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.queries import OrderView

MOST_WAITING, COUNTED_TO = 24, 1000
SOON = timedelta(minutes=30)
"""So long before its time an order without a crew counts as about to be late."""
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class CrewRow:
    """A crew's day. `stops` in the order in which they are done; `where` is where it is now, or sets out."""

    on_day: CrewOnDay
    stops: tuple[OrderView, ...]
    where: Point | None
    is_moving: bool

    @property
    def leader(self) -> str:
        return self.on_day.present[0] if self.on_day.present else ""


@dataclass(frozen=True, slots=True)
class MapEstate:
    """An estate where something is to be done today; `waiting` has no crew, `late` is or will be late."""

    id: int
    name: str
    where: Point
    waiting: int
    late: int


@dataclass(frozen=True, slots=True)
class Board:
    day: date
    at: datetime
    rows: tuple[CrewRow, ...]
    waiting: tuple[OrderView, ...]
    waiting_total: int
    next_due: datetime | None
    late: tuple[OrderView, ...]
    under_way: int
    crews_at_work: int
    done: int
    done_in_time: int
    estates: tuple[MapEstate, ...]
    places: dict[tuple[int, int], Point]
    proposal: PlanView | None

    @property
    def waiting_is_more(self) -> bool:
        return self.waiting_total >= COUNTED_TO

    @property
    def late_estates(self) -> list[str]:
        return list(dict.fromkeys(order.estate_name for order in self.late))


def board(*, actor: Actor, day: date, at: datetime, skills: Sequence[str] = ()) -> Board:
    """Return the day of the actor's company, with only these skills if any are named. Raises: NotAllowed; NotFound."""
    company = company_of(actor)
    with scope.of_actor(actor):
        on_day = crews.crews_on(actor=actor, organisation_id=company, day=day)
        stops = orders.day_of_company(actor=actor, organisation_id=company, day=day)
        waiting, total = orders.waiting_for_a_crew(
            actor=actor, day=day, skills=skills, most=MOST_WAITING, count_to=COUNTED_TO
        )
        estates = {estate.id: estate for estate in places.estates_for(actor=actor)}
    if skills:
        on_day = [crew for crew in on_day if set(skills) & set(crew.crew.skills)]
    where = {(order.estate_id, order.id): _where(order, estates) for order in [*stops, *waiting]}
    known = {key: point for key, point in where.items() if point is not None}
    rows = tuple(_row(crew, stops, known) for crew in on_day if crew.can_work or _has(crew, stops))
    shown = {order.id for row in rows for order in row.stops}
    of_rows = [order for order in stops if order.id in shown]
    late = [order for order in [*waiting, *of_rows] if will_be_late(order, at)]
    finished = [order for order in of_rows if order.finished_at is not None]
    return Board(
        day=day,
        at=at,
        rows=rows,
        waiting=tuple(waiting),
        waiting_total=total,
        next_due=min((order.due_at for order in waiting if order.due_at), default=None),
        late=tuple(late),
        under_way=sum(order.is_under_way for order in of_rows),
        crews_at_work=sum(any(order.is_under_way for order in row.stops) for row in rows),
        done=len(finished),
        done_in_time=sum(order.due_at is None or _ended(order) <= order.due_at for order in finished),
        estates=_estates(estates.values(), [*of_rows, *waiting], late),
        places=known,
        proposal=proposal(actor=actor, day=day, at=at),
    )


def will_be_late(order: OrderView, at: datetime) -> bool:
    """Say whether an order that isn't finished is late, or will be as things stand."""
    if not order.is_to_do or order.due_at is None:
        return False
    if order.crew_id is None:
        return order.due_at - timedelta(minutes=order.minutes) < at + SOON
    return max(order.planned_ends or at, at) > order.due_at


def _ended(order: OrderView) -> datetime:
    assert order.finished_at is not None
    return order.finished_at


def _has(crew: CrewOnDay, stops: Iterable[OrderView]) -> bool:
    return any(crew.crew.id in (order.crew_id, order.second_crew_id) for order in stops)


def _row(crew: CrewOnDay, stops: Iterable[OrderView], where: dict[tuple[int, int], Point]) -> CrewRow:
    mine = [order for order in stops if crew.crew.id in (order.crew_id, order.second_crew_id)]
    mine.sort(key=lambda order: (order.arrived_at or order.planned_starts or order.opened_at, order.id))
    begun = [order for order in mine if order.is_under_way or order.finished_at is not None]
    here = where.get((begun[-1].estate_id, begun[-1].id)) if begun else None
    if here is None and crew.crew.base_lat is not None and crew.crew.base_lng is not None:
        here = float(crew.crew.base_lat), float(crew.crew.base_lng)
    return CrewRow(crew, tuple(mine), here, any(order.state == "travelling" for order in mine))


def _where(order: OrderView, estates: dict[int, places.EstateView]) -> Point | None:
    if order.lat is not None and order.lng is not None:
        return float(order.lat), float(order.lng)
    estate = estates.get(order.estate_id)
    if estate is None or estate.lat is None or estate.lng is None:
        return None
    return float(estate.lat), float(estate.lng)


def _estates(
    known: Iterable[places.EstateView], found: Sequence[OrderView], late: Sequence[OrderView]
) -> tuple[MapEstate, ...]:
    named = {order.estate_id for order in found}
    return tuple(
        MapEstate(
            id=estate.id,
            name=estate.name,
            where=(float(estate.lat), float(estate.lng)),
            waiting=sum(order.estate_id == estate.id and order.crew_id is None for order in found),
            late=sum(order.estate_id == estate.id for order in late),
        )
        for estate in known
        if estate.lat is not None and estate.lng is not None and estate.id in named
    )


__all__ = ["Board", "CrewRow", "MapEstate", "board", "will_be_late"]
