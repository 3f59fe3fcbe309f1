"""A proposal for a day: asked for by a person, or made because something urgent came in or a visit was cancelled."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound, Refusal, mark
from laoyou.infra import audit, live, scope, states, work
from laoyou.infra.actor import Actor, ActorKind, Right, system
from laoyou.infra.jobs import app
from laoyou.system.dispatch.errors import NobodyWorks, NothingToPlan
from laoyou.system.dispatch.gathering import Gathered, gather
from laoyou.system.dispatch.models import DayPlan, PlanStop
from laoyou.system.dispatch.rules.day import Day
from laoyou.system.dispatch.rules.day_file import day_of, file_of, plan_so_far
from laoyou.system.dispatch.rules.plan_states import MOVES, Cause, PlanState
from laoyou.system.dispatch.rules.prices import Cost, cost_of
from laoyou.system.dispatch.rules.reasons import Reason
from laoyou.system.dispatch.rules.rolling import known_plan
from laoyou.system.dispatch.rules.settled import settled
from laoyou.system.dispatch.rules.starting import kept
from laoyou.system.dispatch.solver import asking
from laoyou.system.mandates import queries as mandates

CENTRE = 0
TOPIC = "dispatch"
"""What a page listens to that shows the centre's day."""
KIND = "dispatch"
TASK, REACT = "dispatch.plan_day", "dispatch.react"
ASKED_S, POLISH_S = 10.0, 1.8
MOST_CHANGED = 3
Planner = Callable[..., dict[str, Any]]

# Queue a look at the day unless one waits already, in one statement: a burst is planned once.
_ASK = """
INSERT INTO procrastinate_jobs (queue_name, task_name, priority, lock, queueing_lock, args)
VALUES ('default', %(task)s, 0, %(lock)s, %(waiting)s, jsonb_build_object(
  'organisation_id', %(organisation_id)s::bigint, 'day', %(day)s::text, 'cause', %(cause)s::text,
  'estate_id', %(estate_id)s::bigint, 'order_id', %(order_id)s::bigint))
ON CONFLICT DO NOTHING
"""


@dataclass(frozen=True, slots=True)
class Because:
    """Why a day is planned anew, and the order that is the reason, if one is."""

    cause: Cause = Cause.ASKED
    estate_id: int | None = None
    order_id: int | None = None


ASKED = Because()


def ask_for_plan(*, actor: Actor, day: date, at: datetime) -> int:
    """Queue a plan of the day for the actor's company, and return the work's id, under which its progress is told.

    Raises: NotAllowed; NotFound for somebody of no company.
    """
    company = company_of(actor)
    if actor.user_id is None:
        raise NotFound
    with scope.estate(CENTRE):
        title = gettext(TITLE) % {"day": day.isoformat()}
        begun = work.begin(kind=KIND, title=title, estate_id=CENTRE, actor=actor, total=1, at=at)
        app.configure_task(TASK, lock=f"{TASK}:{company}").defer(
            user_id=actor.user_id, day=day.isoformat(), work_id=begun.id
        )
        return int(begun.id)


def plan_as_asked(*, user_id: int, day: date, work_id: int, at: datetime) -> None:
    """Make the queued plan with the rights that the user has now, and write down what came of it."""
    actor = mandates.actor_for(user_id=user_id, at=at)
    with scope.estate(CENTRE):
        begun = work.find(estate_id=CENTRE, work_id=work_id)
        if begun.state in ("done", "failed"):
            return
        work.advance(begun, done=0, at=at)
    try:
        plan_id = propose(actor=actor, organisation_id=company_of(actor), day=day, at=at)
        with scope.estate(CENTRE):
            work.finish(begun, at=at, plan_id=plan_id)
    except Refusal as refusal:
        with scope.estate(CENTRE):
            work.fail(begun, at=at, message=gettext(refusal.sentence) % refusal.params)
    except Exception:
        with scope.estate(CENTRE):
            work.fail(begun, at=at, message=gettext(BROKEN))
        raise


