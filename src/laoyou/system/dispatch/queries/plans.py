"""A proposal as its reader decides on it: what changes for whom, what it is worth, what has no crew and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.dispatch.models import DayPlan, PlanStop
from laoyou.system.dispatch.rules.plan_states import PlanState
from laoyou.system.dispatch.use_cases.deciding import is_change
from laoyou.system.dispatch.use_cases.proposing import CENTRE, company_of
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.queries import OrderView


@dataclass(frozen=True, slots=True)
class Change:
    """What the proposal says of one order. `kind`: new (had no crew), crew, time, out (has none any more), same.

    `late_min` is how late it would end; `why` the reason for an order that gets no crew.
    """

    order: OrderView
    kind: str
    crew_id: int | None
    crew_name: str
    was_crew_name: str
    starts_at: datetime | None
    was_starts_at: datetime | None
    late_min: int
    why: str
    has_moved: bool


@dataclass(frozen=True, slots=True)
class PlanView:
    """`changes` are what people would be told, danger first; `left_over` what waits for a crew, with the reason."""

    id: int
    day: date
    state: str
    cause: str
    cause_order: OrderView | None
    made_at: datetime
    made_by_name: str
    seconds: float
    figures: dict[str, Any]
    changes: tuple[Change, ...]
    left_over: tuple[Change, ...]
    moved: tuple[str, ...]

    @property
    def first(self) -> Change | None:
        """Return the change that the proposal is about: its cause's, else the most pressing one."""
        mine = [change for change in self.changes if self.cause_order and change.order.id == self.cause_order.id]
        return next(iter([*mine, *(change for change in self.changes if change.kind == "new"), *self.changes]), None)

    @property
    def others(self) -> tuple[Change, ...]:
        return tuple(change for change in self.changes if change is not self.first)

    @property
    def gain_min(self) -> int:
        return int(self.figures["before"]["total"]) - int(self.figures["after"]["total"])

    @property
    def travel_more_min(self) -> int:
        return int(self.figures["after"]["travel_min"]) - int(self.figures["before"]["travel_min"])


@dataclass(frozen=True, slots=True)
class PlanLine:
    """A proposal as the list of them shows it."""

    id: int
    day: date
    state: str
    cause: str
    made_at: datetime
    made_by_name: str
    figures: dict[str, Any]
    moved: int


def proposal(*, actor: Actor, day: date, at: datetime) -> PlanView | None:
    """Return what waits for a decision on the day of the actor's company, if anything does."""
    company = company_of(actor)
    with scope.estate(CENTRE):
        row = DayPlan.objects.filter(
            estate_id=CENTRE, organisation_id=company, day=day, state=PlanState.PROPOSED.value
        ).first()
    return None if row is None else _view(actor, row, at)


def plan_for(*, actor: Actor, plan_id: int, at: datetime) -> PlanView:
    """Return one proposal of the actor's company, however it was decided. Raises: NotFound; NotAllowed."""
    with scope.estate(CENTRE):
        row = DayPlan.objects.filter(estate_id=CENTRE, organisation_id=company_of(actor), id=plan_id).first()
    if row is None:
        raise NotFound
    return _view(actor, row, at)


def plans_for(
    *, actor: Actor, state: str = "", day: date | None = None, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[PlanLine]:
    """Return the proposals of the actor's company, the newest first."""
    rows = DayPlan.objects.filter(estate_id=CENTRE, organisation_id=company_of(actor))
    if state in {each.value for each in PlanState}:
        rows = rows.filter(state=state)
    if day is not None:
        rows = rows.filter(day=day)
    start = offset_of(page, size)
    with scope.estate(CENTRE):
        found = list(rows.order_by("-made_at", "-id")[start : start + size])
        total = rows.count()
    lines = [
        PlanLine(row.pk, row.day, row.state, row.cause, row.made_at, row.made_by_name, row.figures, len(row.moved))
        for row in found
    ]
    return Page(rows=lines, number=page, size=size, total=total)


def _view(actor: Actor, row: DayPlan, at: datetime) -> PlanView:
    with scope.estate(CENTRE):
        stops = list(PlanStop.objects.filter(estate_id=CENTRE, plan=row))
    told = [stop for stop in stops if actor.may(Right.SEE_ORDERS, stop.served_estate_id)]
    wanted = [stop for stop in told if is_change(stop) or stop.why]
    found = _orders(actor, wanted, row, at)
    names = crews.crew_names(crew_id for stop in wanted for crew_id in (stop.crew_id, stop.was_crew_id))
    changes = [
        _change(stop, found[stop.served_estate_id, stop.order_id], names)
        for stop in wanted
        if (stop.served_estate_id, stop.order_id) in found
    ]
    changes.sort(key=lambda change: (change.order.priority, change.starts_at or at, change.order.id))
    return PlanView(
        id=row.pk,
        day=row.day,
        state=row.state,
        cause=row.cause,
        cause_order=found.get((row.cause_estate_id or 0, row.cause_order_id or 0)),
        made_at=row.made_at,
        made_by_name=row.made_by_name,
        seconds=float(row.seconds),
        figures=row.figures,
        changes=tuple(change for change in changes if change.kind != "same"),
        left_over=tuple(change for change in changes if change.why),
        moved=tuple(row.moved),
    )


def _orders(actor: Actor, stops: list[PlanStop], row: DayPlan, at: datetime) -> dict[tuple[int, int], OrderView]:
    wanted: dict[int, set[int]] = {}
    for stop in stops:
        wanted.setdefault(stop.served_estate_id, set()).add(stop.order_id)
    if row.cause_estate_id is not None and row.cause_order_id is not None:
        wanted.setdefault(row.cause_estate_id, set()).add(row.cause_order_id)
    with scope.of_actor(actor):
        return {(order.estate_id, order.id): order for order in orders.orders_by_id(actor=actor, wanted=wanted)}


def _change(stop: PlanStop, order: OrderView, names: dict[int, str]) -> Change:
    kind = "same"
    if is_change(stop):
        kind = "time" if stop.crew_id == stop.was_crew_id else "crew"
        if stop.was_crew_id is None:
            kind = "new"
        elif stop.crew_id is None:
            kind = "out"
    late = (stop.ends_at - order.due_at) if stop.ends_at and order.due_at else timedelta()
    return Change(
        order=order,
        kind=kind,
        crew_id=stop.crew_id,
        crew_name=names.get(stop.crew_id or 0, ""),
        was_crew_name=names.get(stop.was_crew_id or 0, ""),
        starts_at=stop.starts_at,
        was_starts_at=stop.was_starts_at,
        late_min=max(int(late.total_seconds() // 60), 0),
        why=stop.why,
        has_moved=order.version != stop.order_version,
    )
