"""The one function that moves an order, and the one that moves money that arrived."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime

from django.db import DEFAULT_DB_ALIAS

from laoyou.core.errors import NotFound
from laoyou.infra import live, states
from laoyou.infra.actor import Actor
from laoyou.infra.jobs import app
from laoyou.infra.live import Topic
from laoyou.infra.prepared import prepared
from laoyou.system.payments.models import Order, Payment
from laoyou.system.payments.rules import places
from laoyou.system.payments.rules.orders import OPEN, State, may_move

SYSTEM_TASKS = "payments"
_MOVE = """
WITH step AS (
  INSERT INTO payments_order_move (estate_id, order_id, from_state, to_state, reason, actor, at)
  VALUES (%(estate_id)s, %(order_id)s, %(before)s, %(after)s, %(reason)s, %(actor)s, %(at)s)
)
UPDATE payments_order SET state = %(after)s, trouble = %(trouble)s, queries = %(queries)s,
       prepay = CASE WHEN %(is_open)s THEN %(prepay)s::jsonb ELSE '{}'::jsonb END,
       next_query_at = CASE WHEN %(is_open)s THEN %(next_query_at)s::timestamptz END
WHERE estate_id = %(estate_id)s AND id = %(order_id)s
"""


_COLUMNS = tuple(field.attname for field in Order._meta.concrete_fields)
_BY_NUMBER = f"""
SELECT {", ".join(_COLUMNS)} FROM payments_order
WHERE estate_id = %(estate_id)s AND number = %(number)s FOR UPDATE
"""  # noqa: S608 our own names


def locked_order_by_number(*, estate_id: int, number: str) -> Order | None:
    """Return the order of the number, held until the transaction ends, if there is one."""
    rows = prepared(_BY_NUMBER, {"estate_id": estate_id, "number": number})
    if not rows:
        return None
    values = dict(zip(_COLUMNS, rows[0], strict=True))
    return Order.from_db(DEFAULT_DB_ALIAS, _COLUMNS, [*(values | {"prepay": json.loads(values["prepay"])}).values()])


def locked_order(*, estate_id: int, order_id: int) -> Order:
    """Return the order, held until the transaction ends. Raises: NotFound."""
    order = Order.objects.select_for_update().filter(estate_id=estate_id, id=order_id).first()
    if order is None:
        raise NotFound
    return order


def move_order(order: Order, *, to: State, reason: str, actor: Actor, at: datetime) -> None:
    """Move a locked order and write the step down, in one statement with what else the caller changed on the row.

    Once nothing more is to come, what the payer's way to the cashier needed is forgotten.
    """
    before = State(order.state)
    if not may_move(before, to):
        raise ValueError(f"an order does not go from {before} to {to}")
    order.state = to.value
    prepared(
        _MOVE,
        {
            "estate_id": order.estate_id,
            "order_id": order.id,
            "before": before.value,
            "after": to.value,
            "reason": reason[:200],
            "actor": actor.audit_name(),
            "at": at,
            "trouble": order.trouble,
            "queries": order.queries,
            "is_open": to in OPEN,
            "prepay": json.dumps(order.prepay),
            "next_query_at": order.next_query_at,
        },
    )
    if to is not State.PAID:  # the settling tells of that itself, once the money is the home's
        tell_home(estate_id=order.estate_id, home_id=order.home_id, at=at)


def move_money(
    payment: Payment, to: places.Place, *, reason: str, actor: Actor, at: datetime, also: Sequence[str] = ()
) -> None:
    """Move a locked payment to where its money is from now on; `also` names columns that the caller changed with it."""
    states.move(payment, to, places.MOVES, field="place", reason=reason, actor=actor, at=at, also=also)


def tell_home(*, estate_id: int, home_id: int, at: datetime) -> None:
    """Let the home's open pages look again once this is committed. Says that something changed, and nothing of it."""
    topic = Topic.of_home(estate_id, home_id)
    live.publish(estate_id=estate_id, topic=topic.name, name="money", data={}, at=at)


def defer(task: str, *, estate_id: int, order_id: int) -> None:
    """Queue a task about one order in the caller's transaction; tasks of one order run one after the other."""
    app.configure_task(f"{SYSTEM_TASKS}.{task}", lock=f"payments.order:{estate_id}:{order_id}").defer(
        estate_id=estate_id, order_id=order_id
    )