def ask_because_of(*, organisation_id: int, because: Because, at: datetime) -> None:
    """Queue a look at the day in the order's own transaction, unless one waits already."""
    values: dict[str, str | int | None] = {
        "task": REACT,
        "lock": f"{TASK}:{organisation_id}",
        "waiting": f"{REACT}:{organisation_id}",
        "organisation_id": organisation_id,
        "day": city_day(at).isoformat(),
        "cause": because.cause.value,
        "estate_id": because.estate_id,
        "order_id": because.order_id,
    }
    with connection.cursor() as cursor:
        cursor.execute(_ASK, values)


def plan_because_of(*, organisation_id: int, day: date, because: Because, at: datetime) -> int | None:
    """Plan a running day anew within two seconds; None where it is over, or nobody works, or nothing is to be done."""
    if day != city_day(at):
        return None
    try:
        return propose(
            actor=system(REACT),
            organisation_id=organisation_id,
            day=day,
            at=at,
            because=because,
            seconds=POLISH_S,
            most_changed=MOST_CHANGED,
        )
    except (NobodyWorks, NothingToPlan):
        return None


def propose(
    *,
    actor: Actor,
    organisation_id: int,
    day: date,
    at: datetime,
    because: Because = ASKED,
    seconds: float = ASKED_S,
    seed: int = 1,
    most_changed: int | None = None,
    planner: Planner = asking.ask,
) -> int:
    """Plan the day of a company's crews, from now on if it has begun, and put the plan up for a decision.

    A proposal that waited gives way. Raises: NotAllowed; NotFound for another company; NobodyWorks; NothingToPlan.
    """
    if actor.kind is not ActorKind.SYSTEM and company_of(actor) != organisation_id:
        raise NotFound
    with scope.estates([CENTRE, *mandates.estates_served_by(organisation_id, day)]):
        gathered = gather(actor=actor, organisation_id=organisation_id, day=day, at=at)
    if not gathered.crews:
        raise NobodyWorks
    if not gathered.orders:
        raise NothingToPlan
    answer = _settled(gathered, planner(gathered.file, seconds=seconds, seed=seed, most_changed=most_changed))
    stops = _stops(gathered, answer)
    with scope.estate(CENTRE):
        held = DayPlan.objects.select_for_update().filter(
            estate_id=CENTRE, organisation_id=organisation_id, day=day, state=PlanState.PROPOSED.value
        )
        for older in held:
            move(older, PlanState.SUPERSEDED, actor=actor, at=at)
        row = DayPlan.objects.create(
            estate_id=CENTRE,
            organisation_id=organisation_id,
            day=day,
            cause=because.cause.value,
            cause_estate_id=because.estate_id,
            cause_order_id=because.order_id,
            planned_from=at,
            made_at=at,
            made_by_name=actor.name[:100] if actor.kind is ActorKind.STAFF else "",
            seconds=round(seconds, 2),
            seed=seed,
            figures=_figures(gathered, answer),
        )
        for stop in stops:
            stop.plan = row
        PlanStop.objects.bulk_create(stops)
        changes = sum(stop.crew_id != stop.was_crew_id or stop.starts_at != stop.was_starts_at for stop in stops)
        record("dispatch.proposed", row, actor, at, changes=changes)
        return int(row.pk)


def company_of(actor: Actor) -> int:
    """Return whose day the actor plans. Raises: NotAllowed; NotFound."""
    if not actor.may_somewhere(Right.DISPATCH_ORDERS):
        actor.require(Right.DISPATCH_ORDERS, CENTRE)
    if actor.organisation_id is None:
        raise NotFound
    return actor.organisation_id


