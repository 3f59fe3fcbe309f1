"""The addresses of requests, work orders, crews and the field: a part of `routes`."""

from __future__ import annotations

ROUTES_OF_WORK: dict[str, str] = {
    "operations:add_crew": "manage_crews",
    "operations:assign_orders": "dispatch_orders",
    "operations:change_crew": "manage_crews",
    "operations:change_crew_people": "manage_crews",
    "operations:change_shifts": "manage_crews",
    "operations:crew": "manage_crews",
    "operations:crews": "manage_crews",
    "operations:crews_export": "manage_crews",
    "operations:import_roster": "manage_crews",
    "operations:move_order": "see_orders",
    "operations:new_order": "dispatch_orders",
    "operations:order": "see_orders",
    "operations:order_photo": "see_orders",
    "operations:orders": "see_orders",
    "operations:orders_export": "see_orders",
    "operations:shifts_export": "manage_crews",
}
