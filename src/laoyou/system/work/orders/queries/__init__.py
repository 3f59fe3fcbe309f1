"""All reads of work orders: lists, one order, a day's work, hours."""

from laoyou.system.work.orders.queries.days import DayFigures, day_figures, hours_by_estate, my_day, orders_to_plan
from laoyou.system.work.orders.queries.lists import (
    OrdersWanted,
    OrderView,
    counts_by_state,
    orders_by_id,
    orders_for,
    orders_of,
    orders_to_export,
    still_to_do,
)
from laoyou.system.work.orders.queries.one import (
    MaterialView,
    OrderStory,
    PhotoView,
    QuoteView,
    StepView,
    is_act_done,
    may_do,
    order_for,
    orders_of_home,
    photo_of,
    story_of,
)
from laoyou.system.work.orders.queries.stock import StockView, materials_for

__all__ = [
    "DayFigures",
    "MaterialView",
    "OrderStory",
    "OrderView",
    "OrdersWanted",
    "PhotoView",
    "QuoteView",
    "StepView",
    "StockView",
    "counts_by_state",
    "day_figures",
    "hours_by_estate",
    "is_act_done",
    "materials_for",
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
    "still_to_do",
    "story_of",
]