def move(row: DayPlan, to: PlanState, *, actor: Actor, at: datetime, reason: str = "", **details: object) -> None:
    """Move a proposal that the caller holds, write the act down, and tell open pages."""
    states.move(row, to, MOVES, actor=actor, at=at, reason=reason)
    record(f"dispatch.{to.value}", row, actor, at, reason=reason, **details)


def record(action: str, row: DayPlan, actor: Actor, at: datetime, *, reason: str = "", **details: object) -> None:
    audit.record(
        action,
        actor=actor,
        estate_id=CENTRE,
        at=at,
        subject="dispatch.day_plan",
        subject_id=row.pk,
        reason=reason[:200],
        day=row.day.isoformat(),
        **details,
    )
    live.publish(estate_id=CENTRE, topic=TOPIC, name="plan", data={"id": row.pk}, at=at)


def _settled(gathered: Gathered, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return the planner's answer with times left as people know them wherever that costs nobody anything."""
    day = day_of(gathered.file)
    places = {job.id: index for index, job in enumerate(day.jobs)}
    numbers = {crew.id: index for index, crew in enumerate(day.crews)}
    after = {
        route["crew"]: [(stop["job"], _minute(stop["start"])) for stop in route["stops"]] for route in answer["routes"]
    }
    known = {
        (numbers[route["crew"]], places[stop["job"]]): _minute(stop["start"])
        for route in gathered.file["plan"]["routes"]
        for stop in route["stops"]
    }
    plan = settled(day, kept(day, known_plan(day, after)).plan(), known)
    return file_of(day, plan)


def _stops(gathered: Gathered, answer: Mapping[str, Any]) -> list[PlanStop]:
    whys = {reason.value: reason.code for reason in Reason}
    visits: dict[str, list[tuple[str, Mapping[str, str]]]] = {}
    for route in answer["routes"]:
        for stop in route["stops"]:
            visits.setdefault(stop["job"], []).append((route["crew"], stop))
    missing = {one["job"]: whys[one["why"]] for one in answer["unassigned"]}
    found = []
    for name, order in gathered.orders.items():
        visit = visits.get(name, [])
        starts, ends = (_minute(visit[0][1]["start"]), _minute(visit[0][1]["end"])) if visit else (0, 0)
        found.append(
            PlanStop(
                estate_id=CENTRE,
                served_estate_id=order.estate_id,
                order_id=order.id,
                order_version=order.version,
                crew_id=int(visit[0][0]) if visit else None,
                second_crew_id=int(visit[1][0]) if len(visit) > 1 else None,
                starts_at=gathered.instant(starts) if visit else None,
                ends_at=gathered.instant(ends) if visit else None,
                was_crew_id=order.crew_id,
                was_starts_at=order.planned_starts,
                why=missing.get(name, ""),
            )
        )
    return found


def _figures(gathered: Gathered, answer: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the day costs as people know it now, and as it is proposed."""
    day = day_of(gathered.file)
    so_far = plan_so_far(gathered.file, day)
    assert so_far is not None
    after = {
        route["crew"]: [(stop["job"], _minute(stop["start"])) for stop in route["stops"]] for route in answer["routes"]
    }
    return {
        "before": _told(cost_of(day, kept(day, so_far[0]).plan())),
        "after": _told(cost_of(day, kept(day, known_plan(day, after)).plan())),
        "crews": _working(day, answer["routes"]),
    }


def _told(cost: Cost) -> dict[str, int]:
    return {
        "travel_min": cost.travel,
        "late_min": cost.late,
        "unassigned": cost.unassigned,
        "changed": cost.changed,
        "total": cost.total,
    }


def _working(day: Day, routes: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    return {"on_shift": len(day.crews), "with_work": sum(bool(route["stops"]) for route in routes)}


def _minute(clock: str) -> int:
    hours, _, minutes = clock.partition(":")
    return int(hours) * 60 + int(minutes)


TITLE = mark("Plan the day %(day)s")
BROKEN = mark("The planner broke off; nothing has changed. Try again; if it happens again, tell the administrator.")
