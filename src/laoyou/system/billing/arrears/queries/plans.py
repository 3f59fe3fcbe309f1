"""Instalment plans with how each part stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.core.money import Money
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.core.tenures import Tenure
from laoyou.infra.actor import Actor, ActorKind
from laoyou.system.billing.arrears.models import Plan, PlanPart
from laoyou.system.billing.arrears.rules.plans import PartStanding, PlanState, standings, state_on
from laoyou.system.billing.arrears.rules.plans import PlanPart as Part
from laoyou.system.billing.queries.rows import require_reader, select
from laoyou.system.places import queries as places

STATES = tuple(state.value for state in PlanState)
_CAME_IN = """
SELECT part.plan_id, coalesce(sum(part.open_fen - (bill.amount_fen - bill.paid_fen - bill.credited_fen)), 0)
FROM billing_plan_bill part JOIN billing_bill bill ON bill.estate_id = part.estate_id AND bill.id = part.bill_id
WHERE part.estate_id = %(estate_id)s AND part.plan_id = ANY(%(plans)s) GROUP BY part.plan_id
"""


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its parts. `came_in` counts what was paid on its bills, or taken off them, since it was asked for."""

    id: int
    home_id: int
    home_label: str
    state: str
    total: Money
    reason: str
    is_residents: bool
    asked_by: int
    asked_by_name: str
    asked_at: datetime
    decided_by_name: str
    decided_at: datetime | None
    note: str
    came_in: Money
    parts: tuple[PartStanding, ...]

    @property
    def next_part(self) -> PartStanding | None:
        """Return the part to pay next, while the plan runs."""
        if self.state != PlanState.RUNNING:
            return None
        return next((part for part in self.parts if part.open), None)

    @property
    def is_live(self) -> bool:
        return self.state in (PlanState.ASKED, PlanState.RUNNING)

    def is_behind(self, day: date) -> bool:
        """Return whether a part is past its day and still open, also within its days of grace."""
        part = self.next_part
        return part is not None and part.part.due_on < day

    def comes_to(self, day: date) -> PlanState:
        """Return what a running plan has come to, before the calendar writes it down."""
        if self.state != PlanState.RUNNING:
            return PlanState(self.state)
        return state_on([each.part for each in self.parts], self.came_in, day)


def plans_for(
    *, actor: Actor, estate_id: int, state: str = "", page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[PlanView]:
    """Return one page of the estate's plans: those that wait for a decision first, then the running ones."""
    require_reader(actor, estate_id)
    rows = Plan.objects.filter(estate_id=estate_id)
    if state in STATES:
        rows = rows.filter(state=state)
    order = {"asked": 0, "running": 1}
    ids = sorted(rows.values_list("state", "id"), key=lambda row: (order.get(row[0], 2), -row[1]))
    start = offset_of(page, size)
    shown = [plan_id for _, plan_id in ids[start : start + size]]
    return Page(rows=_views(estate_id, shown), number=page, size=size, total=len(ids))


def plans_of_home(*, actor: Actor, estate_id: int, home_id: int) -> list[PlanView]:
    """Return the home's plans, the newest first; to a resident their own ones (`is_own`). Raises: NotFound."""
    tenure = require_reader(actor, estate_id, home_id)
    found = Plan.objects.filter(estate_id=estate_id, home_id=home_id).order_by("-id")
    views = _views(estate_id, list(found.values_list("id", flat=True)))
    if actor.kind is not ActorKind.RESIDENT:
        return views
    return [view for view in views if is_own(actor, tenure, asked_by=view.asked_by, asked_at=view.asked_at)]


def is_own(actor: Actor, tenure: Tenure, *, asked_by: int, asked_at: datetime) -> bool:
    """Return whether a resident reads a plan, takes it back and pays on it: who asked, or the owner's household then.

    Neither a buyer nor a tenant has a say in what an owner agreed on.
    """
    return asked_by == actor.user_id or tenure.has_account_on(city_day(asked_at))


def plan_for(*, actor: Actor, estate_id: int, plan_id: int) -> PlanView:
    """Return one plan. Raises: NotFound, also for another's."""
    views = _views(estate_id, [plan_id])
    if not views:
        raise NotFound
    plan = views[0]
    tenure = require_reader(actor, estate_id, plan.home_id)
    if actor.kind is ActorKind.RESIDENT and not is_own(actor, tenure, asked_by=plan.asked_by, asked_at=plan.asked_at):
        raise NotFound
    return plan


def plans_undecided(estate_id: int) -> int:
    """Return how many plans wait for a decision."""
    return Plan.objects.filter(estate_id=estate_id, state="asked").count()


def came_in(*, estate_id: int, plan_id: int) -> Money:
    """Return what has come in on a plan's bills since it was made. To be called in the estate's scope."""
    return _came_in(estate_id, [plan_id]).get(plan_id, Money(0))


def parts_of_plan(*, estate_id: int, plan_id: int) -> tuple[Part, ...]:
    rows = PlanPart.objects.filter(estate_id=estate_id, plan_id=plan_id).order_by("number")
    return tuple(Part(row.number, row.due_on, Money(row.amount_fen)) for row in rows)


def _came_in(estate_id: int, plans: Sequence[int]) -> dict[int, Money]:
    return {
        plan_id: Money(int(fen)) for plan_id, fen in select(_CAME_IN, {"estate_id": estate_id, "plans": list(plans)})
    }


def _views(estate_id: int, ids: Sequence[int]) -> list[PlanView]:
    rows = {row.id: row for row in Plan.objects.filter(estate_id=estate_id, id__in=list(ids))}
    parts: dict[int, list[Part]] = {plan_id: [] for plan_id in rows}
    for part in PlanPart.objects.filter(estate_id=estate_id, plan_id__in=list(rows)).order_by("plan_id", "number"):
        parts[part.plan_id].append(Part(part.number, part.due_on, Money(part.amount_fen)))
    paid = _came_in(estate_id, list(rows))
    labels = places.home_labels(estate_id=estate_id, home_ids=[row.home_id for row in rows.values()])
    return [
        PlanView(
            id=row.id,
            home_id=row.home_id,
            home_label=labels.get(row.home_id, ""),
            state=row.state,
            total=Money(row.total_fen),
            reason=row.reason,
            is_residents=row.is_residents,
            asked_by=row.asked_by,
            asked_by_name=row.asked_by_name,
            asked_at=row.asked_at,
            decided_by_name=row.decided_by_name,
            decided_at=row.decided_at,
            note=row.note,
            came_in=paid.get(row.id, Money(0)),
            parts=standings(parts[row.id], paid.get(row.id, Money(0))),
        )
        for row in (rows[plan_id] for plan_id in ids if plan_id in rows)
    ]
