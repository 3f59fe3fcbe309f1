"""A round being done: facility by facility, step by step. What fails opens a work order by itself."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra import audit, files, scope, states
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.work.facilities.errors import (
    CheckedAlready,
    FailureUnexplained,
    PictureNotKept,
    ReasonMissing,
    RoundOver,
    StepsMissing,
)
from laoyou.system.work.facilities.models import FacilityCheck, FailedStep, InspectionRound
from laoyou.system.work.facilities.rules.kinds import number_of
from laoyou.system.work.facilities.rules.rounds import MOVES, RoundState, Tick, Ticked, lacking
from laoyou.system.work.orders import queries as order_queries
from laoyou.system.work.orders import use_cases as orders
from laoyou.system.work.orders.rules.evidence import Evidence
from laoyou.system.work.orders.rules.states import TO_DO, OrderState, Source

_MINUTES_TO_MEND = 45


def check_facility(
    *,
    actor: Actor,
    estate_id: int,
    round_id: int,
    facility_id: int,
    ticked: Sequence[Ticked],
    at: datetime,
    client_id: str = "",
) -> list[int]:
    """Write down what was found at a facility, and return the work orders of what is not in order.

    A failure for which an order is still to be done opens no second one. The last facility ends the round, and its
    work order with it. The same `client_id` again does nothing.
    Raises: NotFound; RoundOver; CheckedAlready; StepsMissing; FailureUnexplained; PictureNotKept.
    """
    with scope.estate(estate_id):
        actor.require(Right.DO_ORDERS, estate_id)
        row = _held(estate_id, round_id)
        check = (
            FacilityCheck.objects.select_related("facility")
            .filter(estate_id=estate_id, round=row, facility_id=facility_id)
            .first()
        )
        if check is None:
            raise NotFound
        if client_id and check.client_id == client_id:
            return []
        if row.state != RoundState.DUE:
            raise RoundOver
        if check.checked_at is not None:
            raise CheckedAlready(name=check.checked_by_name)
        steps: list[str] = row.plan.steps
        _refuse_unclear(estate_id, ticked, steps)
        by_step = {each.step: each for each in ticked}
        failed = [each for each in ticked if each.tick is Tick.FAILED]
        check.ticks = [by_step[step].tick.value for step in range(len(steps))]
        check.failures, check.client_id = len(failed), client_id[:40]
        check.checked_by, check.checked_by_name, check.checked_at = actor.user_id, actor.name[:100], at
        check.save()
        opened = [_mend(row, check, steps[each.step], each, actor, at) for each in failed]
        if not FacilityCheck.objects.filter(estate_id=estate_id, round=row, checked_at=None).exists():
            _finish(row, actor, at)
        return opened


def drop_round(*, actor: Actor, estate_id: int, round_id: int, reason: str, at: datetime) -> None:
    """Leave a round out, with the reason; its work order is cancelled. Raises: NotFound; RoundOver; ReasonMissing."""
    with scope.estate(estate_id):
        actor.require(Right.DISPATCH_ORDERS, estate_id)
        if not reason.strip():
            raise ReasonMissing
        row = _held(estate_id, round_id)
        if row.state != RoundState.DUE:
            raise RoundOver
        _drop(row, reason.strip(), actor, at)
        for order in order_queries.orders_of(source=Source.INSPECTION.value, estate_id=estate_id, source_id=row.pk):
            if order.id == row.order_id and order.state in TO_DO:
                orders.cancel(actor=actor, estate_id=estate_id, order_id=order.id, reason=reason.strip()[:200], at=at)


def end_with_order(*, estate_id: int, round_id: int, order_id: int, reason: str, at: datetime) -> None:
    """Leave the round out whose own work order was cancelled. Of other orders, and of a round that is over: nothing."""
    row = InspectionRound.objects.select_for_update().filter(estate_id=estate_id, id=round_id).first()
    if row is not None and row.order_id == order_id and row.state == RoundState.DUE:
        _drop(row, reason, system("work.facilities"), at)


def _held(estate_id: int, round_id: int) -> InspectionRound:
    rows = InspectionRound.objects.select_for_update(of=("self",)).select_related("plan")
    row = rows.filter(estate_id=estate_id, id=round_id).first()
    if row is None:
        raise NotFound
    return row


def _refuse_unclear(estate_id: int, ticked: Sequence[Ticked], steps: Sequence[str]) -> None:
    if missing := lacking(ticked, len(steps)):
        raise StepsMissing(steps="、".join(f"“{steps[step][:20]}”" for step in missing))
    for each in ticked:
        if each.tick is Tick.FAILED and not each.note.strip():
            raise FailureUnexplained(step=steps[each.step][:30])
    file_ids = [each.file_id for each in ticked if each.file_id is not None]
    if file_ids and not files.are_kept(estate_id=estate_id, file_ids=file_ids, purpose="photo"):
        raise PictureNotKept


def _mend(row: InspectionRound, check: FacilityCheck, step: str, found: Ticked, actor: Actor, at: datetime) -> int:
    """Return the order that puts the failure right: one that is still to be done, else a new one."""
    facility = check.facility
    known = set(
        FailedStep.objects.filter(estate_id=row.estate_id, facility=facility, step=step).values_list(
            "order_id", flat=True
        )
    )
    order_id = next(iter(order_queries.still_to_do(estate_id=row.estate_id, order_ids=known)), None)
    if order_id is None:
        order_id = orders.open_order(
            actor=actor,
            estate_id=row.estate_id,
            source=Source.INSPECTION.value,
            source_id=row.pk,
            title=f"{number_of(facility.kind, facility.sequence)} {facility.name}：{found.note.strip()}",
            text=f"{step}\n{found.note.strip()}",
            skill=row.plan.skill,
            minutes=_MINUTES_TO_MEND,
            priority=1,
            place=facility.place or facility.name,
            location=(facility.lat, facility.lng) if facility.lat is not None and facility.lng is not None else None,
            evidence=Evidence.BEFORE_AND_AFTER.value,
            at=at,
        )
    FailedStep.objects.create(
        estate_id=row.estate_id,
        check_row=check,
        facility=facility,
        step=step[:200],
        note=found.note.strip()[:300],
        file_id=found.file_id,
        order_id=order_id,
        at=at,
    )
    return order_id


def _finish(row: InspectionRound, actor: Actor, at: datetime) -> None:
    failures = sum(FacilityCheck.objects.filter(estate_id=row.estate_id, round=row).values_list("failures", flat=True))
    row.ended_at = at
    states.move(row, RoundState.DONE, MOVES, actor=actor, at=at, also=["ended_at"])
    _record("work.round_done", row, actor, at, failures=failures)
    _end_order(row, actor, at)


def _end_order(row: InspectionRound, actor: Actor, at: datetime) -> None:
    """End the round's order: done by the crew that has it, and taken off the list where no crew has."""
    if row.order_id is None:
        return
    calendar = system("work.facilities")
    about = order_queries.order_for(actor=calendar, estate_id=row.estate_id, order_id=row.order_id, at=at)
    act = {"actor": calendar, "estate_id": row.estate_id, "order_id": row.order_id, "at": at}
    if about.state in (OrderState.ASSIGNED, OrderState.TRAVELLING):
        orders.arrive(**act)  # type: ignore[arg-type]
    if about.state in (OrderState.ASSIGNED, OrderState.TRAVELLING, OrderState.WORKING):
        orders.finish(**act, note=actor.name)  # type: ignore[arg-type]
    elif about.state in TO_DO:
        orders.cancel(**act, reason=actor.name)  # type: ignore[arg-type]


def _drop(row: InspectionRound, reason: str, actor: Actor, at: datetime) -> None:
    row.ended_at = at
    states.move(row, RoundState.DROPPED, MOVES, actor=actor, at=at, reason=reason, also=["ended_at"])
    _record("work.round_dropped", row, actor, at, reason=reason[:200])


def _record(
    action: str, row: InspectionRound, actor: Actor, at: datetime, *, reason: str = "", **details: object
) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.inspection_round",
        subject_id=row.pk,
        reason=reason,
        name=row.plan.name,
        day=row.due_on.isoformat(),
        **details,
    )
