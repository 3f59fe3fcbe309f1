"""Addresses for machines."""

from django.urls import path

from laoyou.platforms.api import health, notifications

app_name = "api"
urlpatterns = [
    path("health", health.health, name="health"),
    path(
        "payments/<str:channel>/notifications",
        notifications.payment_notification,
        name="payment_notification",
    ),
]
