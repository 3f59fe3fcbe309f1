"""A person's word on a proposal: give it out, estate by estate, or keep what is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby

from laoyou.core.errors import NotFound, Refusal
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.dispatch.errors import AlreadyDecided
from laoyou.system.dispatch.models import DayPlan, PlanStop
from laoyou.system.dispatch.rules.plan_states import PlanState
from laoyou.system.dispatch.use_cases.proposing import CENTRE, company_of, move
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders import use_cases as order_acts

SAME_TIME = timedelta(minutes=5)
"""A visit that moves by less is not told anew."""


@dataclass(frozen=True, slots=True)
class Accepted:
    """`given` orders got their crew and time; `moved` had moved on by themselves meanwhile and stayed as they are."""

    given: int
    moved: tuple[str, ...]


def accept(*, actor: Actor, plan_id: int, at: datetime) -> Accepted:
    """Give the proposal out, in one transaction for each estate. What moved meanwhile stays as it is, and is named.

    Open the transactions here: nothing may be open around it (R4). Raises: NotFound; NotAllowed; AlreadyDecided.
    """
    with scope.estate(CENTRE):
        row = _held(actor, plan_id)
        stops = list(PlanStop.objects.filter(estate_id=CENTRE, plan=row).order_by("served_estate_id", "order_id"))
        changes = [stop for stop in stops if is_change(stop)]
        move(row, PlanState.ACCEPTED, actor=actor, at=at, given=len(changes))
    given, moved = 0, []
    for estate_id, group in groupby(changes, key=lambda stop: stop.served_estate_id):
        with scope.estate(estate_id):
            count, left = _give_out(actor, estate_id, list(group), at)
        given += count
        moved += left
    if moved:
        with scope.estate(CENTRE):
            DayPlan.objects.filter(estate_id=CENTRE, id=plan_id).update(moved=moved)
    return Accepted(given, tuple(moved))


def refuse(*, actor: Actor, plan_id: int, at: datetime, reason: str = "") -> None:
    """Keep everything as it is. Raises: NotFound; NotAllowed; AlreadyDecided."""
    with scope.estate(CENTRE):
        move(_held(actor, plan_id), PlanState.REFUSED, actor=actor, at=at, reason=reason)


def is_change(stop: PlanStop) -> bool:
    """Say whether the stop tells somebody something new."""
    if stop.crew_id != stop.was_crew_id:
        return True
    if stop.starts_at is None or stop.was_starts_at is None:
        return stop.starts_at != stop.was_starts_at
    return abs(stop.starts_at - stop.was_starts_at) >= SAME_TIME


def _held(actor: Actor, plan_id: int) -> DayPlan:
    company = company_of(actor)
    row = DayPlan.objects.select_for_update().filter(estate_id=CENTRE, organisation_id=company, id=plan_id).first()
    if row is None:
        raise NotFound
    if row.state != PlanState.PROPOSED:
        raise AlreadyDecided
    return row


def _give_out(actor: Actor, estate_id: int, stops: Sequence[PlanStop], at: datetime) -> tuple[int, list[str]]:
    given, moved = 0, []
    for stop in stops:
        where = {"actor": actor, "estate_id": estate_id, "order_id": stop.order_id, "at": at}
        if not actor.may(Right.DISPATCH_ORDERS, estate_id):
            continue
        order = orders.order_for(**where)  # type: ignore[arg-type]
        try:
            if order.version != stop.order_version:
                moved.append(order.number)
            elif stop.crew_id is not None:
                order_acts.assign(
                    **where,  # type: ignore[arg-type]
                    crew_id=stop.crew_id,
                    second_crew_id=stop.second_crew_id,
                    starts_at=stop.starts_at,
                    ends_at=stop.ends_at,
                    locked=order.is_locked,
                )
                given += 1
            elif order.state == "assigned":
                order_acts.unassign(**where, reason="")  # type: ignore[arg-type]
                given += 1
        except Refusal:
            moved.append(order.number)
    return given, moved
