"""What surveys answer to: the work order of a finding was done, or cancelled."""

from laoyou.infra import events
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.orders.rules.states import OrderState, Source
from laoyou.system.work.surveys import use_cases


def on_order_moved(moved: WorkOrderMoved) -> None:
    if moved.source == Source.SURVEY and moved.to_state in (OrderState.DONE, OrderState.CANCELLED):
        use_cases.solved_by_order(
            estate_id=moved.estate_id,
            order_id=moved.order_id,
            is_done=moved.to_state == OrderState.DONE,
            reason=moved.reason,
            at=moved.at,
        )


events.in_transaction(WorkOrderMoved, on_order_moved)
