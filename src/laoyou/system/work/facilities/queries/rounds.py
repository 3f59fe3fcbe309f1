"""Inspections as their readers see them: plans, the calendar of rounds, one round with its facilities."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, Q, Sum

from laoyou.core.errors import NotFound
from laoyou.core.paging import ROWS_PER_PAGE, Page, offset_of
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right
from laoyou.system.places import queries as places
from laoyou.system.work.facilities.models import Facility, FacilityCheck, FailedStep, InspectionPlan, InspectionRound
from laoyou.system.work.facilities.queries.codes import place_of
from laoyou.system.work.facilities.queries.register import FailureView, seen_estates
from laoyou.system.work.facilities.rules.calendar import Unit, next_due
from laoyou.system.work.facilities.rules.kinds import number_of


@dataclass(frozen=True, slots=True)
class PlanView:
    """A plan with its next day; `facilities` is how many it is about, `last_on` when a round of it ended last."""

    id: int
    estate_id: int
    estate_name: str
    name: str
    kind: str
    facility_id: int | None
    facility_name: str
    facilities: int
    every: int
    unit: str
    steps: tuple[str, ...]
    skill: str
    minutes: int
    starts_on: date
    ends_before: date | None
    next_on: date | None


@dataclass(frozen=True, slots=True)
class RoundView:
    """A round in the calendar: `checked` of `facilities` were looked at, `failures` steps were not in order."""

    id: int
    estate_id: int
    estate_name: str
    plan_id: int
    name: str
    kind: str
    due_on: date
    state: str
    order_id: int | None
    ended_at: datetime | None
    facilities: int
    checked: int
    failures: int

    def is_late(self, today: date) -> bool:
        return self.state == "due" and self.due_on < today


@dataclass(frozen=True, slots=True)
class ToCheck:
    """A facility of a round; `checked_at` is empty where nobody has looked yet."""

    facility_id: int
    number: str
    name: str
    where: str
    checked_at: datetime | None
    checked_by_name: str
    ticks: tuple[tuple[str, str], ...]
    failures: tuple[FailureView, ...]


@dataclass(frozen=True, slots=True)
class RoundStory:
    round: RoundView
    steps: tuple[str, ...]
    checks: tuple[ToCheck, ...]


@dataclass(frozen=True, slots=True)
class RoundsWanted:
    """Which rounds. `state` is due, done or dropped, or "late" for those due before today."""

    estate_ids: Sequence[int] | None = None
    state: str = ""
    kind: str = ""
    search: str = ""


EVERY_ROUND = RoundsWanted()


def rounds_for(
    *, actor: Actor, today: date, wanted: RoundsWanted = EVERY_ROUND, page: int = 1, size: int = ROWS_PER_PAGE
) -> Page[RoundView]:
    """Return one page of rounds: what is due first, the oldest first; then what is over, the newest first."""
    rows = InspectionRound.objects.select_related("plan")
    if (seen := seen_estates(actor, wanted.estate_ids)) is not None:
        rows = rows.filter(estate_id__in=seen)
    if wanted.state == "late":
        rows = rows.filter(state="due", due_on__lt=today)
    elif wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.kind:
        rows = rows.filter(plan__kind=wanted.kind)
    for word in wanted.search.split():
        rows = rows.filter(plan__name__icontains=word)
    ordered = rows.alias(over=F("ended_at")).order_by(F("over").desc(nulls_first=True), "due_on", "id")
    start = offset_of(page, size)
    shown = list(ordered[start : start + size])
    return Page(rows=_views(shown), number=page, size=size, total=rows.count())


def round_counts(*, actor: Actor, today: date, estate_ids: Sequence[int] | None = None) -> dict[str, int]:
    """Return how many rounds are late, and due from today on."""
    rows = InspectionRound.objects.filter(state="due")
    if (seen := seen_estates(actor, estate_ids)) is not None:
        rows = rows.filter(estate_id__in=seen)
    found = rows.aggregate(late=Count("id", filter=Q(due_on__lt=today)), due=Count("id", filter=Q(due_on__gte=today)))
    return {"late": found["late"], "due": found["due"]}


def plans_for(*, actor: Actor, today: date, estate_ids: Sequence[int] | None = None) -> list[PlanView]:
    """Return the plans that run, by estate and name, each with the next day it falls due."""
    rows = InspectionPlan.objects.filter(ends_before=None).select_related("facility")
    if (seen := seen_estates(actor, estate_ids)) is not None:
        rows = rows.filter(estate_id__in=seen)
    plans = list(rows.order_by("estate_id", "name", "id"))
    names = places.estate_names({row.estate_id for row in plans}) if plans else {}
    counts = _facility_counts({row.estate_id for row in plans})
    due = dict(InspectionRound.objects.filter(plan__in=plans, state="due").values_list("plan_id", "due_on"))
    last: dict[int, date] = {}
    for plan_id, day in InspectionRound.objects.filter(plan__in=plans).values_list("plan_id", "due_on"):
        last[plan_id] = max(day, last.get(plan_id, day))
    return [_plan_view(row, names, counts, due, last, today) for row in plans]


def round_for(*, actor: Actor, estate_id: int, round_id: int) -> RoundStory:
    """Return a round with its facilities, to those who do the work and to those who see it. Raises: NotFound."""
    if not actor.may(Right.SEE_ORDERS, estate_id):
        actor.require(Right.DO_ORDERS, estate_id)
    row = InspectionRound.objects.select_related("plan").filter(estate_id=estate_id, id=round_id).first()
    if row is None:
        raise NotFound
    checks = FacilityCheck.objects.filter(estate_id=estate_id, round=row).select_related("facility")
    failed: dict[int, list[FailureView]] = {}
    for each in FailedStep.objects.filter(estate_id=estate_id, check_row__round=row).order_by("id"):
        failed.setdefault(each.check_row_id, []).append(
            FailureView(each.step, each.note, each.file_id, each.order_id, each.at)
        )
    steps = tuple(row.plan.steps)
    return RoundStory(
        round=_views([row])[0],
        steps=steps,
        checks=tuple(
            ToCheck(
                facility_id=check.facility_id,
                number=number_of(check.facility.kind, check.facility.sequence),
                name=check.facility.name,
                where=place_of(check.facility),
                checked_at=check.checked_at,
                checked_by_name=check.checked_by_name,
                ticks=tuple(zip(steps, check.ticks, strict=False)),
                failures=tuple(failed.get(check.pk, [])),
            )
            for check in checks.order_by("facility__sequence")
        ),
    )


def my_rounds(*, actor: Actor, today: date) -> list[RoundView]:
    """Return the rounds to be done in the estates where the actor does work, the oldest first."""
    rows = InspectionRound.objects.filter(state="due", estate_id__in=actor.estates_with(Right.DO_ORDERS))
    return _views(list(rows.select_related("plan").order_by("due_on", "id")[:100]))


def round_of_facility(*, actor: Actor, estate_id: int, facility_id: int) -> int | None:
    """Return the oldest due round in which this facility waits to be looked at: what a scanned label leads to."""
    actor.require(Right.DO_ORDERS, estate_id)
    rows = FacilityCheck.objects.filter(
        estate_id=estate_id, facility_id=facility_id, checked_at=None, round__state="due"
    )
    found: int | None = rows.order_by("round__due_on", "id").values_list("round_id", flat=True).first()
    return found


def estates_with_plans() -> list[int]:
    """Return the estates for which the calendar may have something to open."""
    with scope.everything():
        planned = InspectionPlan.objects.filter(ends_before=None).values_list("estate_id", flat=True)
        kept = Facility.objects.filter(removed_on=None).values_list("estate_id", flat=True)
        return sorted(set(planned.distinct()) | set(kept.distinct()))


def _views(rows: Sequence[InspectionRound]) -> list[RoundView]:
    names = places.estate_names({row.estate_id for row in rows}) if rows else {}
    sums: dict[int, Any] = {
        found["round_id"]: found
        for found in FacilityCheck.objects.filter(round__in=[row.pk for row in rows])
        .values("round_id")
        .annotate(every=Count("id"), checked=Count("checked_at"), wrong=Sum("failures"))
    }
    return [
        RoundView(
            id=row.pk,
            estate_id=row.estate_id,
            estate_name=names.get(row.estate_id, ""),
            plan_id=row.plan_id,
            name=row.plan.name,
            kind=row.plan.kind,
            due_on=row.due_on,
            state=row.state,
            order_id=row.order_id,
            ended_at=row.ended_at,
            facilities=sums.get(row.pk, {}).get("every", 0),
            checked=sums.get(row.pk, {}).get("checked", 0),
            failures=sums.get(row.pk, {}).get("wrong") or 0,
        )
        for row in rows
    ]


def _facility_counts(estate_ids: Iterable[int]) -> dict[tuple[int, str], int]:
    rows = Facility.objects.filter(estate_id__in=list(estate_ids), removed_on=None)
    counted = rows.values_list("estate_id", "kind").annotate(count=Count("id"))
    return {(estate_id, kind): count for estate_id, kind, count in counted}


def _plan_view(
    row: InspectionPlan,
    names: dict[int, str],
    counts: dict[tuple[int, str], int],
    due: dict[int, date],
    last: dict[int, date],
    today: date,
) -> PlanView:
    since = max(last[row.pk] + timedelta(days=1), today) if row.pk in last else row.starts_on
    return PlanView(
        id=row.pk,
        estate_id=row.estate_id,
        estate_name=names.get(row.estate_id, ""),
        name=row.name,
        kind=row.kind,
        facility_id=row.facility_id,
        facility_name=row.facility.name if row.facility else "",
        facilities=1 if row.facility_id else counts.get((row.estate_id, row.kind), 0),
        every=row.every,
        unit=row.unit,
        steps=tuple(row.steps),
        skill=row.skill,
        minutes=row.minutes,
        starts_on=row.starts_on,
        ends_before=row.ends_before,
        next_on=due.get(row.pk) or next_due(starts_on=row.starts_on, every=row.every, unit=Unit(row.unit), since=since),
    )
