"""What dispatch does when an order moves: something urgent that waits, or a visit cancelled, is a reason to look."""

from __future__ import annotations

from laoyou.core.calendar import city_day
from laoyou.infra import events
from laoyou.infra.actor import system
from laoyou.system.dispatch.rules.plan_states import Cause
from laoyou.system.dispatch.use_cases.proposing import Because, ask_because_of
from laoyou.system.mandates import queries as mandates
from laoyou.system.work.orders import queries as orders
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.orders.rules.states import OrderState

MOST_URGENT = 1
_LOOKER = system("dispatch.handlers")


def look_at_the_day(event: WorkOrderMoved) -> None:
    """Queue a look at the day, in the order's own transaction."""
    cause = _cause(event)
    if cause is None:
        return
    mandate = mandates.mandate_in_force(event.estate_id, city_day(event.at))
    if mandate is not None:
        because = Because(cause, event.estate_id, event.order_id)
        ask_because_of(organisation_id=mandate.company_id, because=because, at=event.at)


def _cause(event: WorkOrderMoved) -> Cause | None:
    if event.to_state == OrderState.CANCELLED and event.from_state == OrderState.ASSIGNED:
        return Cause.CANCELLED
    if event.to_state != OrderState.OPEN:
        return None
    order = orders.order_for(actor=_LOOKER, estate_id=event.estate_id, order_id=event.order_id, at=event.at)
    return Cause.URGENT if order.priority <= MOST_URGENT else None


events.in_transaction(WorkOrderMoved, look_at_the_day)
