"""Plans of inspection, and the rounds and orders that the calendar opens by them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from laoyou.core.calendar import city_day, city_instant
from laoyou.core.errors import NotFound
from laoyou.infra import audit, scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.crews.rules.skills import Skill
from laoyou.system.work.facilities.errors import PlanHasNobody, PlanOver, PlanUnclear
from laoyou.system.work.facilities.models import (
    Facility,
    FacilityCertificate,
    FacilityCheck,
    InspectionPlan,
    InspectionRound,
)
from laoyou.system.work.facilities.queries.papers import newest_certificates
from laoyou.system.work.facilities.rules.calendar import OPENS_BEFORE_DAYS, Standing, Unit, next_due, standing
from laoyou.system.work.facilities.rules.kinds import KINDS, number_of
from laoyou.system.work.facilities.rules.rounds import minutes_of
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.rules.evidence import Evidence
from laoyou.system.work.orders.rules.states import Source

_EVENING = time(18, 0)
_MOST_STEPS = 40


def set_plan(
    *,
    actor: Actor,
    estate_id: int,
    name: str,
    kind: str,
    every: int,
    unit: str,
    steps: Sequence[str],
    minutes: int,
    starts_on: date,
    at: datetime,
    facility_id: int | None = None,
    skill: str = "",
) -> int:
    """Set a plan for one facility, or for all of a kind, and return its id. `minutes` are those of one facility.

    Raises: NotFound; PlanUnclear; PlanHasNobody.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        said = [step.strip()[:200] for step in steps if step.strip()]
        if kind not in KINDS or unit not in set(Unit) or not 1 <= every <= 366 or not 1 <= minutes <= 480:
            raise PlanUnclear
        skill = skill or KINDS[kind].skill
        if not name.strip() or not 1 <= len(said) <= _MOST_STEPS or skill not in set(Skill):
            raise PlanUnclear
        there = Facility.objects.filter(estate_id=estate_id, kind=kind, removed_on=None)
        if facility_id is not None and not there.filter(id=facility_id).exists():
            raise NotFound
        if not there.exists():
            raise PlanHasNobody
        plan = InspectionPlan.objects.create(
            estate_id=estate_id,
            name=name.strip()[:60],
            kind=kind,
            facility_id=facility_id,
            every=every,
            unit=unit,
            steps=said,
            skill=skill,
            minutes=minutes,
            starts_on=starts_on,
            set_by_name=actor.name[:100],
            set_at=at,
        )
        _record("work.plan_set", plan, actor, at)
        return int(plan.pk)


def end_plan(*, actor: Actor, estate_id: int, plan_id: int, at: datetime) -> None:
    """End a plan from today on; a round that is due stays due. Raises: NotFound; PlanOver."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        plan = InspectionPlan.objects.select_for_update().filter(estate_id=estate_id, id=plan_id).first()
        if plan is None:
            raise NotFound
        if plan.ends_before is not None:
            raise PlanOver
        plan.ends_before = city_day(at)
        plan.save(update_fields=["ends_before"])
        _record("work.plan_ended", plan, actor, at)


def open_due_rounds(*, actor: Actor, estate_id: int, at: datetime) -> int:
    """Open the rounds that are due within three days, each with one work order, and the orders for papers.

    A plan whose last round is still to be done gets no second one: what is overdue stays in sight alone. Safe to run
    twice. Returns how many orders were opened.
    """
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        today = city_day(at)
        opened = 0
        for plan in InspectionPlan.objects.select_for_update().filter(estate_id=estate_id, ends_before=None):
            opened += _open_next(plan, today, actor, at)
        for paper in newest_certificates(estate_id=estate_id):
            if paper.order_id is None and standing(paper.valid_until, today) is not Standing.GOOD:
                _ask_for_paper(paper, actor, at)
                opened += 1
        return opened


def _open_next(plan: InspectionPlan, today: date, actor: Actor, at: datetime) -> int:
    rounds = InspectionRound.objects.filter(estate_id=plan.estate_id, plan=plan)
    if rounds.filter(state="due").exists():
        return 0
    last = rounds.order_by("-due_on").first()
    # Rounds that fell due while another was late are not made up for one by one.
    since = max(last.due_on + timedelta(days=1), today) if last else plan.starts_on
    due = next_due(starts_on=plan.starts_on, every=plan.every, unit=Unit(plan.unit), since=since)
    facilities = list(_facilities_of(plan))
    if due > today + timedelta(days=OPENS_BEFORE_DAYS) or not facilities:
        return 0
    row = InspectionRound.objects.create(estate_id=plan.estate_id, plan=plan, due_on=due, opened_at=at)
    FacilityCheck.objects.bulk_create(
        FacilityCheck(estate_id=plan.estate_id, round=row, facility=facility) for facility in facilities
    )
    first = facilities[0]
    row.order_id = orders.open_order(
        actor=actor,
        estate_id=plan.estate_id,
        source=Source.INSPECTION.value,
        source_id=row.pk,
        title=plan.name,
        text="\n".join(plan.steps),
        skill=plan.skill,
        minutes=minutes_of(plan.minutes, len(facilities)),
        priority=2,
        place="、".join(each.name for each in facilities[:3]) + ("…" if len(facilities) > 3 else ""),
        location=(first.lat, first.lng) if first.lat is not None and first.lng is not None else None,
        due_at=city_instant(due, _EVENING),
        evidence=Evidence.NONE.value,
        at=at,
    )
    row.save(update_fields=["order_id"])
    _record("work.round_opened", plan, actor, at, day=due.isoformat())
    return 1


def _facilities_of(plan: InspectionPlan) -> Sequence[Facility]:
    there = Facility.objects.filter(estate_id=plan.estate_id, removed_on=None)
    if plan.facility_id is not None:
        return list(there.filter(id=plan.facility_id))
    return list(there.filter(kind=plan.kind).order_by("sequence"))


def _ask_for_paper(paper: FacilityCertificate, actor: Actor, at: datetime) -> None:
    """Open the order by which somebody applies for the next certificate. Law: LIFT-INSPECTION, a month before."""
    facility = paper.facility
    paper.order_id = orders.open_order(
        actor=actor,
        estate_id=paper.estate_id,
        source=Source.PLAN.value,
        source_id=paper.pk,
        title=f"{number_of(facility.kind, facility.sequence)} {facility.name}：{paper.name}",
        text=f"{paper.name} {paper.number} → {paper.valid_until.isoformat()}",
        skill=KINDS[facility.kind].skill,
        minutes=30,
        priority=2,
        place=facility.place or facility.name,
        due_at=city_instant(paper.valid_until, _EVENING),
        evidence=Evidence.PHOTO.value,
        at=at,
    )
    paper.save(update_fields=["order_id"])


def _record(action: str, plan: InspectionPlan, actor: Actor, at: datetime, *, day: str = "") -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=plan.estate_id,
        at=at,
        subject="work.inspection_plan",
        subject_id=plan.pk,
        name=plan.name,
        day=day,
    )
