"""The one way an order moves: its state, its step written down, the act audited, everybody told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.utils.translation import gettext

from laoyou.core.calendar import city_day
from laoyou.core.errors import NotFound
from laoyou.infra import audit, events, live, states
from laoyou.infra.actor import Actor, Right
from laoyou.system.work.crews import queries as crews
from laoyou.system.work.orders import contracting
from laoyou.system.work.orders.errors import NotYourOrder, OrderMoved
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.orders.models import FieldAct, WorkOrder, WorkSpan
from laoyou.system.work.orders.rules.states import MOVES, STATE_NAMES, OrderState, may_move

TOPIC = "orders"
"""What a page listens to that shows an estate's orders."""


def held(estate_id: int, order_id: int) -> WorkOrder:
    """Return the order, locked for this transaction. Raises: NotFound."""
    row = WorkOrder.objects.select_for_update().filter(estate_id=estate_id, id=order_id).first()
    if row is None:
        raise NotFound
    return row


def held_by_doer(*, actor: Actor, estate_id: int, order_id: int, at: datetime) -> WorkOrder:
    """Return the order, locked, to a dispatcher or a member of its crew.

    Raises: NotFound; NotYourOrder for a worker whose crew it isn't (any more).
    """
    if not actor.may(Right.DISPATCH_ORDERS, estate_id):
        actor.require(Right.DO_ORDERS, estate_id)
    row = held(estate_id, order_id)
    if actor.may(Right.DISPATCH_ORDERS, estate_id) or contracting.is_its_contractor(actor, row):
        return row
    mine = {crew.id for crew in crews.my_crews(actor=actor, day=city_day(at))}
    if row.crew_id not in mine and row.second_crew_id not in mine:
        raise NotYourOrder
    return row


def done_already(estate_id: int, client_id: str) -> bool:
    """Say whether this act of a telephone has been done: it is sent again when the answer got lost."""
    return bool(client_id) and FieldAct.objects.filter(estate_id=estate_id, client_id=client_id).exists()


def note_act(row: WorkOrder, client_id: str, kind: str, actor: Actor, acted_at: datetime, at: datetime) -> None:
    """Remember the telephone's name for this act, in the act's own transaction."""
    if client_id:
        FieldAct.objects.create(
            estate_id=row.estate_id,
            client_id=client_id[:40],
            order=row,
            kind=kind,
            user_id=actor.user_id,
            acted_at=acted_at,
            at=at,
        )


def moved_on(row: WorkOrder) -> OrderMoved:
    """Return the refusal that says where the order is by now."""
    return OrderMoved(state=gettext(STATE_NAMES[row.state]))


def refuse_unless(row: WorkOrder, to: OrderState) -> None:
    """Raises: OrderMoved when there is no such step from where the order is."""
    if not may_move(OrderState(row.state), to):
        raise moved_on(row)


def step(
    row: WorkOrder,
    to: OrderState,
    *,
    actor: Actor,
    at: datetime,
    reason: str = "",
    also: Iterable[str] = (),
    before: Mapping[str, object] | None = None,
) -> None:
    """Move an order that the caller holds, with the columns in `also`; `before` is what the step overwrites.

    Raises: OrderMoved.
    """
    refuse_unless(row, to)
    was = row.state
    row.version += 1
    states.move(row, to, MOVES, actor=actor, at=at, reason=reason, also=[*also, "version"], before=before)
    tell(row, was, actor, at, reason)


def tell(row: WorkOrder, before: str, actor: Actor, at: datetime, reason: str = "") -> None:
    """Write the act down, tell whom the order came from, and open pages."""
    record(f"work.order_{row.state}", row, actor, at, reason=reason)
    moved = WorkOrderMoved(
        estate_id=row.estate_id,
        order_id=row.pk,
        source=row.source,
        source_id=row.source_id,
        from_state=before,
        to_state=row.state,
        crew_id=row.crew_id,
        at=at,
        reason=reason[:200],
    )
    events.raise_event(moved)
    tell_pages(row, at)


def tell_pages(row: WorkOrder, at: datetime) -> None:
    if row.home_id is not None:
        topic = live.Topic.of_home(row.estate_id, row.home_id).name
        live.publish(estate_id=row.estate_id, topic=topic, name="order", data={"id": row.pk}, at=at)
    live.publish(estate_id=row.estate_id, topic=TOPIC, name="order", data={"id": row.pk, "state": row.state}, at=at)


def record(action: str, row: WorkOrder, actor: Actor, at: datetime, *, reason: str = "", **details: object) -> None:
    """Write down an act on the order."""
    crew = crews.crew_names([row.crew_id]).get(row.crew_id or 0, "") or row.contractor or "–"
    audit.record(
        action,
        actor=actor,
        estate_id=row.estate_id,
        at=at,
        subject="work.order",
        subject_id=row.pk,
        reason=reason[:200],
        number=row.number,
        title=row.title,
        crew=crew,
        **details,
    )


def begin_span(row: WorkOrder, kind: str, people: int, at: datetime) -> None:
    """Let time run: on the way, or at work. What ran before ends now."""
    end_span(row, at)
    WorkSpan.objects.create(
        estate_id=row.estate_id, order=row, crew_id=row.crew_id, kind=kind, people=people, starts_at=at
    )


def end_span(row: WorkOrder, at: datetime) -> None:
    for span in WorkSpan.objects.filter(estate_id=row.estate_id, order=row, ends_at=None):
        span.ends_at = max(at, span.starts_at)
        span.save(update_fields=["ends_at"])
