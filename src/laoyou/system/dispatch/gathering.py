"""The day as the planner knows it, gathered from what crews and orders say: a file of `rules.day_file`.

Orders are named estate/order, crews by their number. A crew begins where it is now, when it is free there; what is
under way or held fast by a person is not the planner's. A crew that is kept to some estates, or has two people in it,
is told by its skills: plumbing@7, plumbing×2.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from laoyou.core.calendar import city_instant
from laoyou.infra.actor import Actor
from laoyou.system.dispatch.rules.day_file import clock
from laoyou.system.places import queries as places
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.crews.queries import CrewOnDay
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.queries import OrderView
from laoyou.system.work.orders.rules.states import UNDER_WAY

MODES = {"foot": "walk", "ebike": "ebike", "car": "van"}
MOST_AT_ONCE = 600  # orders that one plan holds; the most pressing first
LAST_MINUTE = 24 * 60 - 1
Place = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Gathered:
    """`file` is what the planner is asked; `orders` and `crews` by the names that it uses. `began` is minute 0."""

    file: dict[str, Any]
    orders: Mapping[str, OrderView]
    crews: Mapping[str, CrewOnDay]
    began: datetime

    def instant(self, minute: int) -> datetime:
        return self.began + timedelta(minutes=minute)


def gather(
    *, actor: Actor, organisation_id: int, day: date, at: datetime, estates_asked: Iterable[int] = ()
) -> Gathered:
    """Return what a company's crews can still be given on the day, from now on if it has begun.

    `estates_asked` are those for which somebody asks without an order.
    """
    began = city_instant(day)
    now = _minute(at, began)
    on_day = [
        crew for crew in crews.crews_on(actor=actor, organisation_id=organisation_id, day=day) if _works(crew, now)
    ]
    found = orders.orders_to_plan(actor=actor, organisation_id=organisation_id, day=day)
    estates = {estate.id: estate for estate in places.estates_for(actor=actor)}
    where = {
        order.id: (float(order.lat), float(order.lng))
        if order.lat is not None and order.lng is not None
        else _of_estate(estates.get(order.estate_id))
        for order in found
    }
    middle = _middle(place for place in where.values() if place is not None)
    is_free = {crew.crew.id: _free_from(crew, found, where, middle, now, began) for crew in on_day}
    named = {order.estate_id for order in found} | {*estates_asked}
    narrowed = {estate_id for estate_id in named if _is_kept_out(on_day, estate_id)}
    plannable = sorted((order for order in found if _is_plannable(order, on_day, now, began)), key=_pressing)
    taken = plannable[:MOST_AT_ONCE]
    names = {(order.estate_id, order.id): name_of(order) for order in taken}
    file = {
        "date": day.isoformat(),
        "crews": [_crew(crew, is_free[crew.crew.id], middle, narrowed) for crew in on_day],
        "jobs": [_job(order, where[order.id] or middle, on_day, names, narrowed, now, began) for order in taken],
        "plan": {"routes": _routes(taken, on_day, began)},
    }
    return Gathered(
        file=file,
        orders={name_of(order): order for order in taken},
        crews={str(crew.crew.id): crew for crew in on_day},
        began=began,
    )


def name_of(order: OrderView) -> str:
    return f"{order.estate_id}/{order.id}"


def _works(crew: CrewOnDay, now: int) -> bool:
    return bool(crew.present) and crew.shift is not None and _of_clock(crew.shift.ends) > now


def _is_plannable(order: OrderView, on_day: Sequence[CrewOnDay], now: int, began: datetime) -> bool:
    """Say whether the planner may move the order: not what is under way, given outside, or held fast by a person."""
    if order.state in UNDER_WAY or order.contractor:
        return False
    if not order.is_locked or order.planned_starts is None:
        return True
    return order.crew_id in {crew.crew.id for crew in on_day} and _minute(order.planned_starts, began) > now


def _pressing(order: OrderView) -> tuple[int, int, datetime, int]:
    due = order.due_at or order.window_ends
    return (order.priority, 0 if due else 1, due or order.opened_at, order.id)


def _free_from(
    crew: CrewOnDay,
    found: Sequence[OrderView],
    where: Mapping[int, Place | None],
    middle: Place,
    now: int,
    began: datetime,
) -> tuple[int, Place]:
    """Return from which minute on, and where, the crew can be given something."""
    shift = crew.shift
    assert shift is not None
    base = _base(crew, middle)
    free, here = max(_of_clock(shift.starts), now), base
    for order in found:
        if order.state in UNDER_WAY and crew.crew.id in (order.crew_id, order.second_crew_id):
            since = order.arrived_at or order.planned_starts or order.travel_at or began
            free = max(free, min(_minute(since, began) + order.minutes, LAST_MINUTE), now + 5)
            here = where[order.id] or base
    return min(free, _of_clock(shift.ends)), here


def _crew(crew: CrewOnDay, free: tuple[int, Place], middle: Place, narrowed: Iterable[int]) -> dict[str, Any]:
    shift = crew.shift
    assert shift is not None
    begins, here = free
    told: dict[str, Any] = {
        "id": str(crew.crew.id),
        "skills": _skills(crew, narrowed),
        "shift": [clock(begins), clock(_of_clock(shift.ends))],
        "start": list(here),
        "end": list(_base(crew, middle)),
        "mode": MODES[crew.crew.mode],
    }
    if shift.break_starts is not None and shift.break_ends is not None and _of_clock(shift.break_ends) > begins:
        told["break"] = [clock(max(_of_clock(shift.break_starts), begins)), clock(_of_clock(shift.break_ends))]
    return told


def _skills(crew: CrewOnDay, narrowed: Iterable[int]) -> list[str]:
    sizes = ("", "×2") if len(crew.present) > 1 else ("",)
    served = ["", *(f"@{estate_id}" for estate_id in sorted(narrowed) if estate_id in crew.estates)]
    return [f"{skill}{size}{where}" for skill in crew.crew.skills for size in sizes for where in served]


def _is_kept_out(on_day: Sequence[CrewOnDay], estate_id: int) -> bool:
    return any(estate_id not in crew.estates for crew in on_day)


def _job(
    order: OrderView,
    place: Place,
    on_day: Sequence[CrewOnDay],
    names: Mapping[tuple[int, int], str],
    narrowed: Iterable[int],
    now: int,
    began: datetime,
) -> dict[str, Any]:
    skill, people = order.skill, order.people
    if people > 1 and any(len(crew.present) > 1 and skill in crew.crew.skills for crew in on_day):
        skill, people = f"{skill}×2", 1
    told: dict[str, Any] = {
        "id": name_of(order),
        "at": list(place),
        "skill": f"{skill}@{order.estate_id}" if order.estate_id in set(narrowed) else skill,
        "minutes": order.minutes,
        "priority": order.priority,
        "people": people,
    }
    due = None if order.due_at is None else _minute(order.due_at, began) - order.minutes
    if order.window_starts is not None and order.window_ends is not None:
        first, last = _minute(order.window_starts, began), _minute(order.window_ends, began)
        if last > now:
            told["window"] = [clock(max(first, 0)), clock(min(last, LAST_MINUTE))]
        else:
            due = last  # nobody came: now it is late
    if due is not None and due <= LAST_MINUTE:
        told["due"] = clock(max(due, 0))
    working = {crew.crew.id for crew in on_day}
    if order.crew_id in working and order.state == "assigned":
        if order.is_locked and order.planned_starts is not None:
            told["locked"] = {"crew": str(order.crew_id), "start": clock(_minute(order.planned_starts, began))}
        else:
            told["expected"] = str(order.crew_id)
    if order.after_id is not None and (order.estate_id, order.after_id) in names:
        told["after"] = names[order.estate_id, order.after_id]
    return told


def _routes(taken: Sequence[OrderView], on_day: Sequence[CrewOnDay], began: datetime) -> list[dict[str, Any]]:
    """Return what the crews expect now, as the plan to begin with."""
    planned = sorted((order for order in taken if order.planned_starts and order.state == "assigned"), key=_starts)
    return [
        {
            "crew": str(crew.crew.id),
            "stops": [
                {"job": name_of(order), "start": clock(min(max(_minute(_starts(order), began), 0), LAST_MINUTE))}
                for order in planned
                if crew.crew.id in (order.crew_id, order.second_crew_id)
            ],
        }
        for crew in on_day
    ]


def _starts(order: OrderView) -> datetime:
    assert order.planned_starts is not None
    return order.planned_starts


def _minute(at: datetime, began: datetime) -> int:
    return int((at - began).total_seconds() // 60)


def _of_clock(at: time) -> int:
    return at.hour * 60 + at.minute


def _base(crew: CrewOnDay, middle: Place) -> Place:
    if crew.crew.base_lat is None or crew.crew.base_lng is None:
        return middle
    return float(crew.crew.base_lat), float(crew.crew.base_lng)


def _of_estate(estate: places.EstateView | None) -> Place | None:
    if estate is None or estate.lat is None or estate.lng is None:
        return None
    return float(estate.lat), float(estate.lng)


def _middle(found: Iterable[Place]) -> Place:
    known = list(found)
    if not known:
        return 0.0, 0.0
    return sum(lat for lat, _ in known) / len(known), sum(lng for _, lng in known) / len(known)
