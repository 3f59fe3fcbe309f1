"""Requests hear what becomes of the work orders that were made of them."""

from laoyou.infra import events
from laoyou.system.work.orders.events import WorkOrderMoved
from laoyou.system.work.requests.use_cases.ordering import follow_order

events.in_transaction(WorkOrderMoved, follow_order)
