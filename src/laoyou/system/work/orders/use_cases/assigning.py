"""Who does an order, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from laoyou.core.calendar import city_day
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import steps
from laoyou.system.work.orders.errors import ContractorUnclear, CrewElsewhere, CrewLacksSkill, CrewNeeded, WindowUnclear
from laoyou.system.work.orders.models import WorkOrder
from laoyou.system.work.orders.rules.states import OrderState

MOST_DAYS = 30
PLANNED = ("crew_id", "second_crew_id", "contractor", "contractor_until", "planned_starts", "planned_ends", "is_locked")


def assign(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    crew_id: int,
    starts_at: datetime | None,
    ends_at: datetime | None,
    at: datetime,
    locked: bool = False,
    reason: str = "",
    second_crew_id: int | None = None,
) -> None:
    """Give an order to a crew, with the planned time if there is one; also one that another crew has but not begun.

    `locked`: no plan moves it any more. Raises: NotFound; OrderMoved; CrewNeeded; CrewLacksSkill; CrewElsewhere;
    WindowUnclear.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = steps.held(estate_id, order_id)
        steps.refuse_unless(row, OrderState.ASSIGNED)
        _refuse_unfit(row, crew_id, second_crew_id, starts_at or at)
        if starts_at is not None and ends_at is not None and ends_at < starts_at:
            raise WindowUnclear
        before = {"crew_id": row.crew_id, "starts": row.planned_starts.isoformat() if row.planned_starts else None}
        row.crew_id, row.second_crew_id, row.contractor, row.contractor_until = crew_id, second_crew_id, "", None
        row.planned_starts, row.planned_ends, row.is_locked = starts_at, ends_at, locked
        row.help_asked_at, row.help_text = None, ""
        also = [*PLANNED, "help_asked_at", "help_text"]
        steps.step(row, OrderState.ASSIGNED, actor=actor, at=at, reason=reason, also=also, before=before)


def unassign(*, actor: Actor, estate_id: int, order_id: int, reason: str, at: datetime) -> None:
    """Take an order back from its crew: it waits again. Raises: NotFound; OrderMoved."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        row = steps.held(estate_id, order_id)
        steps.refuse_unless(row, OrderState.OPEN)
        before = {"crew_id": row.crew_id}
        row.crew_id, row.second_crew_id, row.contractor, row.contractor_until = None, None, "", None
        row.planned_starts, row.planned_ends, row.is_locked = None, None, False
        steps.step(row, OrderState.OPEN, actor=actor, at=at, reason=reason, also=PLANNED, before=before)


def give_to_contractor(
    *,
    actor: Actor,
    estate_id: int,
    order_id: int,
    contractor: str,
    days: int,
    at: datetime,
    starts_at: datetime | None = None,
    reason: str = "",
) -> None:
    """Give an order to an outside firm, whose link opens it for so many days; a link of before opens nothing any more.

    Raises: NotFound; OrderMoved; ContractorUnclear.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if not contractor.strip() or not 1 <= days <= MOST_DAYS:
            raise ContractorUnclear(most=MOST_DAYS)
        row = steps.held(estate_id, order_id)
        steps.refuse_unless(row, OrderState.ASSIGNED)
        before = {"crew_id": row.crew_id, "contractor": row.contractor}
        row.crew_id, row.second_crew_id, row.contractor = None, None, contractor.strip()[:60]
        row.contractor_until = at + timedelta(days=days)
        row.planned_starts, row.planned_ends, row.is_locked = starts_at, None, True
        row.help_asked_at, row.help_text = None, ""
        also = [*PLANNED, "help_asked_at", "help_text"]
        steps.step(row, OrderState.ASSIGNED, actor=actor, at=at, reason=reason, also=also, before=before)


def _refuse_unfit(row: WorkOrder, crew_id: int, second_crew_id: int | None, when: datetime) -> None:
    """Raises: CrewNeeded; CrewLacksSkill; CrewElsewhere."""
    for each in (crew_id, second_crew_id):
        if each is None:
            continue
        found = crews.crew_to_send(crew_id=each, estate_id=row.estate_id, day=city_day(when))
        if found is None:
            raise CrewNeeded
        crew, serves = found
        if not serves:
            raise CrewElsewhere(crew=crew.name)
        if row.skill not in crew.skills:
            raise CrewLacksSkill(crew=crew.name)
