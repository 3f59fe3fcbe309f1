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
    "operations:request": "see_requests",
    "operations:request_act": "handle_requests",
    "operations:request_file": "see_requests",
    "operations:request_number": "open_personal_data",
    "operations:requests": "see_requests",
    "operations:requests_export": "see_requests",
    "operations:shifts_export": "manage_crews",
    "operations:suggest_intake": "handle_requests",
    "operations:take_in": "handle_requests",
    "operations:take_requests": "handle_requests",
}
