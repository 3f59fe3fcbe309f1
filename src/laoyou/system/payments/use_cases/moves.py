"""The one function that moves an order, and the row it is moved under."""

from __future__ import annotations

from datetime import datetime

from laoyou.core.errors import NotFound
from laoyou.infra.actor import Actor
from laoyou.infra.jobs import app
from laoyou.system.payments.models import Order, OrderMove
from laoyou.system.payments.rules.orders import OPEN, State, may_move

SYSTEM_TASKS = "payments"


def locked_order(*, estate_id: int, order_id: int) -> Order:
    """Return the order, held until the transaction ends. Raises: NotFound."""
    order = Order.objects.select_for_update().filter(estate_id=estate_id, id=order_id).first()
    if order is None:
        raise NotFound
    return order


def move_order(order: Order, *, to: State, reason: str, actor: Actor, at: datetime) -> None:
    """Move a locked order and write the step down. The caller saves what else changes with `order.save()`.

    Once nothing more is to come, what the payer's way to the cashier needed is forgotten.
    """
    before = State(order.state)
    if not may_move(before, to):
        raise ValueError(f"an order does not go from {before} to {to}")
    order.state = to.value
    if to not in OPEN:
        order.prepay = {}
        order.next_query_at = None
    order.save(update_fields=["state", "prepay", "trouble", "next_query_at", "queries"])
    OrderMove.objects.create(
        estate_id=order.estate_id,
        order=order,
        from_state=before.value,
        to_state=to.value,
        reason=reason[:200],
        actor=actor.audit_name(),
        at=at,
    )


def defer(task: str, *, estate_id: int, order_id: int) -> None:
    """Queue a task about one order in the caller's transaction; tasks of one order run one after the other."""
    app.configure_task(f"{SYSTEM_TASKS}.{task}", lock=f"payments.order:{estate_id}:{order_id}").defer(
        estate_id=estate_id, order_id=order_id
    )
