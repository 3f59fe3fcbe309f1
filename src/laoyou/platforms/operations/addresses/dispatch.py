"""Addresses of the dispatch board."""

from django.urls import path

from laoyou.platforms.operations.dispatch import board, plans

PATHS = [
    path("dispatch", board.board, name="dispatch"),
    path("dispatch/plan", board.plan_anew, name="plan_day"),
    path("dispatch/plans", plans.plans, name="day_plans"),
    path("dispatch/plans.xlsx", plans.plans_export, name="day_plans_export"),
    path("dispatch/plans/<int:plan_id>/decide", board.decide_plan, name="decide_day_plan"),
    path("estates/<int:estate_id>/orders/<int:order_id>/offers", board.offers, name="order_offers"),
    path("estates/<int:estate_id>/orders/<int:order_id>/place", board.place_order, name="place_order"),
]
