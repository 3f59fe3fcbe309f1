"""Addresses of work orders and crews."""

from django.urls import path

from laoyou.platforms.operations.crews import lists as crew_lists
from laoyou.platforms.operations.crews import one as crew
from laoyou.platforms.operations.field import contractor, day, job
from laoyou.platforms.operations.orders import lists, one, stock

PATHS = [
    path("contractor/<str:code>", contractor.contractor, name="contractor"),
    path("contractor/<str:code>/act", contractor.contractor_act, name="contractor_act"),
    path("contractor/<str:code>/photos/<int:file_id>", contractor.contractor_photo, name="contractor_photo"),
    path("field/", day.field_day, name="field_day"),
    path("field/worker.js", day.field_worker, name="field_worker"),
    path("field/offline", day.field_offline, name="field_offline"),
    path("field/estates/<int:estate_id>/jobs/<int:order_id>", job.field_job, name="field_job"),
    path("field/estates/<int:estate_id>/jobs/<int:order_id>/act", job.field_act, name="field_act"),
    path("field/estates/<int:estate_id>/jobs/<int:order_id>/photos/<int:file_id>", job.field_photo, name="field_photo"),
    path("orders", lists.orders, name="orders"),
    path("orders.xlsx", lists.orders_export, name="orders_export"),
    path("orders/assign", lists.assign_orders, name="assign_orders"),
    path("estates/<int:estate_id>/jobs/new", one.new_order, name="new_order"),
    path("estates/<int:estate_id>/jobs/<int:order_id>", one.order, name="order"),
    path("estates/<int:estate_id>/jobs/<int:order_id>/move", one.move_order, name="move_order"),
    path("estates/<int:estate_id>/jobs/<int:order_id>/photos/<int:file_id>", one.order_photo, name="order_photo"),
    path("materials", stock.materials, name="materials"),
    path("materials.xlsx", stock.materials_export, name="materials_export"),
    path("materials/set", stock.set_material, name="set_material"),
    path("crews", crew_lists.crews, name="crews"),
    path("crews.xlsx", crew_lists.crews_export, name="crews_export"),
    path("crews/add", crew_lists.add_crew, name="add_crew"),
    path("crews/roster", crew_lists.import_roster, name="import_roster"),
    path("crews/<int:crew_id>", crew.crew, name="crew"),
    path("crews/<int:crew_id>.xlsx", crew.shifts_export, name="shifts_export"),
    path("crews/<int:crew_id>/change", crew.change_crew, name="change_crew"),
    path("crews/<int:crew_id>/people", crew.change_people, name="change_crew_people"),
    path("crews/<int:crew_id>/shifts", crew.change_shifts, name="change_shifts"),
]
