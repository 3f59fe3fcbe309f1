"""The addresses of facilities, inspections, surveys and campaigns: a part of the table in `routes`."""

from __future__ import annotations

ROUTES_OF_SURVEYS: dict[str, str] = {
    "operations:add_certificate": "dispatch_orders",
    "operations:add_facility": "dispatch_orders",
    "operations:certificate_file": "see_orders",
    "operations:check_facility": "do_orders",
    "operations:drop_round": "dispatch_orders",
    "operations:edit_facility": "dispatch_orders",
    "operations:end_inspection_plan": "dispatch_orders",
    "operations:estate_facilities": "see_orders",
    "operations:estate_inspections": "see_orders",
    "operations:facilities": "see_orders",
    "operations:facilities_export": "see_orders",
    "operations:facility": "see_orders",
    "operations:facility_labels": "see_orders",
    "operations:failure_photo": "see_orders",
    "operations:field_rounds": "do_orders",
    "operations:inspection_round": "do_orders",
    "operations:inspections": "see_orders",
    "operations:inspections_export": "see_orders",
    "operations:open_rounds": "dispatch_orders",
    "operations:remove_facility": "dispatch_orders",
    "operations:scanned_facility": "do_orders",
    "operations:set_inspection_plan": "dispatch_orders",
}
