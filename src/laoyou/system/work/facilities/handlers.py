"""What inspections answer to: their work order was cancelled."""

from laoyou.infra import events
from laoyou.system.work.facilities import use_cases
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.orders.rules.states import OrderState, Source


def on_order_moved(moved: WorkOrderMoved) -> None:
    if moved.source == Source.INSPECTION and moved.to_state == OrderState.CANCELLED and moved.source_id is not None:
        use_cases.end_with_order(
            estate_id=moved.estate_id,
            round_id=moved.source_id,
            order_id=moved.order_id,
            reason=moved.reason,
            at=moved.at,
        )


events.in_transaction(WorkOrderMoved, on_order_moved)
