"""All reads of work orders: lists, one order, a day's work, hours."""

from laoyou.system.work.orders.queries.days import hours_by_estate, my_day, orders_to_plan
from laoyou.system.work.orders.queries.lists import (
    OrdersWanted,
    OrderView,
    counts_by_state,
    orders_by_id,
    orders_for,
    orders_of,
    orders_to_export,
)
from laoyou.system.work.orders.queries.one import (
    MaterialView,
    OrderStory,
    PhotoView,
    QuoteView,
    StepView,
    may_do,
    order_for,
    orders_of_home,
    photo_of,
    story_of,
)

__all__ = [
    "MaterialView",
    "OrderStory",
    "OrderView",
    "OrdersWanted",
    "PhotoView",
    "QuoteView",
    "StepView",
    "counts_by_state",
    "hours_by_estate",
    "may_do",
    "my_day",
    "order_for",
    "orders_by_id",
    "orders_for",
    "orders_of",
    "orders_of_home",
    "orders_to_export",
    "orders_to_plan",
    "photo_of",
    "story_of",
]
