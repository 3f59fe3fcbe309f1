"""A day's work: for planning, for a crew's telephone; and the hours that were worked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet

from laoyou.core.calendar import Month, city_instant, day_after
from laoyou.infra.actor import Actor, ActorKind, Right
from laoyou.system.mandates import queries as mandates
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders.models import WorkOrder, WorkSpan
from laoyou.system.work.orders.queries.lists import OrderView, on_day, views
from laoyou.system.work.orders.rules.states import OrderState

PLANNED_STATES = ("open", "assigned", "travelling", "working", "paused")
MOST_TO_PLAN = 600


def orders_to_plan(*, actor: Actor, organisation_id: int, day: date, most: int = MOST_TO_PLAN) -> list[OrderView]:
    """Return what a company has to do on the day, in all estates that it serves and the actor dispatches.

    That is: what is planned for the day, what is under way, and of what waits for a crew and may be done by then the
    most pressing, at most so many. An order with an agreed time belongs to the day of that time; what is planned for
    another day stays there.
    """
    estates = set(mandates.estates_served_by(organisation_id, day))
    if actor.kind is not ActorKind.SYSTEM:
        estates &= set(actor.estates_with(Right.DISPATCH_ORDERS))
    rows = _given_out(organisation_id, day).filter(estate_id__in=estates, state__in=PLANNED_STATES)
    waits = _waiting(estates, day)[:most]
    found = {row.pk: row for row in [*rows, *waits]}
    return sorted(views(list(found.values())), key=lambda order: (order.estate_id, order.id))


def day_of_company(*, actor: Actor, organisation_id: int, day: date) -> list[OrderView]:
    """Return what a company's crews do on the day, finished or not, as far as the actor sees it."""
    return views(list(_given_out(organisation_id, day).filter(estate_id__in=actor.estates_with(Right.SEE_ORDERS))))


def waiting_for_a_crew(
    *, actor: Actor, day: date, skills: Sequence[str] = (), most: int, count_to: int
) -> tuple[list[OrderView], int]:
    """Return the most pressing orders that wait for a crew and may be done by that day, and how many there are.

    Counted only as far as `count_to`: beyond that nobody reads the number.
    """
    rows = _waiting(actor.estates_with(Right.SEE_ORDERS), day)
    if skills:
        rows = rows.filter(skill__in=skills)
    return views(list(rows[:most])), rows.order_by()[:count_to].count()


def _given_out(organisation_id: int, day: date) -> QuerySet[WorkOrder]:
    """Return what the company's crews have for the day, or have begun: found by crew and time."""
    since, before = city_instant(day), city_instant(day_after(day))
    planned = Q(planned_starts__gte=since, planned_starts__lt=before)
    unplanned = Q(planned_starts__isnull=True, state__in=["assigned", "travelling", "working", "paused"])
    begun = Q(planned_starts__lt=since, state__in=["travelling", "working"])
    ours = crews.crews_of_company(organisation_id)
    rows = WorkOrder.objects.filter(Q(crew_id__in=ours) | Q(second_crew_id__in=ours)).exclude(state="cancelled")
    return rows.filter(planned | unplanned | begun)


def _waiting(estates: Iterable[int], day: date) -> QuerySet[WorkOrder]:
    free = Q(window_starts__isnull=True) | Q(window_starts__lt=city_instant(day_after(day)))
    rows = WorkOrder.objects.filter(free, estate_id__in=list(estates), state=OrderState.OPEN.value)
    return rows.order_by("priority", F("due_at").asc(nulls_last=True), "id")


def my_day(*, actor: Actor, day: date) -> list[OrderView]:
    """Return the orders of the actor's crews in the order of the day's route.

    What is under way first, then by planned time; what has none comes after, danger first; what is done at the end.
    """
    mine = [crew.id for crew in crews.my_crews(actor=actor, day=day)]
    if not mine:
        return []
    since = city_instant(day)
    to_do = Q(state__in=PLANNED_STATES) & (
        Q(planned_starts__isnull=True) | Q(planned_starts__lt=since + timedelta(days=1))
    )
    rows = WorkOrder.objects.filter(
        to_do | (Q(state__in=["done", "checked"]) & on_day(day)),
        Q(crew_id__in=mine) | Q(second_crew_id__in=mine),
        estate_id__in=actor.estates_with(Right.DO_ORDERS),
    )
    return sorted(views(list(rows)), key=_route_place)


