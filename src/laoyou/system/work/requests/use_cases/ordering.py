"""Requests and work orders: the desk makes an order of a request, and the request follows what becomes of it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext

from laoyou.core.errors import mark
from laoyou.infra import scope
from laoyou.infra.actor import Actor, Right, system
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders import use_cases as order_acts
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.requests.errors import RequestMoved, SkillMissing
from laoyou.system.work.requests.models import Request
from laoyou.system.work.requests.rules.categories import category_of
from laoyou.system.work.requests.rules.states import OPEN, RequestState
from laoyou.system.work.requests.rules.telling import Line
from laoyou.system.work.requests.use_cases.handling import SOURCE, give_answer, run_on
from laoyou.system.work.requests.use_cases.writing import MOST_FILES, held, line, move, record, tell_askers, touch

ON_THE_WAY = mark("[Laoyou Butler] %(crew)s is on the way for your request %(number)s.")
FOLLOWER = system("work.requests")


def make_order(
    *,
    actor: Actor,
    estate_id: int,
    request_id: int,
    skill: str,
    minutes: int,
    at: datetime,
    title: str = "",
    text: str = "",
    window: tuple[datetime, datetime] | None = None,
    due_at: datetime | None = None,
    people: int = 1,
    evidence: str = "photo",
) -> int:
    """Make a work order of the request and return it; the request is being worked on from then.

    Raises: NotFound; RequestMoved; SkillMissing; what an order refuses.
    """
    with scope.estate(estate_id):
        actor.require(Right.HANDLE_REQUESTS, estate_id)
        row = held(estate_id, request_id)
        if row.state not in OPEN:
            raise RequestMoved
        if not skill or minutes <= 0:
            raise SkillMissing
        order_id = order_acts.open_order(
            actor=actor,
            estate_id=estate_id,
            source=SOURCE,
            source_id=row.id,
            title=(title.strip() or gettext(category_of(row.category).name))[:80],
            text=text,
            skill=skill,
            priority=row.urgency,
            minutes=minutes,
            home_id=row.home_id,
            place=row.place,
            window=window,
            due_at=due_at or row.finish_due_at,
            people=people,
            evidence=evidence,
            at=at,
        )
        order = orders.order_for(actor=FOLLOWER, estate_id=estate_id, order_id=order_id, at=at)
        fields = run_on(row, at)
        if row.taken_by is None:
            row.taken_by, row.taken_by_name = actor.user_id, actor.name[:100]
            row.answered_at = row.answered_at or at
            fields += ["taken_by", "taken_by_name", "answered_at"]
        if row.state != RequestState.WORKING:
            move(row, RequestState.WORKING, actor, at, also=fields)
        line(row, Line.ORDERED, actor, at, order=order.number, order_id=order_id)
        record("work.request_ordered", row, actor, at)
        touch(row, at, *fields)
        return order_id


def follow_order(event: WorkOrderMoved) -> None:
    """Tell the request what became of its order; in the order's transaction."""
    if event.source != SOURCE or event.source_id is None:
        return
    row = Request.objects.select_for_update().filter(estate_id=event.estate_id, id=event.source_id).first()
    if row is None or row.state not in OPEN:
        return
    if event.to_state == "travelling":
        name = _crew(event)
        line(row, Line.ON_THE_WAY, FOLLOWER, event.at, crew=name)
        tell_askers(row, ON_THE_WAY, f"travels:{event.order_id}", event.at, crew=name)
        touch(row, event.at)
    elif event.to_state == "working":
        line(row, Line.ARRIVED, FOLLOWER, event.at, crew=_crew(event))
        row.arrived_at = row.arrived_at or event.at
        touch(row, event.at, "arrived_at")
    elif event.to_state == "done":
        _finished(row, event)
    elif event.to_state == "cancelled":
        _ended(row, event)


def _finished(row: Request, event: WorkOrderMoved) -> None:
    made = orders.orders_of(source=SOURCE, estate_id=row.estate_id, source_id=row.id)
    if any(order.is_to_do and order.id != event.order_id for order in made):
        return
    row.arrived_at = row.arrived_at or event.at
    row.save(update_fields=["arrived_at"])
    stories = [
        orders.story_of(actor=FOLLOWER, estate_id=row.estate_id, order_id=order.id, at=event.at) for order in made
    ]
    photos = [photo.file_id for story in stories for photo in story.after]
    give_answer(row, FOLLOWER, event.at, text=event.reason, file_ids=photos[-MOST_FILES:])


def _ended(row: Request, event: WorkOrderMoved) -> None:
    """A cancelled order leaves the request with the desk again, unless others of it are still to be done."""
    made = orders.orders_of(source=SOURCE, estate_id=row.estate_id, source_id=row.id)
    number = next((order.number for order in made if order.id == event.order_id), "")
    line(row, Line.ORDER_ENDED, FOLLOWER, event.at, text=event.reason, order=number, is_inside=True)
    if not any(order.is_to_do and order.id != event.order_id for order in made) and row.state == RequestState.WORKING:
        move(row, RequestState.TAKEN, FOLLOWER, event.at, reason=event.reason)
    touch(row, event.at)


def _crew(event: WorkOrderMoved) -> str:
    return crews.crew_names([event.crew_id]).get(event.crew_id, "") if event.crew_id else ""