def _route_place(order: OrderView) -> tuple[int, int, datetime, int]:
    stage = 0 if order.is_under_way else 1 if order.state in (OrderState.ASSIGNED, OrderState.PAUSED) else 2
    if stage == 2 and order.finished_at is not None:
        return stage, 0, order.finished_at, order.id
    if order.planned_starts is not None:
        return stage, 0, order.planned_starts, order.id
    return stage, 1 + order.priority, order.opened_at, order.id


@dataclass(frozen=True, slots=True)
class DayFigures:
    """What the actor's crews did on a day: orders finished, how many of those that had a moment kept it, minutes."""

    done: int
    kept: int
    to_keep: int
    working: int
    travelling: int


def day_figures(*, actor: Actor, day: date) -> DayFigures:
    """Return the figures of the actor's day: their crews' orders, the crews' time (not times its people)."""
    mine = [crew.id for crew in crews.my_crews(actor=actor, day=day)]
    since, before = city_instant(day), city_instant(day_after(day))
    done = WorkOrder.objects.filter(
        Q(crew_id__in=mine) | Q(second_crew_id__in=mine),
        estate_id__in=actor.estates_with(Right.DO_ORDERS),
        finished_at__gte=since,
        finished_at__lt=before,
        state__in=["done", "checked"],
    )
    kept = [moment <= limit for moment, limit in map(_moment_to_keep, done) if moment and limit]
    spans = WorkSpan.objects.filter(
        estate_id__in=actor.estates_with(Right.DO_ORDERS),
        crew_id__in=mine,
        starts_at__gte=since,
        starts_at__lt=before,
        ends_at__isnull=False,
    )
    minutes = {"work": 0, "travel": 0}
    for kind, spent in spans.values_list("kind", F("ends_at") - F("starts_at")):
        minutes[kind] += round(spent.total_seconds() / 60)
    return DayFigures(done.count(), sum(kept), len(kept), minutes["work"], minutes["travel"])


def _moment_to_keep(row: WorkOrder) -> tuple[datetime | None, datetime | None]:
    """Return when it happened and until when it should: the arrival in an agreed time, else the end."""
    return (row.arrived_at, row.window_ends) if row.window_ends else (row.finished_at, row.due_at)


def hours_by_estate(*, organisation_id: int, month: Month) -> dict[int, Decimal]:
    """Return the hours that a company's crews spent in each of its estates in the month, ways included, to 1/100.

    Traceable: they are the sum of `WorkSpan` rows, each counted for the people who were there, by the moment it began.
    What still runs isn't counted. For the books' shared costs, whose use case checks the right.
    """
    since, before = city_instant(month.first), city_instant(month.ends_before)
    last = month.ends_before - timedelta(days=1)
    estates = set(mandates.estates_served_by(organisation_id, month.first))
    estates |= set(mandates.estates_served_by(organisation_id, last))
    ours = set(crews.crews_of_company(organisation_id))
    seconds: dict[int, Decimal] = {}
    rows = WorkSpan.objects.filter(
        estate_id__in=estates, starts_at__gte=since, starts_at__lt=before, ends_at__isnull=False, crew_id__in=ours
    )
    for estate_id, people, spent in rows.values_list("estate_id", "people", F("ends_at") - F("starts_at")):
        worked = Decimal(int(spent.total_seconds())) * people
        seconds[estate_id] = seconds.get(estate_id, Decimal(0)) + worked
    return {
        estate_id: (spent / 3600).quantize(Decimal("0.01")) for estate_id, spent in sorted(seconds.items()) if spent
    }


def orders_by_estate(*, organisation_id: int, month: Month) -> dict[int, int]:
    """Return how many orders a company's crews finished in each of its estates in the month. As `hours_by_estate`."""
    since, before = city_instant(month.first), city_instant(month.ends_before)
    last = month.ends_before - timedelta(days=1)
    estates = set(mandates.estates_served_by(organisation_id, month.first))
    estates |= set(mandates.estates_served_by(organisation_id, last))
    rows = WorkOrder.objects.filter(
        estate_id__in=estates,
        crew_id__in=crews.crews_of_company(organisation_id),
        finished_at__gte=since,
        finished_at__lt=before,
        state__in=["done", "checked"],
    )
    return dict(rows.order_by("estate_id").values_list("estate_id").annotate(count=Count("id")))
